"""How a room's log grows: every addition takes the next `seq`, every change the next `version`, and both are told.

Whoever calls these holds the room's lock (`Work.room(…, lock=True)`) and goes on with the room that is returned.
"""

from dataclasses import replace

from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.directory import Department
from bridge.events import ConversationChanged, MessageChanged, OutgoingQueued
from bridge.model import JID, Conversation, Message, Room
from bridge.outgoing import Content
from bridge.store.work import Work


def append(work: Work, room: Room, message: Message) -> tuple[Room, Message]:
    """Add a message; its `room`, `seq` and `version` are given here."""
    grown = replace(room, last_seq=room.last_seq + 1, last_version=room.last_version + 1)
    added = replace(message, room=room.id, seq=grown.last_seq, version=grown.last_version)
    work.add_message(added)
    work.put_room(grown)
    work.emit(MessageChanged(visitor=room.visitor, message=added))
    return grown, added


def amend(work: Work, room: Room, message: Message) -> tuple[Room, Message]:
    """Keep a message in its new form."""
    grown = replace(room, last_version=room.last_version + 1)
    amended = replace(message, version=grown.last_version)
    work.put_message(amended)
    work.put_room(grown)
    work.emit(MessageChanged(visitor=room.visitor, message=amended))
    return grown, amended


def move_cursor(work: Work, room: Room, stanza_id: str | None) -> Room:
    """Remember how far the room's archive has been dealt with; a stanza that was not archived moves nothing."""
    if stanza_id is None or stanza_id == room.cursor:
        return room
    moved = replace(room, cursor=stanza_id)
    work.put_room(moved)
    return moved


def keep_conversation(work: Work, room: Room, conversation: Conversation) -> Conversation:
    """Keep a conversation in its new state, and tell."""
    work.put_conversation(conversation)
    work.emit(ConversationChanged(visitor=room.visitor, conversation=conversation))
    return conversation


def queue_in_room(work: Work, context: Context, room: Room, conversation: Conversation, content: Content) -> None:
    """Have something done in the room, by the department that has the conversation."""
    department = context.directory.department(conversation.department)
    cid = context.token(STANZA_ID_LENGTH)
    queue(work, shard=room.shard, department=department, lane=room.jid, cid=cid, content=content)


def queue(work: Work, *, shard: str, department: Department, lane: JID, cid: str, content: Content) -> None:
    """Put something into the outbox, and ring for whoever empties it."""
    added = work.add_outgoing(shard=shard, department=department.key, lane=lane, cid=cid, content=content)
    work.emit(OutgoingQueued(added))
