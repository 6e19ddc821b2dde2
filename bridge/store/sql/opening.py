"""Opening a store: the tables are brought up to date first, by whoever comes first.

Several nodes may start at once. One of them migrates, the others wait for it: SQLite by its lock for writing,
PostgreSQL by an advisory lock that ends with the transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bridge.errors import ParlourError, Unavailable
from bridge.events import Event
from bridge.store.sql.address import make_database
from bridge.store.sql.database import Database
from bridge.store.sql.retry import PATIENCE, Persistence, reason_of
from bridge.store.sql.sqlite import Durability
from bridge.store.sql.store import SqlStore

_MIGRATIONS: Final = Path(__file__).parent.parent / "migrations"
# Any number will do that no other program on this database uses.
_MIGRATION_LOCK: Final = 7_205_759


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
    """Migrate, then open. Raises `Unavailable` when the database does not answer within `patience` seconds."""
    database = make_database(url, durability=durability)
    persist = Persistence(patience)
    try:
        await persist(partial(database.migrate, _migrate))
    except BaseException as error:
        await database.close()
        if isinstance(error, Unavailable):
            raise Unavailable(f"The database cannot be reached: {reason_of(error)}") from error
        raise
    return SqlStore(database, publish, persist)


async def describe(url: str) -> Description:
    """Look at a database without changing it. Raises `ParlourError` only for an address that cannot be one."""
    head = ScriptDirectory.from_config(_make_config()).get_current_head() or ""
    try:
        revision = await _look_up_revision(make_database(url))
    except Unavailable as error:
        return Description(is_reachable=False, revision=None, head=head, problem=reason_of(error))
    return Description(is_reachable=True, revision=revision, head=head, problem=_compare(revision))


async def _look_up_revision(database: Database) -> str | None:
    try:
        if not database.exists():
            return None
        return await Persistence(0)(partial(database.read, _find_revision))
    finally:
        await database.close()


def _compare(revision: str | None) -> str:
    try:
        ScriptDirectory.from_config(_make_config()).get_revision(revision or "base")
    except CommandError:
        return f"The database was made by a newer Parlour (its revision is {revision})."
    return ""


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    problem = _compare(_find_revision(connection))
    if problem:
        raise ParlourError(problem)
    config = _make_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _find_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _make_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
