"""Whatever is done to them, the store in memory and the one in SQLite answer the same."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.errors import ParlourError
from bridge.events import DutyChanged, Event
from bridge.model import (
    JID,
    ConversationId,
    Delivery,
    Duty,
    Message,
    Moment,
    OfferState,
    OutgoingId,
    Page,
    Portrait,
    RoomId,
    Side,
    State,
    Timer,
    Visitor,
    VisitorId,
)
from bridge.outgoing import Admit, SayInRoom
from bridge.store.memory import MemoryStore
from bridge.store.sql import open_store
from bridge.store.work import Store, Work
from tests.integration.stores import ANN, BOB, SHARD, room_of

Step = Callable[[Work], object]

NAMES = st.sampled_from(["vera", "omid", "mina"])
NUMBERS = st.integers(1, 4)
REFS = st.none() | st.sampled_from(["r1", "r2", "r3"])
MOMENTS = st.integers(0, 9).map(Moment)
LANES = st.sampled_from([ANN, BOB, room_of("vera").jid])
DEPARTMENTS = st.sampled_from(["support", "sales"])
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)


def _add_room(work: Work, name: str, *, knows_visitor: bool) -> object:
    if knows_visitor:
        work.put_visitor(Visitor(VisitorId(name), name, "en", Moment(1)))
    return work.add_room(room_of(name))


def _grow_room(work: Work, number: int, seq: int, cursor: str | None) -> object:
    room = work.room(RoomId(number), lock=True)
    if room is not None:
        work.put_room(replace(room, last_seq=seq, cursor=cursor, is_made=True))
    return room


def _begin(work: Work, number: int, department: str) -> object:
    room, page = RoomId(number), Page("https://shop.example.org", "Tea")
    return work.add_conversation(
        room=room, department=department, state=State.WAITING, page=page, opened_at=Moment(number)
    )


def _move(work: Work, number: int, state: State) -> object:
    conversation = work.conversation(ConversationId(number))
    if conversation is not None:
        closed_at = Moment(number % 3) if state is State.CLOSED else None
        work.put_conversation(replace(conversation, state=state, agent=ANN, closed_at=closed_at))
    return work.waiting("support"), work.last_agent(RoomId(number)), work.conversations(RoomId(number))


def _say(work: Work, message: Message, *, is_new: bool) -> object:
    work.add_message(message) if is_new else work.put_message(message)
    work.emit(DutyChanged(message.text, is_open=is_new))
    return work.messages_after(message.room, 2, 3), work.last_in_room(message.room)


MESSAGES = st.builds(
    Message,
    room=NUMBERS.map(RoomId),
    conversation=NUMBERS.map(ConversationId),
    seq=NUMBERS,
    version=st.integers(1, 9),
    side=st.sampled_from([Side.VISITOR, Side.AGENT]),
    at=MOMENTS,
    text=WORDS,
    cid=REFS,
    origin_id=REFS,
    stanza_id=REFS,
    reactions=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    delivery=st.sampled_from(Delivery),
)


def _find(work: Work, number: int, ref: str | None) -> object:
    room, asked = RoomId(number), ref or ""
    return (work.message_by_ref(room, asked), work.first_words(ConversationId(number)), work.room(room))


def _name(work: Work, number: int, ref: str | None, seq: int) -> object:
    work.add_alias(RoomId(number), ref or "alias", seq)
    return work.message_by_ref(RoomId(number), "alias")


def _offer(work: Work, number: int, lane: JID, ref: str | None, *, is_exclusive: bool) -> object:
    conversation = ConversationId(number)
    offer = work.add_offer(
        conversation=conversation, lane=lane, cid=ref or "c", made_at=Moment(1), is_exclusive=is_exclusive
    )
    return offer, work.load(lane)


def _end_offer(work: Work, number: int, lane: JID, ref: str | None) -> object:
    for offer in work.offers(ConversationId(number))[-1:]:
        work.put_offer(replace(offer, state=OfferState.REVOKED, stanza_id=ref))
    return work.offer_by_ref(lane, ref or "c"), work.offers(ConversationId(number))


def _queue(work: Work, lane: JID, ref: str | None, words: str) -> object:
    content = SayInRoom(1, words) if words else Admit(lane, ANN, "Vera")
    return work.add_outgoing(shard=SHARD, department="support", lane=lane, cid=ref or "c", content=content)


def _send(work: Work, number: int, lane: JID) -> object:
    work.remove_outgoing(OutgoingId(number))
    return work.outgoing_of(SHARD, lane=lane, after=OutgoingId(number - 1)), work.outgoing_by_cid(lane, "c")


def _attend(work: Work, department: str, agent: JID, since: Moment) -> object:
    work.put_duty(Duty(department, agent, "Nick", "", since, is_on_duty=since > 4, asked_at=since))
    work.set_welcomed(department, agent)
    return work.duties("support"), work.is_welcomed("sales", ANN)


def _leave(work: Work, department: str, agent: JID) -> object:
    work.remove_duty(department, agent)
    work.forget_welcomed(department, agent)
    return work.duties(department), work.welcomed()


def _time(work: Work, how: str, subject: str, due: Moment) -> object:
    timer = Timer("silence", subject, due)
    if how == "clear":
        work.clear_timer("silence", subject)
    else:
        work.set_timer(timer) if how == "set" else work.start_timer(timer)
    return work.due_timers(due, 2)


def _portray(work: Work, agent: JID, ref: str | None, words: str) -> object:
    if ref is None:
        work.forget_portrait(agent)
    else:
        work.put_portrait(Portrait(agent, ref, f"{agent} {ref}"), words.encode())
    return work.portraits(), work.picture(f"{agent} r1")


def _fail(_work: Work) -> object:
    raise ZeroDivisionError


def _step(function: Callable[..., object], **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    return st.fixed_dictionaries(values).map(lambda given: partial(function, **given))


STEPS: st.SearchStrategy[Step] = st.one_of(
    _step(_add_room, name=NAMES, knows_visitor=st.booleans() | st.just(value=True)),
    _step(_grow_room, number=NUMBERS, seq=NUMBERS, cursor=REFS),
    _step(_begin, number=NUMBERS, department=DEPARTMENTS),
    _step(_move, number=NUMBERS, state=st.sampled_from(State)),
    _step(_say, message=MESSAGES, is_new=st.booleans()),
    _step(_find, number=NUMBERS, ref=REFS),
    _step(_name, number=NUMBERS, ref=REFS, seq=NUMBERS),
    _step(_offer, number=NUMBERS, lane=LANES, ref=REFS, is_exclusive=st.booleans()),
    _step(_end_offer, number=NUMBERS, lane=LANES, ref=REFS),
    _step(_queue, lane=LANES, ref=REFS, words=WORDS),
    _step(_send, number=NUMBERS, lane=LANES),
    _step(_attend, department=DEPARTMENTS, agent=st.sampled_from([ANN, BOB]), since=MOMENTS),
    _step(_leave, department=DEPARTMENTS, agent=st.sampled_from([ANN, BOB])),
    _step(_time, how=st.sampled_from(["set", "start", "clear"]), subject=NAMES, due=MOMENTS),
    _step(_portray, agent=st.sampled_from([ANN, BOB]), ref=REFS, words=WORDS),
    st.just(_fail),
)


def _spoken(seq: int) -> Message:
    room, conversation, ref = RoomId(1), ConversationId(1), f"r{seq}"
    return Message(room, conversation, seq, seq, Side.VISITOR, Moment(1), text="Tea?", cid=ref, stanza_id=ref)


# A visitor who talks, so that the steps that follow find something.
BEGINNING: list[Step] = [
    partial(_add_room, name="vera", knows_visitor=True),
    partial(_begin, number=1, department="support"),
    partial(_say, message=_spoken(1), is_new=True),
    partial(_say, message=_spoken(2), is_new=True),
]


def _in_order(work: Work, steps: list[Step]) -> list[object]:
    return [_plain(step(work)) for step in steps]


def _plain(answer: object) -> object:
    return [_plain(each) for each in answer] if isinstance(answer, list | tuple) else answer


async def _answer(attempt: Awaitable[object]) -> object:
    try:
        return await attempt
    except (ParlourError, ZeroDivisionError) as error:
        return type(error)


async def _compare(stores: tuple[Store, Store], change: Step) -> None:
    first, second = [await _answer(store.change(change)) for store in stores]
    assert first == second


def _everything(work: Work) -> list[object]:
    numbers = range(1, 9)
    return [
        [_plain(work.messages_after(RoomId(number), 0, 100)) for number in numbers],
        [work.room(RoomId(number)) for number in numbers],
        [work.conversation(ConversationId(number)) for number in numbers],
        [_plain(work.offers(ConversationId(number))) for number in numbers],
        _plain(work.open_rooms(SHARD)),
        _plain(work.quiet_rooms(SHARD, Moment(0))),
        _plain(work.rooms_in(SHARD, "support")),
        _plain(work.going_on(SHARD)),
        _plain(work.welcomed()),
        _plain(work.portraits()),
        _plain(work.outgoing_of(SHARD)),
        _plain(work.due_timers(Moment(99), 99)),
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.lists(STEPS, min_size=1, max_size=4), max_size=25))
async def test_memory_and_sqlite_agree(tmp_path: Path, changes: list[list[Step]]) -> None:
    """
    Every change has the same result or the same error, tells the same, and leaves the same behind.
    """
    told: tuple[list[Event], list[Event]] = ([], [])
    directory = mkdtemp(dir=tmp_path)
    memory, sqlite = MemoryStore(told[0].append), await open_store(f"sqlite:///{directory}/parlour.db", told[1].append)
    try:
        for steps in [BEGINNING, *changes]:
            await _compare((memory, sqlite), partial(_in_order, steps=steps))
        assert await memory.read(_everything) == await sqlite.read(_everything)
        assert told[0] == told[1]
    finally:
        await sqlite.close()
