"""Bringing the tables up to date, by the revisions in `bridge/store/migrations`.

Several nodes may start at once. One of them migrates, the others wait for it: SQLite by its lock for writing,
PostgreSQL by an advisory lock that ends with the transaction.
"""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bridge.errors import ParlourError

_MIGRATIONS: Final = Path(__file__).parent.parent / "migrations"
# Any number will do that no other program on this database uses.
_MIGRATION_LOCK: Final = 7_205_759
_RIGHTS: Final = text(
    "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false), current_user, current_database()"
)


def migrate(connection: Connection, revision: str = "head") -> None:
    """Make the tables what this version needs, or what an earlier one did.
    Raises `ParlourError` for those of a newer one.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    problem = find_problem(connection, find_revision(connection))
    if problem:
        raise ParlourError(problem)
    config = _make_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def find_head() -> str:
    """The revision that this version needs."""
    return _read_revisions().get_current_head() or ""


def find_revision(connection: Connection) -> str | None:
    """The revision that the database has, or `None` before the first start."""
    return MigrationContext.configure(connection).get_current_revision()


def find_problem(connection: Connection, revision: str | None) -> str:
    """Why the tables cannot be brought up to date, for an administrator; or empty."""
    try:
        _read_revisions().get_revision(revision or "base")
    except CommandError:
        return f"The database was made by a newer Parlour (its revision is {revision})."
    if revision == find_head() or connection.dialect.name != "postgresql":
        return ""
    may_make_tables, account, database = connection.execute(_RIGHTS).one()
    return "" if may_make_tables else f"{account} may not make tables: ALTER DATABASE {database} OWNER TO {account};"


def _read_revisions() -> ScriptDirectory:
    return ScriptDirectory.from_config(_make_config())


def _make_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
