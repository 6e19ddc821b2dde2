"""Which departments have somebody on duty, as every page asks that opens.

             is_open ──▶ known for less than `FRESH`? ──▶ the answer          DutyChanged ──▶ known
                                  └── no ──▶ the store ──▶ known              Missed ──▶ nothing is known

Rule: what happens in this process is known at once. `FRESH` is for what another one may have changed.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from bridge.bus import DUTY, Bus
from bridge.events import DutyChanged

FRESH: Final = 2_000  # milliseconds


class Openings:
    """`look` asks the store, `clock` tells milliseconds."""

    def __init__(self, bus: Bus, look: Callable[[str], Awaitable[bool]], clock: Callable[[], int]) -> None:
        self._look = look
        self._clock = clock
        self._known: dict[str, tuple[bool, int]] = {}
        self._heard = 0
        self._listener = bus.listen(DUTY, wake=self._hear)

    async def is_open(self, department: str) -> bool:
        """Whether somebody is on duty. Raises `Unavailable`."""
        known = self._known.get(department)
        if known is not None and 0 <= self._clock() - known[1] < FRESH:
            return known[0]
        heard, asked_at = self._heard, self._clock()
        is_open = await self._look(department)
        if heard == self._heard:
            self._known[department] = is_open, asked_at
        return self._known.get(department, (is_open, asked_at))[0]

    def _hear(self) -> None:
        for event in self._listener.drain():
            self._heard += 1
            if isinstance(event, DutyChanged):
                self._known[event.department] = event.is_open, self._clock()
            else:
                self._known.clear()
