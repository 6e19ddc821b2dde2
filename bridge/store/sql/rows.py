"""What all parts of a change in SQL share: the connection, and what has been done with it so far."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ClauseElement, Connection, CursorResult

from bridge.errors import Unknown
from bridge.events import Event
from bridge.store.sql.statements import run


class Rows:
    """One change's hold on the transaction. `has_written` tells the writer whether a failure left something to undo."""

    def __init__(self, connection: Connection, *, may_write: bool = True) -> None:
        self.connection = connection
        self.emitted: list[Event] = []
        self.may_write = may_write
        self.has_written = False

    def emit(self, event: Event) -> None:
        self.emitted.append(event)

    def one(self, statement: ClauseElement, **parameters: object) -> Sequence[Any] | None:
        """The first row, or nothing."""
        return run(self.connection, statement, parameters).first()

    def all(self, statement: ClauseElement, **parameters: object) -> Sequence[Sequence[Any]]:
        """Every row."""
        return run(self.connection, statement, parameters).all()

    def write(self, statement: ClauseElement, parameters: dict[str, Any]) -> CursorResult[Any]:
        """Run a statement that changes something."""
        if not self.may_write:
            raise TypeError("A look does not write.")
        self.has_written = True
        return run(self.connection, statement, parameters)

    def add(self, statement: ClauseElement, parameters: dict[str, Any]) -> int:
        """Insert a row, and return the number it was given (the statement says `RETURNING`)."""
        return int(self.write(statement, parameters).scalar_one())

    def replace(self, statement: ClauseElement, parameters: dict[str, Any]) -> None:
        """Update one row; raises `Unknown` when it is not there."""
        if self.write(statement, parameters).rowcount == 0:
            raise Unknown("What was to be changed is not there.")
