"""Statements, compiled once for each database, and handed to its driver as they are.

SQLAlchemy looks a compiled statement up, prepares its parameters and result types anew, and describes its rows, each
time it runs; for the small statements of a message that is most of their cost.

Rule 1: a row comes back as the driver has it. SQLite has no booleans; whoever reads one says `bool`.
Rule 2: on SQLite even the cursor is the driver's own; its errors are SQLAlchemy's all the same, without the values.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.exc import DBAPIError

Parameters = dict[str, Any]
Row = Sequence[Any]


class Answer(Protocol):
    """What a statement brought: rows, or how many it changed."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> Sequence[Row]: ...


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the driver gets: the text, the names of its values in order, and the values that are always the same."""

    text: str
    names: tuple[str, ...]
    fixed: Parameters


_compiled: Final[dict[tuple[str, ClauseElement], Compiled]] = {}


def run(connection: Connection, statement: ClauseElement, parameters: Parameters) -> Answer:
    """Run a statement that lives as long as the program, always with parameters of the same names."""
    key = (connection.dialect.name, statement)
    compiled = _compiled.get(key) or _compile(connection, statement, parameters)
    _compiled[key] = compiled
    known = {**compiled.fixed, **parameters} if compiled.fixed else parameters
    values = tuple([known[name] for name in compiled.names])
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        return _run_on_sqlite(connection, driver, compiled.text, values)
    return cast("Answer", connection.exec_driver_sql(compiled.text, values))


def _run_on_sqlite(connection: Connection, driver: sqlite3.Connection, text: str, values: tuple[Any, ...]) -> Answer:
    try:
        return driver.execute(text, values)
    except sqlite3.Error as error:
        raise DBAPIError.instance(
            text, values, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
        ) from error


def _compile(connection: Connection, statement: ClauseElement, parameters: Parameters) -> Compiled:
    compiled: Any = statement.compile(dialect=connection.dialect, column_keys=list(parameters))
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return Compiled(str(compiled), tuple(compiled.positiontup), fixed)
