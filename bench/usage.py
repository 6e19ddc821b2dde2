"""What processes have used: time of a processor, and memory."""

from collections.abc import Mapping
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds of processor time by process, each since its beginning."""

    seconds: dict[str, float]

    @classmethod
    def now(cls, pids: Mapping[str, int]) -> "Usage":
        times = {name: psutil.Process(pid).cpu_times() for name, pid in pids.items()}
        return cls({name: each.user + each.system for name, each in times.items()})

    def since(self, before: "Usage") -> dict[str, float]:
        return {name: seconds - before.seconds[name] for name, seconds in self.seconds.items()}


def held(pid: int) -> int:
    """Bytes of memory, shared ones by share (PSS)."""
    return int(psutil.Process(pid).memory_full_info().pss)
