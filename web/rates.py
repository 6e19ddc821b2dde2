"""Token buckets: how much anyone may do, and when they may do more.

             a bucket holds `burst`, is filled at `per_second`, and one act takes one out

Rule: what is counted is forgotten as soon as its bucket is full again, so that addresses of long ago cost nothing.
"""

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final

_SWEEP_EVERY: Final = 60.0  # seconds
_REMEMBERED: Final = 1_024  # addresses


class Bucket:
    """One bucket; times are monotonic seconds, passed in."""

    __slots__ = ("_filled_at", "_level")

    def __init__(self, burst: float, now: float) -> None:
        self._level = burst
        self._filled_at = now

    def take(self, *, burst: float, per_second: float, now: float) -> float:
        """Take one. Returns 0, or the seconds after which there will be one to take."""
        level = self.level(burst=burst, per_second=per_second, now=now)
        self._filled_at = now
        if level >= 1:
            self._level = level - 1
            return 0.0
        self._level = level
        return (1 - level) / per_second

    def level(self, *, burst: float, per_second: float, now: float) -> float:
        """How much is in it now."""
        return min(burst, self._level + (now - self._filled_at) * per_second)


class Rate:
    """The same allowance for many: visitors, or addresses."""

    def __init__(self, *, burst: float, per_second: float, clock: Callable[[], float]) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}
        self._swept_at = clock()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str) -> float:
        """Count one act. Returns 0, or the seconds after which another is allowed."""
        now = self._clock()
        if now - self._swept_at > _SWEEP_EVERY:
            self._forget_full(now)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(self._burst, now)
        return bucket.take(burst=self._burst, per_second=self._per_second, now=now)

    def _forget_full(self, now: float) -> None:
        self._swept_at = now
        full = [key for key, each in self._buckets.items() if self._is_full(each, now)]
        for key in full:
            del self._buckets[key]

    def _is_full(self, bucket: Bucket, now: float) -> bool:
        return bucket.level(burst=self._burst, per_second=self._per_second, now=now) >= self._burst


@lru_cache(_REMEMBERED)
def household(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that a household gets of IPv6."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Address(int(parsed) >> 64 << 64))
