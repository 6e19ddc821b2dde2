"""Opening a database: whatever state it is in, it ends with the tables of this version or with a reason."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from bridge.errors import ParlourError, Unavailable
from bridge.store.sql import SqlStore, describe, open_store
from bridge.store.sql.address import make_database
from bridge.store.sql.tables import metadata
from tests.integration.stores import count_up, forget, vera_talks
from tests.servers.postgresql import PostgreSql


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database that does not exist yet."""
    return tmp_path / "parlour.db"


@pytest.fixture
def url(file: Path) -> str:
    """Its address."""
    return f"sqlite:///{file}"


async def test_opening_makes_the_tables_and_opening_again_keeps_what_is_in_them(url: str) -> None:
    """
    A second start finds what the first one wrote.
    """
    for expected in (1, 2):
        store = await open_store(url, forget)
        if expected == 1:
            await store.change(vera_talks)
        assert await store.change(count_up) == expected
        await store.close()


async def test_nodes_that_start_together_make_the_tables_once(postgresql: PostgreSql) -> None:
    """
    The others wait for the one who came first.
    """
    url = await postgresql.create_database()
    stores = await asyncio.gather(*(open_store(url, forget) for _ in range(4)))
    assert (await stores[0].change(vera_talks)).id == 1
    assert await stores[3].change(count_up) == 1
    await asyncio.gather(*(store.close() for store in stores))


async def test_the_migrations_make_what_the_code_expects_in_sqlite(url: str, file: Path, tmp_path: Path) -> None:
    """
    To the letter: also the conditions of indexes, which a comparison of tables does not see.
    """
    store = await open_store(url, forget)
    await store.close()
    engine = create_engine(f"sqlite:///{tmp_path}/expected.db")
    metadata.create_all(engine)
    engine.dispose()
    assert set(_statements(file)) == set(_statements(tmp_path / "expected.db"))


def _statements(file: Path) -> Iterator[str]:
    connection = sqlite3.connect(file)
    for name, statement in connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        if name != "alembic_version":
            yield "".join(statement.split())
    connection.close()


async def test_the_migrations_make_what_the_code_expects_in_postgresql(postgresql: PostgreSql) -> None:
    """
    Alembic finds nothing to do.
    """
    url = await postgresql.create_database()
    store = await open_store(url, forget)
    database = make_database(url)
    assert await database.read(_differences) == []
    await database.close()
    await store.close()


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_the_database_of_a_newer_parlour_is_left_alone(url: str, file: Path) -> None:
    """
    An old program cannot know what the new tables mean.
    """
    await (await open_store(url, forget)).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(ParlourError, match="newer Parlour"):
        await open_store(url, forget)
    description = await describe(url)
    assert (description.is_reachable, description.revision) == (True, "9999")
    assert "newer Parlour" in description.problem


async def test_describing_a_database_does_not_make_it(url: str, file: Path) -> None:
    """
    Before the first start there is no revision; after it, the newest.
    """
    before = await describe(url)
    assert (before.is_reachable, before.revision, before.problem) == (True, None, "")
    assert not await asyncio.to_thread(file.exists)
    await (await open_store(url, forget)).close()
    after = await describe(url)
    assert after.revision == after.head == before.head


async def test_postgresql_waits_for_the_disk_where_it_has_to(postgresql: PostgreSql) -> None:
    """
    What can be repeated is answered before; the connection forgets that for the next.
    """
    database = make_database(await postgresql.create_database())

    def level(connection: Connection) -> object:
        return connection.exec_driver_sql("SHOW synchronous_commit").scalar()

    assert [await database.write(level, must_last=lasts) for lasts in (False, True, False)] == ["off", "on", "off"]
    await database.close()


async def test_describing_an_empty_postgresql_leaves_it_empty(postgresql: PostgreSql) -> None:
    """
    It can be reached, and has no revision.
    """
    url = await postgresql.create_database()
    for _ in range(2):
        found = await describe(url)
        assert (found.is_reachable, found.revision, found.problem) == (True, None, "")


async def test_a_database_that_does_not_answer_is_described_with_its_reason(postgresql: PostgreSql) -> None:
    """
    In the words of the database, without its address or password.
    """
    missing = await describe(postgresql.url("nobody_made_this"))
    assert not missing.is_reachable
    assert missing.problem == 'database "nobody_made_this" does not exist'
    refused = await describe("postgresql://parlour:hush@127.0.0.1:1/parlour")
    assert not refused.is_reachable
    assert refused.problem
    assert "hush" not in refused.problem


async def test_an_account_that_may_not_make_tables_is_told_how_to(postgresql: PostgreSql) -> None:
    """
    Since version 15, PostgreSQL lets only a database's owner make tables in it.
    """
    url = await postgresql.create_database()
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE ROLE guest LOGIN")
    database = url.rpartition("/")[2]
    guests = url.replace("postgres@", "guest@")
    found = await describe(guests)
    assert (found.is_reachable, found.problem.partition(": ")[2]) == (
        True,
        f"ALTER DATABASE {database} OWNER TO guest;",
    )
    with pytest.raises(ParlourError, match="may not make tables"):
        await open_store(guests, forget)
    await connection.execute(found.problem.partition(": ")[2])
    assert (await describe(guests)).problem == ""
    await (await open_store(guests, forget)).close()
    await connection.execute("REASSIGN OWNED BY guest TO postgres; DROP ROLE guest")
    await connection.close()


async def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    """
    Opening does not guess that it should have been made.
    """
    url = f"sqlite:///{tmp_path}/nowhere/parlour.db"
    with pytest.raises(Unavailable, match="nowhere"):
        await open_store(url, forget)
    assert not (await describe(url)).is_reachable


async def test_nobody_else_may_read_the_file(url: str, file: Path) -> None:
    """
    Visitors' words are in it.
    """
    store: SqlStore = await open_store(url, forget)
    await store.change(vera_talks)
    modes = {path.stat().st_mode & 0o077 for path in file.parent.iterdir()}
    assert modes == {0}
    await store.close()


@pytest.mark.parametrize(("durability", "level"), [("full", 2), ("normal", 1)])
async def test_the_durability_is_what_was_asked_for(url: str, durability: Any, level: int) -> None:
    """
    Full by default: a commit is on the disk before it is answered, unless it can be repeated.
    """
    store = await open_store(url, forget, durability=durability)
    database = make_database(url, durability=durability)
    pragmas = await database.write(_pragmas)
    assert pragmas == {"journal_mode": "wal", "synchronous": level, "foreign_keys": 1}
    assert (await database.write(_pragmas, must_last=False))["synchronous"] == 1
    assert (await database.write(_pragmas))["synchronous"] == level
    await database.close()
    await store.close()


def _pragmas(connection: Connection) -> dict[str, object]:
    names = ("journal_mode", "synchronous", "foreign_keys")
    return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
