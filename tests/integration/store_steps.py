"""What can be done to a store, as steps that are put together at random."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import strategies as st

from bridge.events import DutyChanged
from bridge.letters import Letter, LetterId, Transcript
from bridge.model import (
    JID,
    ConversationId,
    Delivery,
    Duty,
    DutyWish,
    Handover,
    Message,
    Moment,
    OfferState,
    OutgoingId,
    Page,
    Portrait,
    RoomId,
    Side,
    State,
    Stay,
    Timer,
    Visitor,
    VisitorId,
)
from bridge.outgoing import Admit, SayInRoom
from bridge.store.work import Work
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
        moved = replace(conversation, state=state, agent=ANN, closed_at=closed_at)
        work.put_conversation(replace(moved, answered_at=None if state is State.WAITING else Moment(number + 1)))
    queue = work.waiting("support"), work.line("support", 2), work.answered_since("support", Moment(2), 2)
    return queue, work.last_agent(RoomId(number)), work.conversations(RoomId(number))


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
    name=REFS.map(lambda ref: ref or ""),
    cid=REFS,
    origin_id=REFS,
    stanza_id=REFS,
    reactions=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    delivery=st.sampled_from(Delivery),
)


def _find(work: Work, number: int, ref: str | None) -> object:
    room, asked = RoomId(number), ref or ""
    return (
        work.message_by_ref(room, asked),
        work.first_words(ConversationId(number)),
        work.room(room),
        work.said_in(ConversationId(number), 2),
        work.last_with_name(room, asked),
    )


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


def _hand_over(work: Work, number: int, agent: JID | None, how: str) -> object:
    conversation = ConversationId(number)
    if how == "put":
        work.put_handover(Handover(conversation, ANN, "Ann", "sales", agent, note="x" * number, made_at=Moment(number)))
    else:
        work.remove_handover(conversation)
    asked = work.handover(conversation), work.offered_to(agent or BOB)
    return asked, work.active_of(ANN), work.begun_since("support", Moment(number))


def _queue(work: Work, lane: JID, ref: str | None, words: str) -> object:
    content = SayInRoom(1, words) if words else Admit(lane, ANN, "Vera")
    return work.add_outgoing(shard=SHARD, department="support", lane=lane, cid=ref or "c", content=content)


def _send(work: Work, number: int, lane: JID) -> object:
    work.remove_outgoing(OutgoingId(number))
    return work.outgoing_of(SHARD, lane=lane, after=OutgoingId(number - 1)), work.outgoing_by_cid(lane, "c")


def _attend(work: Work, department: str, agent: JID, since: Moment) -> object:
    known = {"wish": DutyWish.DRAINING, "devices": ("", "xa")} if since % 2 else {"is_inside": False, "devices": ()}
    work.put_duty(Duty(department, agent, "Nick", "", since, is_on_duty=since > 4, asked_at=since, **known))
    work.set_welcomed(department, agent)
    work.set_quiet(agent, is_quiet=since % 3 > 0)
    return work.duties("support"), work.is_welcomed("sales", ANN), work.is_quiet(ANN)


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
    return work.due_timers(due, 2), work.timer("silence", subject)


def _walk(work: Work, number: int, page: str, at: Moment, keep: int) -> object:
    room = RoomId(number)
    work.add_page(room, Stay(page, "Tea", at))
    work.leave_page(room, Stay("vera", "Tea", Moment(at // 2), left_at=at))
    work.forget_pages(room, keep)
    return work.trail(room, 2), work.trail(room, 9)


def _introduce(work: Work, number: int, agent: JID) -> object:
    work.set_introduced(ConversationId(number), agent)
    return work.is_introduced(ConversationId(number), ANN)


def _portray(work: Work, agent: JID, ref: str | None, words: str) -> object:
    if ref is None:
        work.forget_portrait(agent)
    else:
        work.put_portrait(Portrait(agent, ref, f"{agent} {ref}"), words.encode())
    return work.portraits(), work.picture(f"{agent} r1")


def _order_letter(work: Work, number: int, words: str, at: Moment) -> object:
    topic = Transcript(ConversationId(number), number, "en")
    letter = Letter(LetterId(0), SHARD, "support", ANN, words, "c", topic, created_at=at, due_at=at)
    return work.add_letter(letter), work.count_letters(SHARD), work.due_letters(SHARD, at, 2)


def _send_letter(work: Work, number: int, at: Moment | None) -> object:
    letter = work.letter(LetterId(number))
    if at is None:
        work.remove_letter(LetterId(number))
    elif letter is not None:
        work.put_letter(replace(letter, due_at=at, attempts=letter.attempts + 1))
    return letter, work.due_letters(SHARD, Moment(5), 2), work.count_letters("elsewhere")


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
    _step(
        _hand_over,
        number=NUMBERS,
        agent=st.none() | st.sampled_from([ANN, BOB]),
        how=st.sampled_from(["put", "put", "remove"]),
    ),
    _step(_queue, lane=LANES, ref=REFS, words=WORDS),
    _step(_send, number=NUMBERS, lane=LANES),
    _step(_attend, department=DEPARTMENTS, agent=st.sampled_from([ANN, BOB]), since=MOMENTS),
    _step(_leave, department=DEPARTMENTS, agent=st.sampled_from([ANN, BOB])),
    _step(_time, how=st.sampled_from(["set", "start", "clear"]), subject=NAMES, due=MOMENTS),
    _step(_walk, number=NUMBERS, page=NAMES, at=MOMENTS, keep=NUMBERS),
    _step(_introduce, number=NUMBERS, agent=st.sampled_from([ANN, BOB])),
    _step(_portray, agent=st.sampled_from([ANN, BOB]), ref=REFS, words=WORDS),
    _step(_order_letter, number=NUMBERS, words=WORDS, at=MOMENTS),
    _step(_send_letter, number=NUMBERS, at=st.none() | MOMENTS),
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
