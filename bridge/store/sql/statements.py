"""Statements, compiled once for each database.

SQLAlchemy looks a compiled statement up, and prepares its parameters and result types anew, each time it runs; for the
small statements of a message that is most of their cost. What is compiled here goes to the driver as it is.

Rule: a row comes back as the driver has it. SQLite has no booleans; whoever reads one says `bool`.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ClauseElement, Connection, CursorResult

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the driver gets: the text, the names of its values in order, and the values that are always the same."""

    text: str
    names: tuple[str, ...]
    fixed: Parameters


_compiled: Final[dict[tuple[str, ClauseElement], Compiled]] = {}


def run(connection: Connection, statement: ClauseElement, parameters: Parameters) -> CursorResult[Any]:
    """Run a statement that lives as long as the program, always with parameters of the same names."""
    key = (connection.dialect.name, statement)
    compiled = _compiled.get(key) or _compile(connection, statement, parameters)
    _compiled[key] = compiled
    values = {**compiled.fixed, **parameters} if compiled.fixed else parameters
    return connection.exec_driver_sql(compiled.text, tuple([values[name] for name in compiled.names]))


def _compile(connection: Connection, statement: ClauseElement, parameters: Parameters) -> Compiled:
    compiled: Any = statement.compile(dialect=connection.dialect, column_keys=list(parameters))
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return Compiled(str(compiled), tuple(compiled.positiontup), fixed)
