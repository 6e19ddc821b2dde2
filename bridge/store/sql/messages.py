"""Messages and their further ids in SQL."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    union_all,
)

from bridge.model import ConversationId, Delivery, Message, Notice, RoomId, Side
from bridge.store.sql.rows import Rows
from bridge.store.sql.statements import Row
from bridge.store.sql.tables import HAS_TEXT, IS_AGENTS, IS_IN_ROOM, IS_VISITORS, aliases, messages

_ADD: Final = insert(messages)
_here: Final = messages.c.room == bindparam("of_room")
_MESSAGE: Final = select(messages).where(_here, messages.c.seq == bindparam("of_seq"))
_AFTER: Final = (
    select(messages)
    .where(_here, messages.c.version > bindparam("of_version"))
    .order_by(messages.c.version, messages.c.seq)
    .limit(bindparam("at_most", type_=Integer))
)
_LAST_IN_ROOM: Final = select(func.max(messages.c.seq)).where(_here, text(IS_IN_ROOM))
_FIRST_WORDS: Final = (
    select(messages.c.text)
    .where(messages.c.conversation == bindparam("of_conversation"), text(HAS_TEXT), text(IS_VISITORS))
    .order_by(messages.c.seq)
    .limit(1)
)

_SAID_IN: Final = (
    select(messages)
    .where(messages.c.conversation == bindparam("of_conversation"), text(HAS_TEXT))
    .order_by(messages.c.seq.desc())
    .limit(bindparam("at_most", type_=Integer))
)

_LAST_WITH_NAME: Final = (
    select(messages).where(_here, messages.c.name == bindparam("of_name")).order_by(messages.c.seq.desc()).limit(1)
)


def _called(rank: int, condition: ColumnElement[bool]) -> Select[Any]:
    return select(literal_column(str(rank)).label("rank"), messages.c.seq.label("seq")).where(_here, condition)


# One narrow look into each index; the archive's id, which nobody can choose, goes before those that clients made.
_ref: Final[BindParameter[str]] = bindparam("ref")
_named: Final = union_all(
    _called(1, messages.c.stanza_id == _ref),
    _called(2, and_(text(IS_VISITORS), messages.c.cid == _ref)),
    _called(2, and_(text(IS_AGENTS), messages.c.cid == _ref)),
    _called(3, messages.c.origin_id == _ref),
    select(literal_column("4"), aliases.c.seq).where(aliases.c.room == bindparam("of_room"), aliases.c.ref == _ref),
).subquery()
_BY_REF: Final = select(messages).where(
    _here,
    messages.c.seq == select(_named.c.seq).order_by(_named.c.rank, _named.c.seq.desc()).limit(1).scalar_subquery(),
)

_ADD_ALIAS: Final = text("INSERT INTO aliases (room, ref, seq) VALUES (:room, :ref, :seq) ON CONFLICT DO NOTHING")

_NO_REACTIONS: Final = "[]"
_write_reactions = msgspec.json.Encoder().encode
_read_reactions = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode


class MessageRows(Rows):
    """The part of `Work` that knows what was said."""

    def __init__(self, connection: Connection, *, may_write: bool = True) -> None:
        super().__init__(connection, may_write=may_write)
        self._messages_as_read: dict[tuple[RoomId, int], Message] = {}

    def add_message(self, message: Message) -> None:
        self.write(_ADD, {"room": message.room, "seq": message.seq, **_values(message)})

    def put_message(self, message: Message) -> None:
        key = (message.room, message.seq)
        before = self._messages_as_read.get(key)
        self._messages_as_read[key] = message
        where = {"room": message.room, "seq": message.seq}
        self.change(messages, where, _values(before) if before else None, _values(message))

    def message(self, room: RoomId, seq: int) -> Message | None:
        return self._message(self.one(_MESSAGE, of_room=room, of_seq=seq))

    def message_by_ref(self, room: RoomId, ref: str) -> Message | None:
        return self._message(self.one(_BY_REF, of_room=room, ref=ref))

    def add_alias(self, room: RoomId, ref: str, seq: int) -> None:
        self.write(_ADD_ALIAS, {"room": room, "ref": ref, "seq": seq})

    def messages_after(self, room: RoomId, version: int, limit: int) -> Sequence[Message]:
        return [_read(row) for row in self.all(_AFTER, of_room=room, of_version=version, at_most=limit)]

    def last_in_room(self, room: RoomId) -> int:
        row = self.one(_LAST_IN_ROOM, of_room=room)
        return 0 if row is None or row[0] is None else int(row[0])

    def first_words(self, conversation: ConversationId) -> str:
        row = self.one(_FIRST_WORDS, of_conversation=conversation)
        return "" if row is None else str(row[0])

    def said_in(self, conversation: ConversationId, limit: int) -> Sequence[Message]:
        rows = self.all(_SAID_IN, of_conversation=conversation, at_most=limit)
        return [_read(row) for row in reversed(rows)]

    def last_with_name(self, room: RoomId, name: str) -> Message | None:
        return self._message(self.one(_LAST_WITH_NAME, of_room=room, of_name=name))

    def _message(self, row: Row | None) -> Message | None:
        if row is None:
            return None
        message = _read(row)
        self._messages_as_read[message.room, message.seq] = message
        return message


def _values(message: Message) -> dict[str, Any]:
    return {
        "conversation": message.conversation,
        "version": message.version,
        "side": message.side,
        "at": message.at,
        "text": message.text,
        "name": message.name,
        "author": message.author,
        "cid": message.cid,
        "origin_id": message.origin_id,
        "stanza_id": message.stanza_id,
        "notice": message.notice,
        "reply": message.reply,
        "edited_at": message.edited_at,
        "retracted_at": message.retracted_at,
        "reactions": _write_reactions(message.reactions).decode() if message.reactions else _NO_REACTIONS,
        "delivery": message.delivery,
    }


def _read(row: Sequence[Any]) -> Message:
    room, conversation, seq, version, side, at, text_, name, author, cid, origin_id, stanza_id, notice, *changes = row
    reply, edited_at, retracted_at, reactions, delivery = changes
    return Message(
        room,
        conversation,
        seq,
        version,
        Side(side),
        at,
        text_,
        name,
        author,
        cid,
        origin_id,
        stanza_id,
        None if notice is None else Notice(notice),
        reply,
        edited_at,
        retracted_at,
        () if reactions == _NO_REACTIONS else _read_reactions(reactions),
        Delivery(delivery),
    )
