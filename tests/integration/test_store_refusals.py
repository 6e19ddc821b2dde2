"""What a database cannot hold is refused to the one who brought it, at once, and to nobody else."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import NotAllowed
from bridge.events import DutyChanged, Event
from bridge.model import Conversation, Timer
from bridge.store.sql import open_store
from bridge.store.work import Store, Work
from tests.integration.stores import NOON, count_up, forget, said, vera_talks
from tests.servers.postgresql import PostgreSql
from tests.waiting import in_time

SOON = 3.0


async def _bring(store: Store, conversation: Conversation, values: list[Any]) -> list[int | BaseException]:
    """Each caller counts, and says one of these; all at the same time."""

    def bring(work: Work, value: Any) -> int:
        count = count_up(work)
        message = said(conversation, count, text=value)
        work.add_message(message)
        return count

    changes = (store.change(partial(bring, value=value)) for value in values)
    return list(await in_time(asyncio.gather(*changes, return_exceptions=True), SOON))


async def test_text_that_is_no_text_disturbs_nobody(postgresql: PostgreSql) -> None:
    """
    Half a surrogate pair cannot be written, a NUL not by PostgreSQL: the driver refuses one and the server the other.
    """
    store = await open_store(await postgresql.create_database(), forget)
    conversation = await store.change(vera_talks)
    values = ["one", "\ud83d", "two", "\x00", "three"]
    answers = await _bring(store, conversation, values)
    assert [answers[0], answers[2], answers[4]] == [1, 2, 3]
    assert isinstance(answers[1], NotAllowed | ValueError)
    assert isinstance(answers[3], NotAllowed)
    await store.close()


@pytest.mark.parametrize("store_server", ["sqlite", "postgresql"], indirect=True)
async def test_a_value_of_another_kind_disturbs_nobody(store: Store) -> None:
    """
    A mistake in the program is told to the caller who made it.
    """
    conversation = await store.change(vera_talks)
    answers = await _bring(store, conversation, ["one", object(), "two"])
    assert [answers[0], answers[2]] == [1, 2]
    assert isinstance(answers[1], Exception)


async def test_a_listener_that_fails_stops_nobody(tmp_path: Path) -> None:
    """
    What is committed is answered, and the next change is made.
    """

    def fail(event: Event) -> None:
        raise ZeroDivisionError(event)

    def change(work: Work) -> int:
        work.emit(DutyChanged("support", is_open=True))
        return count_up(work)

    store = await open_store(f"sqlite:///{tmp_path}/parlour.db", fail)
    await store.change(vera_talks)
    changes = (store.change(change) for _ in range(3))
    assert await in_time(asyncio.gather(*changes), SOON) == [1, 2, 3]
    await store.close()


async def test_a_look_that_writes_is_an_error(store: Store) -> None:
    """
    Reading goes beside the writer, where nothing can be written.
    """
    timer = Timer("silence", "1", NOON)
    with pytest.raises(TypeError):
        await store.read(lambda work: work.set_timer(timer))
    assert await store.read(lambda work: work.due_timers(NOON, 1)) == []
