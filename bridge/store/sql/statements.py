"""Statements, compiled once for each database, and handed to its driver as they are.

SQLAlchemy looks a compiled statement up, prepares its parameters and result types anew, and describes its rows, each
time it runs; for the small statements of a message that is most of their cost.

Rule 1: a row comes back as the driver has it. SQLite has no booleans; whoever reads one says `bool`.
Rule 2: on SQLite even the cursor is the driver's own; its errors are SQLAlchemy's all the same, without the values.
"""

import sqlite3
from collections.abc import Callable, Sequence
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


_compiled: Final[dict[str, dict[ClauseElement, Compiled]]] = {}


class Statements:
    """Runs statements that live as long as the program, each always with parameters of the same names."""

    __slots__ = ("_connection", "_execute", "_known")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known = _compiled.setdefault(connection.dialect.name, {})
        driver = connection.connection.driver_connection
        self._execute: Callable[[str, tuple[Any, ...]], Answer]
        if isinstance(driver, sqlite3.Connection):
            self._execute = driver.execute
        else:
            self._execute = cast("Callable[[str, tuple[Any, ...]], Answer]", connection.exec_driver_sql)

    def run(self, statement: ClauseElement, parameters: Parameters) -> Answer:
        """Raises what SQLAlchemy would."""
        compiled = self._known.get(statement)
        if compiled is None:
            compiled = self._known[statement] = _compile(self._connection, statement, parameters)
        known = {**compiled.fixed, **parameters} if compiled.fixed else parameters
        values = tuple([known[name] for name in compiled.names])
        try:
            return self._execute(compiled.text, values)
        except sqlite3.Error as error:
            raise _as_sqlalchemy_would(error, compiled.text, self._connection) from error


def run(connection: Connection, statement: ClauseElement, parameters: Parameters) -> Answer:
    """One statement alone."""
    return Statements(connection).run(statement, parameters)


def _as_sqlalchemy_would(error: sqlite3.Error, text: str, connection: Connection) -> BaseException:
    return DBAPIError.instance(text, (), error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect)


def _compile(connection: Connection, statement: ClauseElement, parameters: Parameters) -> Compiled:
    compiled: Any = statement.compile(dialect=connection.dialect, column_keys=list(parameters))
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return Compiled(str(compiled), tuple(compiled.positiontup), fixed)
