"""How the databases go about each question: by an index, never by looking at every row."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Connection, Delete, Integer, Select, Update

from bridge.store.sql import duty, lease, messages, open_store, outbox, queueing, rooms, trail
from bridge.store.sql.address import make_database
from tests.integration.stores import forget
from tests.servers.postgresql import PostgreSql


def _statements() -> Iterator[tuple[str, Any]]:
    for module in (rooms, messages, outbox, duty, lease, trail, queueing):
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, Select | Update | Delete):
                yield f"{module.__name__.rpartition('.')[2]}{name}", value


WANT_EVERY_ROW = {"duty_ALL_WELCOMED"}
STATEMENTS = {name: each for name, each in _statements() if name not in WANT_EVERY_ROW}


def test_there_are_statements_to_look_at() -> None:
    """
    The list is read from the modules, so that a new question is looked at too.
    """
    assert len(STATEMENTS) > 30


@pytest.mark.parametrize("name", STATEMENTS)
async def test_sqlite_scans_no_table(name: str, tmp_path: Path) -> None:
    """
    Each step of the plan searches an index, or walks over what such a search has found.
    """
    url = f"sqlite:///{tmp_path}/parlour.db"
    await (await open_store(url, forget)).close()
    database = make_database(url)
    plan = await database.read(lambda connection: _explain(connection, "EXPLAIN QUERY PLAN", STATEMENTS[name]))
    await database.close()
    steps = [str(row[3]) for row in plan]
    assert steps
    assert not [step for step in steps if re.match(r"SCAN (?!CONSTANT ROW|\(subquery|_?anon|\d)", step)], steps


async def test_postgresql_scans_no_table(postgresql: PostgreSql) -> None:
    """
    Told to avoid it where it can, it can everywhere.
    """
    url = await postgresql.create_database()
    await (await open_store(url, forget)).close()
    database = make_database(url)
    for name, statement in STATEMENTS.items():
        plan = await database.read(partial(_explain_here, statement=statement))
        assert not [row[0] for row in plan if "Seq Scan" in row[0]], (name, plan)
    await database.close()


def _explain_here(connection: Connection, statement: Any) -> list[Any]:
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    return _explain(connection, "EXPLAIN", statement)


def _explain(connection: Connection, prefix: str, statement: Any) -> list[Any]:
    compiled = statement.compile(dialect=connection.dialect)
    values = {name: _some(parameter.type) for name, parameter in compiled.binds.items() if parameter.value is None}
    return list(connection.exec_driver_sql(f"{prefix} {compiled}", _ordered(compiled, values)))


def _some(kind: object) -> object:
    if isinstance(kind, Boolean):
        return True
    return 1 if isinstance(kind, Integer | BigInteger) else "x"


def _ordered(compiled: Any, values: dict[str, object]) -> tuple[object, ...]:
    given = compiled.construct_params(values)
    return tuple(given[name] for name in compiled.positiontup)
