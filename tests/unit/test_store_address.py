"""The address of a database, as administrators write it."""

import pytest

from bridge.errors import ParlourError, Unavailable
from bridge.store.sql.address import make_database
from bridge.store.sql.postgresql import PostgreSQL
from bridge.store.sql.sqlite import Sqlite


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"])
async def test_a_file_is_for_sqlite(scheme: str, tmp_path: object) -> None:
    """
    Under any of the names that SQLAlchemy has for it; nothing is made yet.
    """
    database = make_database(f"{scheme}:///{tmp_path}/parlour.db")
    assert isinstance(database, Sqlite)
    assert not database.exists()
    await database.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://parlour:secret@db.example.org/parlour",
        "postgres://parlour:secret@db.example.org:5433/parlour",
        "postgresql+asyncpg://parlour@/parlour?host=/var/run/postgresql",
        "postgresql://parlour:%40%2F%3A%25@db.example.org/parlour?sslmode=require",
    ],
)
async def test_what_other_programs_understand_is_understood(url: str) -> None:
    """
    Ports, sockets, encoded passwords, the usual word for encryption; nothing is connected yet.
    """
    database = make_database(url)
    assert isinstance(database, PostgreSQL)
    await database.close()


async def test_a_password_may_have_any_character() -> None:
    """
    Percent-encoded in the address, whole at the server.
    """
    database = make_database("postgresql://parlour:%40%2F%3A%25@db.example.org/parlour?sslmode=require")
    assert isinstance(database, PostgreSQL)
    assert database.address.password == "@/:%"
    assert database.address.query == {"ssl": "require"}
    await database.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("parlour.db", "no address of a database"),
        ("postgresql://parlour@db:port/parlour", "no address of a database"),
        ("mysql://db.example.org/parlour", "mysql"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("postgresql://db.example.org/parlour?colour=green", "colour"),
    ],
)
def test_what_cannot_work_is_refused_with_a_reason(url: str, said: str) -> None:
    """
    In words for the administrator, before anything is tried.
    """
    with pytest.raises(ParlourError, match=said):
        make_database(url)


def test_a_secret_is_not_repeated_in_a_refusal() -> None:
    """
    An address that cannot be read may hold a password.
    """
    with pytest.raises(ParlourError) as refusal:
        make_database("postgresql://parlour:hush@db:port/parlour")
    assert "hush" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_directory_that_is_not_there_is_named() -> None:
    """
    It may come later, with a mount: so this is not for ever.
    """
    with pytest.raises(Unavailable, match="/nowhere"):
        make_database("sqlite:////nowhere/at/all/parlour.db")
