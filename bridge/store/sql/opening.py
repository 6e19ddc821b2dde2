"""Opening a store, whose tables are brought up to date first; and looking at a database without touching it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from bridge.errors import Unavailable
from bridge.events import Event
from bridge.store.sql.address import make_database
from bridge.store.sql.database import Database
from bridge.store.sql.migrating import find_head, find_problem, find_revision, migrate
from bridge.store.sql.retry import PATIENCE, Persistence, reason_of
from bridge.store.sql.sqlite import Durability
from bridge.store.sql.store import SqlStore


@dataclass(frozen=True, slots=True)
class Description:
    """How a database stands: `revision` is what it has (`None`: nothing yet), `head` what this Parlour needs.

    `problem` is empty, or says why it cannot be reached or used.
    """

    is_reachable: bool
    revision: str | None
    head: str
    problem: str = ""


async def open_store(
    url: str, publish: Callable[[Event], None], *, durability: Durability = "full", patience: float = PATIENCE
) -> SqlStore:
    """Migrate, then open. Raises `Unavailable` when the database does not answer within `patience` seconds,
    and `ParlourError` when it cannot be used.
    """
    database = make_database(url, durability=durability)
    persist = Persistence(patience)
    try:
        await persist(partial(database.migrate, migrate))
    except BaseException as error:
        await database.close()
        if isinstance(error, Unavailable):
            raise Unavailable(f"The database cannot be reached: {reason_of(error)}") from error
        raise
    return SqlStore(database, publish, persist)


def visit_store(url: str) -> SqlStore:
    """A store that is there already, whose tables are left as they are: for its lease alone, whose table is the same in
    every revision. Raises `ParlourError` for an address that cannot be one.
    """
    return SqlStore(make_database(url), _tell_nobody, Persistence())


async def describe(url: str) -> Description:
    """Look at a database without changing it. Raises `ParlourError` only for an address that cannot be one."""
    head = find_head()
    try:
        revision, problem = await _look(make_database(url))
    except Unavailable as error:
        return Description(is_reachable=False, revision=None, head=head, problem=reason_of(error))
    return Description(is_reachable=True, revision=revision, head=head, problem=problem)


def _tell_nobody(_event: Event) -> None:
    """Nothing is said in a store that is only visited."""


async def _look(database: Database) -> tuple[str | None, str]:
    try:
        if not database.exists():
            return None, ""
        return await Persistence(0)(partial(database.read, _find_standing))
    finally:
        await database.close()


def _find_standing(connection: Connection) -> tuple[str | None, str]:
    revision = find_revision(connection)
    return revision, find_problem(connection, revision)
