"""What a change may rely on, in every kind of store: all of it or nothing, in order, and undisturbed by others."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bridge.errors import NotAllowed, Unavailable
from bridge.events import DutyChanged, Event, Missed
from bridge.model import (
    Message,
    State,
    Timer,
    VisitorId,
)
from bridge.store.sql import open_store
from bridge.store.sql.sqlite import Sqlite
from bridge.store.work import Store, Work
from tests.integration.stores import ANN, NOON, SHARD, count_up, enter, said, vera_talks


async def test_a_change_that_raises_leaves_nothing_behind(store: Store, published: list[Event]) -> None:
    """
    Neither rows, nor replaced or removed ones, nor events.
    """
    conversation = await store.change(vera_talks)
    timer = Timer("silence", "1", NOON)
    await store.change(lambda work: work.set_timer(timer))

    def fail(work: Work) -> None:
        work.put_conversation(replace(conversation, state=State.CLOSED))
        work.add_message(said(conversation, 1, cid="c1"))
        work.clear_timer("silence", "1")
        enter(work, "omid")
        work.emit(DutyChanged("support", is_open=True))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.change(fail)
    assert await store.read(lambda work: work.conversation(conversation.id)) == conversation
    assert await store.read(lambda work: work.message(conversation.room, 1)) is None
    assert await store.read(lambda work: work.due_timers(NOON, 1)) == [timer]
    assert await store.read(lambda work: work.visitor(VisitorId("omid"))) is None
    assert published == []


async def test_a_change_sees_what_it_wrote(store: Store) -> None:
    """
    Before anybody else does.
    """

    def talk(work: Work) -> Message | None:
        conversation = vera_talks(work)
        work.add_message(said(conversation, 1, cid="c1"))
        return work.message_by_ref(conversation.room, "c1")

    found = await store.change(talk)
    assert found is not None
    assert found.seq == 1


async def test_changes_at_the_same_time_are_one_after_the_other(store: Store) -> None:
    """
    Three hundred callers count in one room: nobody's step is lost, and who called first went first.
    """
    await store.change(vera_talks)
    counts = await asyncio.gather(*(store.change(count_up) for _ in range(300)))
    assert counts == list(range(1, 301))


async def test_a_failing_change_does_not_hurt_those_beside_it(store: Store, published: list[Event]) -> None:
    """
    Every seventh caller fails after writing, every eleventh before; the others are all kept, told, and in order.
    """
    await store.change(vera_talks)

    def step(work: Work, number: int) -> int:
        if number % 11 == 0:
            raise ZeroDivisionError
        count = count_up(work)
        work.emit(DutyChanged(str(number), is_open=True))
        if number % 7 == 0:
            raise ZeroDivisionError
        return count

    answers = await asyncio.gather(
        *(store.change(partial(step, number=number)) for number in range(100)), return_exceptions=True
    )
    kept = [number for number in range(100) if number % 7 and number % 11]
    assert [answers[number] for number in kept] == list(range(1, len(kept) + 1))
    assert all(isinstance(answers[number], ZeroDivisionError) for number in range(100) if number not in kept)
    assert published == [DutyChanged(str(number), is_open=True) for number in kept]


async def test_a_broken_rule_does_not_hurt_those_beside_it(store: Store) -> None:
    """
    A message id that is taken is refused to its caller alone.
    """
    conversation = await store.change(vera_talks)
    await store.change(lambda work: work.add_message(said(conversation, 1, cid="taken")))

    def say(work: Work, number: int) -> int:
        seq = count_up(work) + 1
        work.add_message(said(conversation, seq, cid="taken" if number % 5 == 0 else f"c{number}"))
        return seq

    answers = await asyncio.gather(
        *(store.change(partial(say, number=number)) for number in range(50)), return_exceptions=True
    )
    refused = [number for number, answer in enumerate(answers) if isinstance(answer, NotAllowed)]
    assert refused == list(range(0, 50, 5))
    assert [answer for answer in answers if isinstance(answer, int)] == list(range(2, 42))


async def test_events_are_published_before_the_caller_hears(store: Store, published: list[Event]) -> None:
    """
    And in the order in which they were emitted.
    """
    events = [DutyChanged("support", is_open=True), DutyChanged("sales", is_open=True)]

    def change(work: Work) -> None:
        for event in events:
            work.emit(event)

    await store.change(change)
    assert published == events


async def test_a_read_sees_everything_that_was_committed_before(store: Store) -> None:
    """
    Every answered change shows in the next read, whoever asks.
    """
    await store.change(vera_talks)
    for count in range(1, 30):
        await store.change(count_up)
        room = await store.read(lambda work: work.room_of(VisitorId("vera")))
        assert room is not None
        assert room.last_seq == count


async def test_a_caller_who_gives_up_stops_nobody(store: Store) -> None:
    """
    The changes queued after a cancelled one are made.
    """
    await store.change(vera_talks)
    impatient = asyncio.ensure_future(store.change(count_up))
    patient = asyncio.ensure_future(store.change(count_up))
    impatient.cancel()
    assert await patient in (1, 2)


async def test_a_closed_store_refuses(store: Store) -> None:
    """
    What was accepted before is finished; what comes after is told to come again.
    """
    accepted = asyncio.ensure_future(store.change(vera_talks))
    await asyncio.wait([accepted], timeout=0.001)
    await store.close()
    assert (await accepted).id == 1
    with pytest.raises(Unavailable):
        await store.change(count_up)
    with pytest.raises(Unavailable):
        await store.read(lambda work: work.duties("support"))


async def test_callers_who_leave_while_they_are_answered_stop_nobody(store: Store) -> None:
    """
    Pages are closed at any moment: what was begun for them is finished, and the store answers the others as before.
    """
    await store.change(vera_talks)
    for turn in range(10):
        looks = [asyncio.ensure_future(store.read(lambda work: work.open_rooms(SHARD))) for _ in range(20)]
        changes = [asyncio.ensure_future(store.change(count_up)) for _ in range(20)]
        await asyncio.wait([*looks, *changes], timeout=turn / 500)
        for leaving in (*looks[::2], *changes[::2]):
            leaving.cancel()
        assert all(len(rooms) == 1 for rooms in await asyncio.gather(*looks[1::2]))
        counts = await asyncio.gather(*changes[1::2])
        assert counts == sorted(set(counts))


async def test_a_commit_whose_answer_was_lost_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Repeated, the change finds everything done and tells nothing; so everybody who listens is told to read.
    """
    told: list[Event] = []
    store = await open_store(f"sqlite:///{tmp_path}/parlour.db", told.append)
    write, lost = Sqlite.write, list[str]()

    async def write_and_lose(
        database: Sqlite, transaction: Callable[[Connection], object], *, must_last: bool = True
    ) -> object:
        result = await write(database, transaction, must_last=must_last)
        if not lost:
            lost.append("the answer")
            raise ConnectionResetError
        return result

    def once(work: Work) -> None:
        if not work.is_welcomed("support", ANN):
            work.set_welcomed("support", ANN)
            work.emit(DutyChanged("support", is_open=True))

    monkeypatch.setattr(Sqlite, "write", write_and_lose)
    await store.change(once)
    await store.close()
    assert told == [Missed()]
