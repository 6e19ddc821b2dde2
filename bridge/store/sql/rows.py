"""What all parts of a change in SQL share: the connection, and what has been done with it so far."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ClauseElement, Connection, Table, Update, bindparam, update

from bridge.errors import Unknown
from bridge.events import Event
from bridge.store.sql.statements import Answer, Parameters, Row, Statements


class Rows:
    """One change's hold on the transaction. `has_written` tells the writer whether a failure left something to undo."""

    def __init__(self, connection: Connection, *, may_write: bool = True) -> None:
        self._run = Statements(connection).run
        self.emitted: list[Event] = []
        self.may_write = may_write
        self.has_written = False

    def emit(self, event: Event) -> None:
        self.emitted.append(event)

    def one(self, statement: ClauseElement, **parameters: object) -> Row | None:
        """The first row, or nothing."""
        return self._run(statement, parameters).fetchone()

    def all(self, statement: ClauseElement, **parameters: object) -> Sequence[Row]:
        """Every row."""
        return self._run(statement, parameters).fetchall()

    def write(self, statement: ClauseElement, parameters: Parameters) -> Answer:
        """Run a statement that changes something."""
        self.check_may_write()
        self.has_written = True
        return self._run(statement, parameters)

    def add(self, statement: ClauseElement, parameters: Parameters) -> int:
        """Insert a row, and return the number it was given (the statement says `RETURNING`)."""
        return int(self.write(statement, parameters).fetchall()[0][0])

    def replace(self, statement: ClauseElement, parameters: Parameters) -> None:
        """Update one row; raises `Unknown` when it is not there."""
        if self.write(statement, parameters).rowcount == 0:
            raise Unknown("What was to be changed is not there.")

    def change(self, table: Table, key: Parameters, before: Parameters | None, after: Parameters) -> None:
        """Update those columns of one row that differ; all of them where it is not known how they were. An index is
        written anew for each of its columns that an update names, whether or not it has changed.
        """
        changed = after if before is None else {name: value for name, value in after.items() if value != before[name]}
        if changed:
            where = {f"of_{name}": value for name, value in key.items()}
            self.replace(_update(table, tuple(key), tuple(changed)), {**where, **changed})

    def check_may_write(self) -> None:
        """Raises `TypeError` in a look."""
        if not self.may_write:
            raise TypeError("A look does not write.")


@cache
def _update(table: Table, key: tuple[str, ...], _changed: tuple[str, ...]) -> Update:
    """One statement for each set of columns, since a statement is compiled with the names of its first parameters."""
    return update(table).where(*(table.c[name] == bindparam(f"of_{name}") for name in key))
