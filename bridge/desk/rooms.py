"""A visitor's room on the server: the address it is given, and what follows when the server has lost it.

            first message ──▶ make ──▶ the server has it: made ──┬─ lost, the address is free: made anew
                                                                 └─ destroyed, the address is not to be had: move

Whoever was let in before must be let in again: the new room knows nobody.
"""

from dataclasses import replace

from bridge import text
from bridge.desk import life, offers
from bridge.desk.context import ROOM_SUFFIX_LENGTH, Context
from bridge.desk.ledger import queue
from bridge.errors import Unknown
from bridge.model import JID, Room, RoomId, State, VisitorId
from bridge.outgoing import Admit, Announce, Content, Inform, Outgoing, ReactTo, Release, TakeBack
from bridge.store.work import Work


def make(work: Work, context: Context, *, visitor: VisitorId, channel: str, name: str) -> Room:
    """Keep a new room for a visitor who has none; the server makes it when the outbox is emptied."""
    place = context.directory.place
    department = context.directory.department(context.directory.channel(channel).department)
    localpart = _fresh_localpart(work, context, name)
    suffix = localpart.rpartition("-")[2]
    return work.add_room(
        Room(
            id=RoomId(0),
            visitor=visitor,
            channel=channel,
            department=department.key,
            shard=place.shard,
            service=place.service,
            jid=JID(f"{localpart}@{place.service}"),
            visitor_jid=JID(f"{localpart}@{place.shard}"),
            owner=department.address,
            nick=text.nick(name, otherwise=f"Visitor {suffix}"),
            created_at=context.now,
        )
    )


def made(work: Work, context: Context, jid: JID, *, owner: JID, is_new: bool) -> None:
    """The server has this room, configured and with our visitor inside. `is_new`: it did not have it a moment ago."""
    room = work.room_at(jid, lock=True)
    if room is None:
        return
    was_lost = is_new and room.is_made
    room = replace(room, is_made=True, owner=owner, cursor=None if is_new else room.cursor)
    work.put_room(room)
    if was_lost:
        _let_in_again(work, context, room)


def lost(work: Work, context: Context, jid: JID) -> None:
    """The server had lost this room, and has just begun it anew: it is to be made like the first time."""
    room = work.room_at(jid, lock=True)
    if room is not None and room.is_made:
        room = replace(room, is_made=False, cursor=None)
        work.put_room(room)
        _let_in_again(work, context, room)


def move(work: Work, context: Context, jid: JID) -> Room:
    """The server will not have a room at this address again: give it another, to which goes whatever is still to be
    said. Raises `Unknown` for a room that is not ours.
    """
    room = work.room_at(jid, lock=True)
    visitor = work.visitor(room.visitor) if room else None
    if room is None or visitor is None:
        raise Unknown("There is no room {room} here.", room=jid)
    address = JID(f"{_fresh_localpart(work, context, visitor.name)}@{room.service}")
    moved = replace(room, jid=address, is_made=False, cursor=None)
    work.put_room(moved)
    for row in work.outgoing_of(room.shard):
        _send_on(work, context, row, before=jid, after=address)
    if room.is_made:
        _let_in_again(work, context, moved)
    return moved


def is_going_on(work: Work, jid: JID) -> bool:
    """Whether a conversation waits or is active there."""
    room = work.room_at(jid)
    conversation = work.last_conversation(room.id) if room else None
    return conversation is not None and conversation.state is not State.CLOSED


def _fresh_localpart(work: Work, context: Context, name: str) -> str:
    while True:
        localpart = f"{text.slug(name)}-{context.token(ROOM_SUFFIX_LENGTH)}"
        if work.room_at(JID(f"{localpart}@{context.directory.place.service}")) is None:
            return localpart


def _let_in_again(work: Work, context: Context, room: Room) -> None:
    conversation = work.last_conversation(room.id)
    if conversation is None or conversation.state is State.CLOSED:
        return
    life.show_state(work, context, room, conversation)
    offers.repeat(work, context, room, conversation)
    if conversation.agent is not None:
        life.admit(work, context, room, conversation, conversation.agent)


def _send_on(work: Work, context: Context, row: Outgoing, *, before: JID, after: JID) -> None:
    content: Content = row.content
    if isinstance(content, Admit | Announce | Inform) and content.room == before:
        content = replace(content, room=after)
    lane = after if row.lane == before else row.lane
    if lane == row.lane and content == row.content:
        return
    work.remove_outgoing(row.id)
    if isinstance(content, Release | TakeBack | ReactTo):
        return  # at the new address nobody has been let in, and nothing was said
    department = context.directory.department(row.department)
    queue(work, shard=row.shard, department=department, lane=lane, cid=row.cid, content=content)
