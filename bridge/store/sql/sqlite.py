"""SQLite in one file: one connection that writes, on the event loop, and a few threads that read beside it (WAL).

             write ──▶ BEGIN, statements (the loop) ──┬─ must last ──▶ COMMIT, which syncs (a thread) ──▶ answer
                                                       └─ may wait ───▶ COMMIT (the loop) ──────────────▶ answer

Rule 1: there is one writing transaction at a time, and it takes the lock at once (`BEGIN IMMEDIATE`): a transaction
        that began by reading could not become a writing one when another process had written in between.
Rule 2: what waits for the disk, or for another process, waits in a thread. Statements do not: a few dozen of a few
        microseconds each; in a thread they would take Python's lock from the loop and give it back each time, which
        costs more than they do.
Rule 3: how soon a transaction reaches the disk (`synchronous`) is said before each. One that must last takes all before
        it along, and only such a one moves the log into the file (a checkpoint syncs).
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, RootTransaction, create_engine, event
from sqlalchemy.exc import OperationalError

Result = TypeVar("Result")
Durability = Literal["full", "normal"]

READERS: Final = 2
_BUSY_SECONDS: Final = 5
_CHECKPOINT_PAGES: Final = 1_000
_CACHE_KIB: Final = 16_384
_PRIVATE: Final = 0o600
_SOON: Final = ("synchronous = NORMAL", "wal_autocheckpoint = 0")


class Sqlite:
    """Implements `Database`. With durability `normal` a power cut (not a crash) may take the last moments with it."""

    def __init__(self, path: Path, *, durability: Durability = "full") -> None:
        self._path = path
        self._lasting = (f"synchronous = {durability}", f"wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        self._writer = _make_engine(path, begin="BEGIN IMMEDIATE", size=1, pragmas=["journal_mode = WAL"])
        self._readers = _make_engine(path, begin="BEGIN", size=READERS, pragmas=["query_only = ON"])
        self._waiting = ThreadPoolExecutor(1, "parlour-store-writer")
        self._reading = ThreadPoolExecutor(READERS, "parlour-store-reader")
        self._turn = asyncio.Lock()
        self._connection: Connection | None = None
        self._under_way: set[asyncio.Task[Any]] = set()

    def exists(self) -> bool:
        return self._path.exists()

    async def write(self, transaction: Callable[[Connection], Result], *, must_last: bool = True) -> Result:
        return await self._transact(transaction, must_last=must_last)

    async def hold(self, transaction: Callable[[Connection], Result]) -> Result:
        return await self._finish(self._transact(transaction, must_last=True))

    async def read(self, transaction: Callable[[Connection], Result]) -> Result:
        return await _run(self._reading, partial(_look, self._readers, transaction))

    async def migrate(self, transaction: Callable[[Connection], Result]) -> Result:
        """Changing a table means copying it, which foreign keys would resent."""
        self._path.touch(mode=_PRIVATE)
        engine = _make_engine(self._path, begin="BEGIN IMMEDIATE", size=1, pragmas=["journal_mode = WAL"])
        try:
            return await _run(self._waiting, partial(_look, engine, transaction))
        finally:
            await _run(self._waiting, engine.dispose)

    async def close(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way)
        if self._connection is not None:
            await _run(self._waiting, self._connection.close)
        await _run(self._waiting, self._writer.dispose)
        await _run(self._reading, self._readers.dispose)
        self._waiting.shutdown()
        self._reading.shutdown()

    async def _finish(self, writing: Coroutine[Any, Any, Result]) -> Result:
        """Also when nobody waits for it any more: the next must not begin before."""
        task = asyncio.get_running_loop().create_task(writing)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _transact(self, transaction: Callable[[Connection], Result], *, must_last: bool) -> Result:
        async with self._turn:
            connection = self._connection
            if connection is None:
                connection = self._connection = await _run(self._waiting, self._connect)
            _set(connection, self._lasting if must_last else _SOON)
            try:
                begun = connection.begin()
            except OperationalError as error:
                if not _is_busy(error):
                    raise
                begun = await _run(self._waiting, partial(_begin_patiently, connection))
            try:
                result = transaction(connection)
                if must_last:
                    await _run(self._waiting, begun.commit)
                else:
                    begun.commit()
            except BaseException:
                begun.rollback()
                raise
            return result

    def _connect(self) -> Connection:
        connection = self._writer.connect()
        _set(connection, ("foreign_keys = ON", "busy_timeout = 0"))
        return connection


async def _run(threads: ThreadPoolExecutor, call: Callable[[], Result]) -> Result:
    return await asyncio.get_running_loop().run_in_executor(threads, call)


def _look(engine: Engine, transaction: Callable[[Connection], Result]) -> Result:
    with engine.begin() as connection:
        return transaction(connection)


def _begin_patiently(connection: Connection) -> RootTransaction:
    """Another process writes at this moment."""
    _set(connection, (f"busy_timeout = {1000 * _BUSY_SECONDS}",))
    try:
        return connection.begin()
    finally:
        _set(connection, ("busy_timeout = 0",))


def _is_busy(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def _set(connection: Connection, pragmas: tuple[str, ...]) -> None:
    """Past SQLAlchemy, which would begin a transaction for it; there some have no effect."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    for pragma in pragmas:
        driver.execute(f"PRAGMA {pragma}")


def _make_engine(path: Path, *, begin: str, size: int, pragmas: list[str]) -> Engine:
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, pool_size=size, max_overflow=0, connect_args={"timeout": _BUSY_SECONDS})

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # Else the driver begins and ends transactions where it thinks best.
        connection.isolation_level = None
        for pragma in [f"cache_size = -{_CACHE_KIB}", *pragmas]:
            connection.execute(f"PRAGMA {pragma}")

    def begin_here(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin_here)
    return engine
