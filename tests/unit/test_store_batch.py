"""Several changes in one transaction: whose failure is whose."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, create_engine

from bridge.errors import NotAllowed
from bridge.model import Moment, Timer
from bridge.store.sql.batch import Batch, Job, Spoilt
from bridge.store.sql.tables import metadata
from bridge.store.sql.work import SqlWork

TIMER = Timer("silence", "1", Moment(1))


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A transaction on a database in memory."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        yield connection
    engine.dispose()


def _job(change: Callable[[SqlWork], object]) -> Job:
    return Job(change, None, asyncio.get_running_loop().create_future())


def _look(work: SqlWork) -> object:
    return work.due_timers(Moment(1), 1)


def _refuse(_work: SqlWork) -> object:
    raise NotAllowed("No.")


def _write_and_refuse(work: SqlWork) -> object:
    work.set_timer(TIMER)
    raise NotAllowed("No.")


def _lose_connection(_work: SqlWork) -> object:
    raise ConnectionResetError


async def test_a_refusal_before_anything_was_written_is_that_changes_own(connection: Connection) -> None:
    """
    The transaction is whole, and the others go on in it.
    """
    outcomes = Batch([_job(_refuse), _job(_look)])(connection)
    assert [type(outcome.error) for outcome in outcomes] == [NotAllowed, type(None)]


async def test_a_refusal_after_writing_spoils_the_batch_and_says_whose_it_was(connection: Connection) -> None:
    """
    So that the writer can do that change apart from the others.
    """
    with pytest.raises(Spoilt) as spoilt:
        Batch([_job(_look), _job(_write_and_refuse), _job(_look)])(connection)
    assert spoilt.value.place == 1
    assert isinstance(spoilt.value.error, NotAllowed)


async def test_a_lost_connection_is_nobodys_fault(connection: Connection) -> None:
    """
    Drivers let it through as the bare error of the socket; the whole batch is repeated.
    """
    with pytest.raises(ConnectionResetError):
        Batch([_job(_look), _job(_lose_connection)])(connection)
