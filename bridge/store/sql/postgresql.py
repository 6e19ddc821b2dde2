"""PostgreSQL by asyncpg: one connection that writes, one for the lease, a few that read.

Rule 1: a connection on which anything failed is thrown away. After a failover it may still lead to the server that was.
Rule 2: a transaction that has begun is finished, also when nobody waits for it any more: breaking it off would break
        the connection too, and pages come and go by the thousand.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bridge.store.sql.database import PASSING

Result = TypeVar("Result")

READERS: Final = 4
_CONNECT_SECONDS: Final = 5
_STATEMENT_SECONDS: Final = 15
_IMPATIENCE_SECONDS: Final = 30


class PostgreSQL:
    """Implements `Database`."""

    def __init__(self, url: URL) -> None:
        self.address = url
        self._writer = _make_engine(url, size=1)
        self._holder = _make_engine(url, size=1)
        self._readers = _make_engine(url, size=READERS, isolation_level="REPEATABLE READ")
        self._turn_to_read = asyncio.Semaphore(READERS)
        self._under_way: set[asyncio.Task[Any]] = set()

    def exists(self) -> bool:
        return True

    async def write(self, transaction: Callable[[Connection], Result], *, must_last: bool = True) -> Result:
        return await self._finish(_transact(self._writer, transaction if must_last else _soon(transaction)))

    async def hold(self, transaction: Callable[[Connection], Result]) -> Result:
        return await self._finish(_transact(self._holder, transaction))

    async def read(self, transaction: Callable[[Connection], Result]) -> Result:
        async with self._turn_to_read:
            return await self._finish(_transact(self._readers, transaction, postgresql_readonly=True))

    async def migrate(self, transaction: Callable[[Connection], Result]) -> Result:
        engine = create_async_engine(self.address, pool_size=1, connect_args={"timeout": _CONNECT_SECONDS})
        try:
            return await _transact(engine, transaction)
        finally:
            await engine.dispose()

    async def close(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way)
        for engine in (self._writer, self._holder, self._readers):
            await engine.dispose()

    async def _finish(self, transaction: Coroutine[Any, Any, Result]) -> Result:
        task = asyncio.get_running_loop().create_task(transaction)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)


def _soon(transaction: Callable[[Connection], Result]) -> Callable[[Connection], Result]:
    """The same, on the disk some moments after its commit; a later one that must last takes it along."""

    def run(connection: Connection) -> Result:
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        return transaction(connection)

    return run


async def _transact(engine: AsyncEngine, transaction: Callable[[Connection], Result], **options: Any) -> Result:
    async with engine.connect() as connection:
        if options:
            await connection.execution_options(**options)
        try:
            async with connection.begin():
                return await connection.run_sync(transaction)
        except PASSING as error:
            await connection.invalidate(error)
            raise


def _make_engine(url: URL, *, size: int, **options: Any) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=_IMPATIENCE_SECONDS,
        connect_args={"timeout": _CONNECT_SECONDS, "command_timeout": _STATEMENT_SECONDS},
        **options,
    )
