"""SQLite in one file: a thread that writes, and a few that read beside it (WAL).

Rule 1: there is one writing transaction at a time, and it takes the lock at once (`BEGIN IMMEDIATE`): a transaction
        that began by reading could not become a writing one when another process had written in between.
Rule 2: how soon a transaction reaches the disk (`synchronous`) is said before each. One that must last takes all before
        it along.
Rule 3: whole transactions run in the threads. Handing over each statement by itself costs ten times the statement.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final, Literal, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event

Result = TypeVar("Result")
Durability = Literal["full", "normal"]

READERS: Final = 2
_BUSY_SECONDS: Final = 5
_CACHE_KIB: Final = 16_384
_PRIVATE: Final = 0o600
_WRITING: Final = ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"]


class Sqlite:
    """Implements `Database`. With durability `normal` a power cut (not a crash) may take the last moments with it."""

    def __init__(self, path: Path, *, durability: Durability = "full") -> None:
        self._path = path
        self._durability: Durability = durability
        self._writer = _make_engine(path, begin="BEGIN IMMEDIATE", size=1, pragmas=_WRITING)
        self._readers = _make_engine(path, begin="BEGIN", size=READERS, pragmas=["query_only = ON"])
        self._writing = ThreadPoolExecutor(1, "parlour-store-writer")
        self._reading = ThreadPoolExecutor(READERS, "parlour-store-reader")

    def exists(self) -> bool:
        return self._path.exists()

    async def write(self, transaction: Callable[[Connection], Result], *, must_last: bool = True) -> Result:
        durability: Durability = self._durability if must_last else "normal"
        return await _run(self._writing, partial(_transact, self._writer, transaction, durability))

    async def hold(self, transaction: Callable[[Connection], Result]) -> Result:
        return await self.write(transaction)

    async def read(self, transaction: Callable[[Connection], Result]) -> Result:
        return await _run(self._reading, partial(_transact, self._readers, transaction))

    async def migrate(self, transaction: Callable[[Connection], Result]) -> Result:
        """Changing a table means copying it, which foreign keys would resent."""
        self._path.touch(mode=_PRIVATE)
        engine = _make_engine(self._path, begin="BEGIN IMMEDIATE", size=1, pragmas=["journal_mode = WAL"])
        try:
            return await _run(self._writing, partial(_transact, engine, transaction))
        finally:
            await _run(self._writing, engine.dispose)

    async def close(self) -> None:
        await _run(self._writing, self._writer.dispose)
        await _run(self._reading, self._readers.dispose)
        self._writing.shutdown()
        self._reading.shutdown()


async def _run(threads: ThreadPoolExecutor, call: Callable[[], Result]) -> Result:
    return await asyncio.get_running_loop().run_in_executor(threads, call)


def _transact(
    engine: Engine, transaction: Callable[[Connection], Result], durability: Durability | None = None
) -> Result:
    with engine.connect() as connection:
        if durability is not None:
            # Past SQLAlchemy, which would begin a transaction for it; there it has no effect.
            driver = cast(sqlite3.Connection, connection.connection.driver_connection)
            driver.execute(f"PRAGMA synchronous = {durability}")
        with connection.begin():
            return transaction(connection)


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
