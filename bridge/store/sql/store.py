"""The SQL store as the desk sees it: changes go through the one writer, looks go beside it."""

from collections.abc import Callable
from functools import partial
from typing import cast

from sqlalchemy import Connection

from bridge.errors import Unavailable
from bridge.events import Event
from bridge.model import Fence
from bridge.store.sql import lease
from bridge.store.sql.database import Database
from bridge.store.sql.retry import Persistence
from bridge.store.sql.work import SqlWork
from bridge.store.sql.writer import Writer
from bridge.store.work import Result, Work


class SqlStore:
    """Implements `Store`. Made by `open_store`, inside a running loop."""

    def __init__(self, database: Database, publish: Callable[[Event], None], persist: Persistence) -> None:
        self._database = database
        self._persist = persist
        self._writer = Writer(database, publish, persist)
        self._is_closed = False

    @property
    def depth(self) -> int:
        """How many changes wait for their transaction."""
        return self._writer.depth

    async def change(
        self, change: Callable[[Work], Result], *, fence: Fence | None = None, is_repeatable: bool = False
    ) -> Result:
        return cast("Result", await self._writer.change(change, fence, is_repeatable=is_repeatable))

    async def read(self, look: Callable[[Work], Result]) -> Result:
        self._check_is_open()

        def transaction(connection: Connection) -> Result:
            return look(SqlWork(connection, may_write=False))

        return await self._persist(partial(self._database.read, transaction))

    async def claim(self, shard: str, holder: str, *, life: float) -> Fence | None:
        self._check_is_open()
        return await self._hold(partial(lease.claim, shard=shard, holder=holder, life=life))

    async def renew(self, fence: Fence, holder: str, *, life: float) -> bool:
        self._check_is_open()
        return await self._hold(partial(lease.renew, fence=fence, holder=holder, life=life))

    async def release(self, fence: Fence) -> None:
        self._check_is_open()
        await self._hold(partial(lease.release, fence=fence))

    async def holder_of(self, shard: str) -> str | None:
        self._check_is_open()
        return await self._persist(partial(self._database.read, partial(lease.holder_of, shard=shard)))

    async def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            await self._writer.close()
            await self._database.close()

    async def _hold(self, transaction: Callable[[Connection], Result]) -> Result:
        return await self._persist(partial(self._database.hold, transaction))

    def _check_is_open(self) -> None:
        if self._is_closed:
            raise Unavailable("The store is closed.")
