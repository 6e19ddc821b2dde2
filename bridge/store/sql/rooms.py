"""Visitors, rooms and conversations in SQL."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, insert, or_, select, text, union, update

from bridge.model import (
    JID,
    Conversation,
    ConversationId,
    Moment,
    Page,
    Room,
    RoomId,
    Side,
    State,
    Visitor,
    VisitorId,
)
from bridge.store.sql.rows import Rows
from bridge.store.sql.tables import conversations, outgoing, rooms, visitors

_VISITOR: Final = select(visitors).where(visitors.c.id == bindparam("visitor"))
_PUT_VISITOR: Final = text(
    "INSERT INTO visitors (id, name, language, created_at, email, phone)"
    " VALUES (:id, :name, :language, :created_at, :email, :phone) ON CONFLICT (id) DO UPDATE"
    " SET name = excluded.name, language = excluded.language, created_at = excluded.created_at,"
    " email = excluded.email, phone = excluded.phone"
)


def _locked(statement: Select[Any]) -> Select[Any]:
    """Until the commit, whoever asks so too must wait; who only refers to the room (a foreign key) need not."""
    return statement.with_for_update(key_share=True)


_FIELDS: Final = [field.name for field in fields(Room)]
_IS_MADE: Final = _FIELDS.index("is_made")
_AWAITED: Final = _FIELDS.index("awaited")
_some_rooms: Final = select(*(rooms.c[name] for name in _FIELDS))
_ROOM: Final = _some_rooms.where(rooms.c.id == bindparam("room"))
_ROOM_OF: Final = _some_rooms.where(rooms.c.visitor == bindparam("visitor"))
_ROOM_AT: Final = _some_rooms.where(rooms.c.jid == bindparam("jid"))
_ROOM_LOCKED: Final = _locked(_ROOM)
_ROOM_OF_LOCKED: Final = _locked(_ROOM_OF)
_ROOM_AT_LOCKED: Final = _locked(_ROOM_AT)
_ADD_ROOM: Final = insert(rooms).returning(rooms.c.id)

_later = conversations.alias("later")
_last = select(func.max(_later.c.id)).where(_later.c.room == conversations.c.room).scalar_subquery()
_talking = select(conversations.c.room).where(
    or_(conversations.c.state == State.WAITING, conversations.c.state == State.ACTIVE), conversations.c.id == _last
)
_lane = rooms.alias("lane")
_told = select(_lane.c.id).join(outgoing, outgoing.c.lane == _lane.c.jid).where(outgoing.c.shard == bindparam("shard"))
_OPEN_ROOMS: Final = _some_rooms.where(
    rooms.c.id.in_(union(_talking, _told)), rooms.c.shard == bindparam("shard")
).order_by(rooms.c.id)

_QUIET_ROOMS: Final = (
    _some_rooms.join(conversations, conversations.c.room == rooms.c.id)
    .where(
        conversations.c.closed_at >= bindparam("since"),
        conversations.c.state == State.CLOSED,
        conversations.c.id == _last,
        rooms.c.shard == bindparam("shard"),
    )
    .order_by(conversations.c.closed_at.desc(), conversations.c.id.desc())
)
_own = rooms.alias("own")
_owned = select(_own.c.id).where(_own.c.shard == bindparam("shard"), _own.c.department == bindparam("department"))
_been_in = select(conversations.c.room).where(conversations.c.department == bindparam("department"))
_ROOMS_IN: Final = _some_rooms.where(
    rooms.c.id.in_(union(_owned, _been_in)), rooms.c.shard == bindparam("shard"), rooms.c.is_made
).order_by(rooms.c.id)

_CONVERSATION: Final = select(conversations).where(conversations.c.id == bindparam("conversation"))
_LAST_CONVERSATION: Final = (
    select(conversations).where(conversations.c.room == bindparam("room")).order_by(conversations.c.id.desc()).limit(1)
)
_CONVERSATIONS: Final = (
    select(conversations).where(conversations.c.room == bindparam("room")).order_by(conversations.c.id)
)
_LAST_AGENT: Final = (
    select(conversations.c.agent)
    .where(conversations.c.room == bindparam("room"), conversations.c.agent.is_not(None))
    .order_by(conversations.c.id.desc())
    .limit(1)
)
_ADD_CONVERSATION: Final = insert(conversations).returning(conversations.c.id)
_PUT_CONVERSATION: Final = update(conversations).where(conversations.c.id == bindparam("of_id"))
_WAITING: Final = (
    select(conversations)
    .where(conversations.c.state == State.WAITING, conversations.c.department == bindparam("department"))
    .order_by(conversations.c.id)
)
_GOING_ON: Final = (
    select(conversations)
    .join(rooms, rooms.c.id == conversations.c.room)
    .where(
        or_(conversations.c.state == State.WAITING, conversations.c.state == State.ACTIVE),
        rooms.c.shard == bindparam("shard"),
    )
    .order_by(conversations.c.id)
)


class RoomRows(Rows):
    """The part of `Work` that knows who has a room, and which episodes it has seen.

    A room changes several times in most changes: it is written once, at their end or before rooms are asked for.
    """

    def __init__(self, connection: Connection, *, may_write: bool = True) -> None:
        super().__init__(connection, may_write=may_write)
        self._rooms_as_read: dict[RoomId, Room] = {}
        self._rooms_to_put: dict[RoomId, Room] = {}

    def finish(self) -> None:
        """Write what was put off; a change is not whole before."""
        while self._rooms_to_put:
            number, room = self._rooms_to_put.popitem()
            before = self._rooms_as_read.get(number)
            self._rooms_as_read[number] = room
            self.change(rooms, {"id": number}, _room_values(before) if before else None, _room_values(room))

    def visitor(self, visitor: VisitorId) -> Visitor | None:
        row = self.one(_VISITOR, visitor=visitor)
        return None if row is None else Visitor(*row)

    def put_visitor(self, visitor: Visitor) -> None:
        values = {"name": visitor.name, "language": visitor.language, "created_at": visitor.created_at}
        self.write(_PUT_VISITOR, {"id": visitor.id, "email": visitor.email, "phone": visitor.phone, **values})

    def room(self, room: RoomId, *, lock: bool = False) -> Room | None:
        return self._room(_ROOM_LOCKED if lock else _ROOM, room=room)

    def room_of(self, visitor: VisitorId, *, lock: bool = False) -> Room | None:
        return self._room(_ROOM_OF_LOCKED if lock else _ROOM_OF, visitor=visitor)

    def room_at(self, jid: JID, *, lock: bool = False) -> Room | None:
        return self._room(_ROOM_AT_LOCKED if lock else _ROOM_AT, jid=jid)

    def add_room(self, room: Room) -> Room:
        values = _room_values(room)
        number = RoomId(self.add(_ADD_ROOM, values))
        return Room(id=number, **values)

    def put_room(self, room: Room) -> None:
        self.check_may_write()
        self.has_written = True
        self._rooms_to_put[room.id] = room

    def open_rooms(self, shard: str) -> Sequence[Room]:
        return self._rooms(_OPEN_ROOMS, shard=shard)

    def quiet_rooms(self, shard: str, since: Moment) -> Sequence[Room]:
        return self._rooms(_QUIET_ROOMS, shard=shard, since=since)

    def rooms_in(self, shard: str, department: str) -> Sequence[Room]:
        return self._rooms(_ROOMS_IN, shard=shard, department=department)

    def conversation(self, conversation: ConversationId) -> Conversation | None:
        row = self.one(_CONVERSATION, conversation=conversation)
        return None if row is None else read_conversation(row)

    def last_conversation(self, room: RoomId) -> Conversation | None:
        row = self.one(_LAST_CONVERSATION, room=room)
        return None if row is None else read_conversation(row)

    def conversations(self, room: RoomId) -> Sequence[Conversation]:
        return [read_conversation(row) for row in self.all(_CONVERSATIONS, room=room)]

    def last_agent(self, room: RoomId) -> JID | None:
        row = self.one(_LAST_AGENT, room=room)
        return None if row is None else row[0]

    def add_conversation(
        self, *, room: RoomId, department: str, state: State, page: Page, opened_at: Moment
    ) -> Conversation:
        begun = Conversation(ConversationId(0), room, department, state, page, opened_at)
        number = ConversationId(self.add(_ADD_CONVERSATION, _conversation_values(begun)))
        return Conversation(number, room, department, state, page, opened_at)

    def put_conversation(self, conversation: Conversation) -> None:
        self.replace(_PUT_CONVERSATION, {"of_id": conversation.id, **_conversation_values(conversation)})

    def waiting(self, department: str) -> Sequence[Conversation]:
        return [read_conversation(row) for row in self.all(_WAITING, department=department)]

    def going_on(self, shard: str) -> Sequence[Conversation]:
        return [read_conversation(row) for row in self.all(_GOING_ON, shard=shard)]

    def _room(self, statement: Select[Any], **parameters: object) -> Room | None:
        found = self._rooms(statement, **parameters)
        return found[0] if found else None

    def _rooms(self, statement: Select[Any], **parameters: object) -> list[Room]:
        self.finish()
        found = [_read_room(row) for row in self.all(statement, **parameters)]
        self._rooms_as_read.update((room.id, room) for room in found)
        return found


def _room_values(room: Room) -> dict[str, Any]:
    return {
        "visitor": room.visitor,
        "channel": room.channel,
        "department": room.department,
        "shard": room.shard,
        "service": room.service,
        "jid": room.jid,
        "visitor_jid": room.visitor_jid,
        "owner": room.owner,
        "nick": room.nick,
        "created_at": room.created_at,
        "is_made": room.is_made,
        "cursor": room.cursor,
        "last_seq": room.last_seq,
        "last_version": room.last_version,
        "agent_seen": room.agent_seen,
        "visitor_seen": room.visitor_seen,
        "awaited": room.awaited,
        "awaited_since": room.awaited_since,
        "blocked_until": room.blocked_until,
        "blocked_reason": room.blocked_reason,
        "unheeded": room.unheeded,
    }


def _read_room(row: Sequence[Any]) -> Room:
    awaited = Side(row[_AWAITED]) if row[_AWAITED] else None
    values = (*row[:_IS_MADE], bool(row[_IS_MADE]), *row[_IS_MADE + 1 : _AWAITED], awaited, *row[_AWAITED + 1 :])
    return Room(*values)


def _conversation_values(conversation: Conversation) -> dict[str, Any]:
    return {
        "room": conversation.room,
        "department": conversation.department,
        "state": conversation.state,
        "page_url": conversation.page.url,
        "page_title": conversation.page.title,
        "page_referrer": conversation.page.referrer,
        "opened_at": conversation.opened_at,
        "agent": conversation.agent,
        "agent_name": conversation.agent_name,
        "answered_at": conversation.answered_at,
        "closed_at": conversation.closed_at,
        "reminders": conversation.reminders,
        "tags": " ".join(conversation.tags),
    }


def read_conversation(row: Sequence[Any]) -> Conversation:
    """A row of the table, all its columns in their order."""
    number, room, department, state, url, title, referrer, *rest = row
    rest[-1] = tuple(rest[-1].split())
    return Conversation(number, room, department, State(state), Page(url, title, referrer), *rest)
