"""What the writer and the readers need of a database, and which of its failures pass by themselves.

A transaction is a plain function of a connection. Where it runs is the database's own affair: SQLite has threads for
it, PostgreSQL the event loop. It is run whole or not at all.
"""

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

Result = TypeVar("Result")

# asyncpg lets a refused or broken connection through as the bare OSError; which of its errors mean a lost connection
# cannot be told in advance (a server that starts up, one that has become read-only): what is not plainly our fault is
# tried again.
PASSING: Final = (DBAPIError, OSError, PoolTimeout)

_OURS: Final = (IntegrityError, DataError, ProgrammingError)
# SQLSTATE: values that cannot be, broken constraints, wrong statements. asyncpg has no better classes for the first.
_OUR_STATES: Final = ("22", "23", "42")
_RIVALRY: Final = ("40P01", "40001")


class Database(Protocol):
    """Raises whatever the driver raises; `bridge.store.sql.retry` deals with it."""

    def exists(self) -> bool:
        """Whether there is anything that could be read; opening would make it."""

    async def write(self, transaction: Callable[[Connection], Result], *, must_last: bool = True) -> Result:
        """Run it and commit. One at a time, in the order of the calls. If it `must_last`, it has reached the disk when
        this returns; whatever was written before has then, too.
        """

    async def hold(self, transaction: Callable[[Connection], Result]) -> Result:
        """As `write`, for the lease: does not wait behind more than the one transaction that is under way."""

    async def read(self, transaction: Callable[[Connection], Result]) -> Result:
        """Run it on one state of the database, which has everything that was committed before the call."""

    async def migrate(self, transaction: Callable[[Connection], Result]) -> Result:
        """As `write`, for changing the tables themselves; may take as long as it takes."""

    async def close(self) -> None: ...


def is_our_fault(error: BaseException) -> bool:
    """Whether the transaction itself is what the database cannot accept, so that repeating it would change nothing."""
    if not isinstance(error, DBAPIError):
        return False
    said_by_driver = getattr(error.orig, "__cause__", None)
    return (
        isinstance(error, _OURS)
        or isinstance(said_by_driver, ValueError)
        or (getattr(error.orig, "sqlstate", None) or "").startswith(_OUR_STATES)
    )


def is_rivalry(error: BaseException) -> bool:
    """Whether two transactions stood in each other's way, so that one had to yield."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _RIVALRY
