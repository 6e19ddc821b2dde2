"""What is SQLite's own: who waits for the disk and for other processes, and where."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bridge.store.sql import open_store
from bridge.store.sql.sqlite import Sqlite, _set
from bridge.store.work import Work
from tests.integration.stores import ANN
from tests.waiting import pause

MANY = 400


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "parlour.db"


@pytest_asyncio.fixture
async def database(file: Path) -> AsyncIterator[Sqlite]:
    """With one table of one column."""
    database = Sqlite(file)
    await database.migrate(_make_table)
    yield database
    await database.close()


def _make_table(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE words (word TEXT)")


def _add(connection: Connection, word: str = "word") -> None:
    connection.exec_driver_sql("INSERT INTO words VALUES (?)", (word,))


def _count(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM words").scalar_one())


def _size(file: Path) -> int:
    return file.stat().st_size


async def test_another_process_is_waited_for_in_a_thread(database: Sqlite, file: Path) -> None:
    """
    Somebody looks into the file with a tool and holds the lock: pages are served meanwhile, and the change comes after.
    """
    await database.write(_add)
    assert database._connection is not None
    patience = database._connection.connection.execute("PRAGMA busy_timeout").fetchone()
    assert patience == (0,), "on the loop nobody waits for a lock"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(database.write(_add))
    await pause(0.1)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
    assert await database.read(_count) == 2


async def test_who_gives_up_on_the_lease_leaves_no_half_transaction(database: Sqlite) -> None:
    """
    It is finished all the same, before the next begins.
    """
    holding = asyncio.create_task(database.hold(_add))
    await asyncio.sleep(0)
    assert database._under_way
    holding.cancel()
    await asyncio.gather(*(database.write(_add, must_last=lasts) for lasts in (False, True, False)))
    assert holding.cancelled()
    assert await database.read(_count) == 4


async def test_a_failure_leaves_the_connection_whole(database: Sqlite) -> None:
    """
    Whatever is raised in a transaction, nothing of it stays, and the next one is like any other.
    """

    def fail(connection: Connection) -> None:
        _add(connection)
        raise ZeroDivisionError

    for must_last in (False, True):
        with pytest.raises(ZeroDivisionError):
            await database.write(fail, must_last=must_last)
        await database.write(_add, must_last=must_last)
    assert await database.read(_count) == 2


async def test_a_full_disk_is_survived(database: Sqlite) -> None:
    """
    What does not fit leaves nothing behind; as soon as there is room, everything is as before.
    """
    await database.write(_add)
    assert database._connection is not None
    pages = database._connection.connection.execute("PRAGMA page_count").fetchone()[0]
    _set(database._connection, (f"max_page_count = {pages + 1}",))
    for must_last in (False, True):
        with pytest.raises(OperationalError, match="full"):
            await database.write(lambda connection: _add(connection, "x" * 50_000), must_last=must_last)
    _set(database._connection, ("max_page_count = 1000000",))
    for must_last in (False, True):
        await database.write(_add, must_last=must_last)
    assert await database.read(_count) == 3


async def test_only_what_waits_for_the_disk_moves_the_log(database: Sqlite, file: Path) -> None:
    """
    Moving the log into the file syncs: the event loop must never do it.
    """
    await database.write(_add)
    long = "x" * 20_000
    before = _size(file)
    for _ in range(MANY):
        await database.write(lambda connection: _add(connection, long), must_last=False)
    assert _size(file) == before
    await database.write(_add)
    assert _size(file) > before + MANY * len(long)


async def test_what_must_last_takes_everything_beside_it_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Only a transaction in which everything can be repeated may reach the disk later than its answer.
    """
    store = await open_store(f"sqlite:///{tmp_path}/parlour.db", lambda event: None)
    write, lasting = Sqlite.write, list[bool]()

    async def write_and_note(
        database: Sqlite, transaction: Callable[[Connection], object], *, must_last: bool = True
    ) -> object:
        lasting.append(must_last)
        return await write(database, transaction, must_last=must_last)

    def look(work: Work) -> None:
        work.is_welcomed("support", ANN)

    monkeypatch.setattr(Sqlite, "write", write_and_note)
    await asyncio.gather(*(store.change(look, is_repeatable=True) for _ in range(3)))
    await asyncio.gather(store.change(look, is_repeatable=True), store.change(look))
    await store.close()
    assert lasting == [False, True]
