"""Holding a shard: only one node speaks for a component domain at a time.

        acquire ──▶ held ──── renewed in time ──▶ held …
                      └────── not renewed, or another's ──▶ lost (for good: make a new lease)

Rule 1: the deadline counts from before the renewal was asked for, on a monotonic clock, less a margin: we stop before
        another may start.
Rule 2: whoever sends to the XMPP server asks `is_held` first; whoever writes for the shard passes `fence`.
"""

import asyncio
import contextlib
import logging
import math
from collections.abc import AsyncIterator, Callable
from typing import Final

from bridge.errors import LostShard, Unavailable
from bridge.model import Fence
from bridge.store.work import Store

_log: Final = logging.getLogger("parlour.lease")

LIFE: Final = 10.0  # seconds
RENEW_EVERY: Final = 3.0
MARGIN: Final = 1.0
ASK_AGAIN_EVERY: Final = 1.0


class Lease:
    """A claim on one shard. `holder` names this node; `clock` is monotonic, in seconds like `renew_every`."""

    def __init__(
        self,
        store: Store,
        shard: str,
        holder: str,
        *,
        clock: Callable[[], float],
        renew_every: float = RENEW_EVERY,
    ) -> None:
        self._renew_every = renew_every
        self._store = store
        self._shard = shard
        self._holder = holder
        self._clock = clock
        self._fence: Fence | None = None
        self._deadline = 0.0
        self.lost = asyncio.Event()

    @property
    def fence(self) -> Fence:
        """What to pass with every write. Raises `LostShard` when there is nothing to pass."""
        if self._fence is None or not self.is_held():
            raise LostShard(f"The shard {self._shard} is not held here.")
        return self._fence

    def is_held(self) -> bool:
        """Whether we may speak for the shard at this moment."""
        return self._fence is not None and not self.lost.is_set() and self._clock() < self._deadline

    async def acquire(self, *, within: float = math.inf) -> None:
        """Wait until the shard is ours, and the store there. Raises `LostShard` when another still holds it after
        `within` seconds, `Unavailable` when the store cannot be reached until then.
        """
        began_at = self._clock()
        while True:
            asked_at = self._clock()
            is_too_late = asked_at - began_at >= within
            try:
                self._fence = await self._store.claim(self._shard, self._holder, life=LIFE)
            except Unavailable as error:
                if is_too_late:
                    raise
                _log.warning("shard_unknown", extra={"shard": self._shard, "reason": str(error)})
            if self._fence is not None:
                self._deadline = asked_at + LIFE - MARGIN
                _log.info("shard_held", extra={"shard": self._shard, "epoch": self._fence.epoch})
                return
            if is_too_late:
                raise LostShard(f"Another node holds {self._shard}.")
            await asyncio.sleep(ASK_AGAIN_EVERY)

    @contextlib.asynccontextmanager
    async def held(self, *, within: float = math.inf) -> AsyncIterator[None]:
        """Acquire, keep renewing, and let go at the end."""
        await self.acquire(within=within)
        keeper = asyncio.create_task(self._keep(), name=f"lease {self._shard}")
        try:
            yield
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
            await self._let_go()

    async def _keep(self) -> None:
        while self.is_held():
            await asyncio.sleep(self._renew_every)
            asked_at = self._clock()
            try:
                if not await self._store.renew(self.fence, self._holder, life=LIFE):
                    break
            except Unavailable:
                continue
            except LostShard:
                break
            self._deadline = asked_at + LIFE - MARGIN
        self.lost.set()
        _log.error("shard_lost", extra={"shard": self._shard})

    async def _let_go(self) -> None:
        if self._fence is not None and not self.lost.is_set():
            with contextlib.suppress(Unavailable, LostShard):
                await self._store.release(self._fence)
        self.lost.set()
