"""A store of plain dicts, for tests: the same contract as the SQL store, nothing on disk.

Rule 1: a change runs at once and alone. Every write notes how to undo it; when the change raises, the notes are played
        backwards.
Rule 2: what SQL would refuse (a second room, an id that is taken, a row that hangs in the air) is refused here, with
        the same error.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bridge.errors import LostShard, Unavailable
from bridge.events import Event
from bridge.model import Fence
from bridge.store.memory_tables import Tables
from bridge.store.memory_work import MemoryWork
from bridge.store.work import Result, Work


@dataclass(slots=True)
class _Holding:
    """A shard's row. `until` is in the seconds of the store's clock."""

    holder: str
    until: float
    epoch: int


@dataclass(slots=True)
class MemoryStore:
    """Implements `Store`. `publish` gets what committed changes emitted; by `clock` (seconds) claims expire."""

    publish: Callable[[Event], None]
    clock: Callable[[], float] = time.monotonic
    _tables: Tables = field(default_factory=Tables)
    _shards: dict[str, _Holding] = field(default_factory=dict)
    _is_closed: bool = False

    async def change(
        self,
        change: Callable[[Work], Result],
        *,
        fence: Fence | None = None,
        is_repeatable: bool = False,  # noqa: ARG002
    ) -> Result:
        """Run a change; what it emitted is published before this returns."""
        self._check_is_open()
        if fence is not None:
            self._check_fence(fence)
        work = MemoryWork(self._tables)
        try:
            result = change(work)
        except BaseException:
            work.undo()
            raise
        for event in work.emitted:
            self.publish(event)
        return result

    async def read(self, look: Callable[[Work], Result]) -> Result:
        """Run a function that only looks."""
        self._check_is_open()
        return look(MemoryWork(self._tables, may_write=False))

    async def claim(self, shard: str, holder: str, *, life: float) -> Fence | None:
        """Take a shard that is free, expired, or this holder's own."""
        self._check_is_open()
        holding = self._shards.get(shard)
        if holding is not None and holding.holder != holder and holding.until > self.clock():
            return None
        epoch = 1 if holding is None else holding.epoch + 1
        self._shards[shard] = _Holding(holder, self.clock() + life, epoch)
        return Fence(shard, epoch)

    async def renew(self, fence: Fence, holder: str, *, life: float) -> bool:
        """Hold on, unless somebody else has taken it."""
        self._check_is_open()
        holding = self._shards.get(fence.shard)
        if holding is None or holding.epoch != fence.epoch or holding.holder != holder:
            return False
        holding.until = self.clock() + life
        return True

    async def release(self, fence: Fence) -> None:
        """Let go; the epoch stays, so that the next claim has a higher one."""
        self._check_is_open()
        holding = self._shards.get(fence.shard)
        if holding is not None and holding.epoch == fence.epoch:
            holding.holder, holding.until = "", self.clock()

    async def holder_of(self, shard: str) -> str | None:
        """Whose claim has not expired."""
        self._check_is_open()
        holding = self._shards.get(shard)
        return holding.holder if holding is not None and holding.until > self.clock() else None

    async def close(self) -> None:
        """Refuse everything from now on."""
        self._is_closed = True

    def _check_is_open(self) -> None:
        if self._is_closed:
            raise Unavailable("The store is closed.")

    def _check_fence(self, fence: Fence) -> None:
        holding = self._shards.get(fence.shard)
        if holding is None or holding.epoch != fence.epoch:
            raise LostShard(f"Another node holds {fence.shard}.")
