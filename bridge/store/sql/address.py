"""The address of a database as an administrator writes it, and what SQLAlchemy makes of it.

    sqlite:///parlour.db · sqlite:////var/lib/parlour/parlour.db · postgresql://parlour:secret@db.example.org/parlour

Special characters of a password are percent-encoded (`@` is `%40`). `sslmode=…` is understood as by other programs for
PostgreSQL.
"""

import importlib.util
import os
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bridge.errors import ParlourError, Unavailable
from bridge.store.sql.database import Database
from bridge.store.sql.postgresql import PostgreSQL
from bridge.store.sql.sqlite import Durability, Sqlite

_POSTGRESQL: Final = {"postgresql", "postgres", "postgresql+asyncpg"}
_SQLITE: Final = {"sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"}
_OPTIONS: Final = {"host", "port", "ssl", "sslmode"}


def make_database(url: str, *, durability: Durability = "full") -> Database:
    """The database of an address, not connected yet. Raises `ParlourError` for what cannot work, with what to do."""
    address = _read(url)
    if address.drivername in _SQLITE:
        return Sqlite(_find_file(address), durability=durability)
    if address.drivername in _POSTGRESQL:
        return PostgreSQL(_translate(address))
    raise ParlourError(f"A store “{address.drivername}” is not known; it can be sqlite or postgresql.")


def _read(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise ParlourError(
            "store.url is no address of a database. It looks like sqlite:///parlour.db or"
            " postgresql://name:password@host/database, with special characters of the password percent-encoded."
        ) from None


def _find_file(address: URL) -> Path:
    if not address.database or address.database == ":memory:":
        raise ParlourError("SQLite needs a file: sqlite:///parlour.db")
    path = Path(address.database)
    if not path.parent.is_dir():
        raise Unavailable(f"The database cannot be kept in {path.parent}: there is no such directory.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise Unavailable(f"The database cannot be kept in {path.parent}: it may not be written there.")
    return path


def _translate(address: URL) -> URL:
    if importlib.util.find_spec("asyncpg") is None:
        raise ParlourError("PostgreSQL needs the driver asyncpg: pip install 'parlour[postgres]'")
    unknown = set(address.query) - _OPTIONS
    if unknown:
        raise ParlourError(f"store.url has an option that is not known: {', '.join(sorted(unknown))}.")
    query = {"ssl" if name == "sslmode" else name: value for name, value in address.query.items()}
    return address.set(drivername="postgresql+asyncpg", query=query)
