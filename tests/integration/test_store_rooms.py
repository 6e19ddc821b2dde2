"""Visitors, rooms and conversations, in every kind of store."""

from dataclasses import replace

import pytest

from bridge.errors import NotAllowed, Unknown
from bridge.model import (
    ConversationId,
    Moment,
    Page,
    RoomId,
    State,
    Visitor,
    VisitorId,
)
from bridge.store.work import Store, Work
from tests.integration.stores import ANN, NOON, SERVICE, SHARD, begin, enter, queue, room_of, said, vera_talks


async def test_a_visitor_is_kept_and_may_change_their_name(store: Store) -> None:
    """
    Putting a visitor a second time replaces what was known.
    """
    vera = Visitor(VisitorId("vera"), "", "fa", NOON)
    await store.change(lambda work: work.put_visitor(vera))
    await store.change(lambda work: work.put_visitor(replace(vera, name="Vera")))
    assert await store.read(lambda work: work.visitor(vera.id)) == replace(vera, name="Vera")
    assert await store.read(lambda work: work.visitor(VisitorId("omid"))) is None


async def test_a_room_is_found_by_its_number_its_visitor_and_its_address(store: Store) -> None:
    """
    All three lead to the same room, as it was made.
    """
    room = await store.change(lambda work: enter(work, "vera"))
    assert room == replace(room_of("vera"), id=room.id)
    assert await store.read(lambda work: work.room(room.id)) == room
    assert await store.read(lambda work: work.room_of(room.visitor)) == room
    assert await store.read(lambda work: work.room_at(room.jid)) == room
    assert await store.read(lambda work: work.room_at(SERVICE)) is None


async def test_a_locked_room_is_the_same_room(store: Store) -> None:
    """
    Asking with a lock answers the same, and nothing where there is nothing.
    """
    room = await store.change(lambda work: enter(work, "vera"))
    assert await store.change(lambda work: work.room(room.id, lock=True)) == room
    assert await store.change(lambda work: work.room_of(room.visitor, lock=True)) == room
    assert await store.change(lambda work: work.room_at(room.jid, lock=True)) == room
    assert await store.change(lambda work: work.room(RoomId(99), lock=True)) is None


async def test_a_visitor_has_one_room(store: Store) -> None:
    """
    A second room for the same visitor, or at the same address, is refused.
    """
    room = await store.change(lambda work: enter(work, "vera"))
    with pytest.raises(NotAllowed):
        await store.change(lambda work: enter(work, "vera"))
    await store.change(lambda work: work.put_visitor(Visitor(VisitorId("omid"), "", "fa", NOON)))
    with pytest.raises(NotAllowed):
        await store.change(lambda work: work.add_room(replace(room_of("omid"), jid=room.jid)))


async def test_a_room_changes_as_a_whole(store: Store) -> None:
    """
    What is put is what is found.
    """
    room = await store.change(lambda work: enter(work, "vera"))
    grown = replace(room, is_made=True, cursor="a1", last_seq=3, last_version=5, agent_seen=2, visitor_seen=1)
    grown = replace(grown, unheeded=3)
    await store.change(lambda work: work.put_room(grown))
    assert await store.read(lambda work: work.room(room.id)) == grown


async def test_what_is_not_there_cannot_be_changed(store: Store) -> None:
    """
    Changing a room, conversation, message or offer that was never added is an error, not an addition.
    """
    conversation = await store.change(vera_talks)
    with pytest.raises(Unknown):
        await store.change(lambda work: work.put_room(replace(room_of("omid"), id=RoomId(99))))
    with pytest.raises(Unknown):
        await store.change(lambda work: work.put_message(said(conversation, 9)))
    with pytest.raises(Unknown):
        await store.change(lambda work: work.put_conversation(replace(conversation, id=ConversationId(99))))


async def test_open_rooms_are_those_in_which_something_is_to_be_done(store: Store) -> None:
    """
    A room is open while its last conversation is, or while something is still to be sent to it; of other shards none.
    """

    def prepare(work: Work) -> None:
        for name, state in (("waiting", State.WAITING), ("active", State.ACTIVE), ("closed", State.CLOSED)):
            begin(work, enter(work, name).id, state=state)
        told = enter(work, "told")
        begin(work, told.id, state=State.CLOSED)
        queue(work, told.jid, "c1")
        begin(work, enter(work, "elsewhere", shard="livechat2.example.org").id)
        enter(work, "silent")

    await store.change(prepare)
    rooms = await store.read(lambda work: work.open_rooms(SHARD))
    assert [room.visitor for room in rooms] == ["waiting", "active", "told"]


async def test_quiet_rooms_are_those_whose_conversation_ended_lately(store: Store) -> None:
    """
    The latest first; a conversation that goes on, or ended too long ago, is not among them.
    """

    def prepare(work: Work) -> None:
        for name, closed_at in (("long ago", NOON - 1), ("earlier", NOON), ("later", NOON + 1)):
            _end(work, enter(work, name).id, Moment(closed_at))
        back = enter(work, "back")
        _end(work, back.id, NOON)
        begin(work, back.id)
        _end(work, enter(work, "elsewhere", shard="livechat2.example.org").id, NOON)

    await store.change(prepare)
    rooms = await store.read(lambda work: work.quiet_rooms(SHARD, NOON))
    assert [room.visitor for room in rooms] == ["later", "earlier"]
    going_on = await store.read(lambda work: work.going_on(SHARD))
    assert [(conversation.room, conversation.state) for conversation in going_on] == [(4, State.WAITING)]


async def test_the_rooms_of_a_department_are_those_that_the_server_has(store: Store) -> None:
    """
    Of this shard and this department, and those in which it has had a conversation; one that was never made has no
    members.
    """

    def prepare(work: Work) -> None:
        for name, department in (("vera", "support"), ("omid", "support"), ("buyer", "sales"), ("handed", "sales")):
            work.put_room(replace(enter(work, name), department=department, is_made=name != "omid"))
        elsewhere = replace(enter(work, "elsewhere", shard="livechat2.example.org"), is_made=True)
        work.put_room(elsewhere)
        handed = work.room_of(VisitorId("handed"))
        assert handed is not None
        for room in (handed.id, elsewhere.id):
            _end(work, room, NOON)

    await store.change(prepare)
    rooms = await store.read(lambda work: work.rooms_in(SHARD, "support"))
    assert [room.visitor for room in rooms] == ["vera", "handed"]


async def test_conversations_are_numbered_and_the_last_one_counts(store: Store) -> None:
    """
    The number rises by one with each conversation of the whole store.
    """
    page = Page("https://shop.example.org/tea", "Tea", "https://search.example.org/")

    def twice(work: Work) -> list[ConversationId]:
        room = enter(work, "vera")
        first = begin(work, room.id)
        work.put_conversation(replace(first, state=State.CLOSED, closed_at=NOON))
        second = work.add_conversation(
            room=room.id, department="sales", state=State.WAITING, page=page, opened_at=Moment(NOON + 1)
        )
        return [first.id, second.id]

    assert await store.change(twice) == [1, 2]
    last = await store.read(lambda work: work.last_conversation(RoomId(1)))
    assert last is not None
    assert (last.id, last.department, last.page, last.opened_at) == (2, "sales", page, NOON + 1)
    assert await store.read(lambda work: work.last_conversation(RoomId(2))) is None


async def test_a_conversation_remembers_who_answered(store: Store) -> None:
    """
    Every field of a conversation comes back as it was put.
    """
    conversation = await store.change(vera_talks)
    answered = replace(conversation, state=State.ACTIVE, agent=ANN, agent_name="Ann", answered_at=NOON, closed_at=NOON)
    await store.change(lambda work: work.put_conversation(answered))
    assert await store.read(lambda work: work.conversation(conversation.id)) == answered


async def test_the_waiting_stand_in_the_order_in_which_they_came(store: Store) -> None:
    """
    Only those that nobody has taken, only of that department, the oldest first.
    """

    def prepare(work: Work) -> None:
        for name in ("vera", "omid"):
            begin(work, enter(work, name).id)
        begin(work, enter(work, "taken").id, state=State.ACTIVE)
        begin(work, enter(work, "buyer").id, department="sales")

    await store.change(prepare)
    waiting = await store.read(lambda work: work.waiting("support"))
    assert [conversation.id for conversation in waiting] == [1, 2]


def _end(work: Work, room: RoomId, closed_at: Moment) -> None:
    work.put_conversation(replace(begin(work, room), state=State.CLOSED, closed_at=closed_at))
