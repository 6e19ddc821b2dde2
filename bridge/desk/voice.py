"""What visitors say and do in their room, on its way there."""

from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.desk.ledger import queue
from bridge.model import Message, Room
from bridge.outgoing import InRoom, ReactTo, Reword, SayInRoom, TakeBack
from bridge.store.work import Work


def say(work: Work, context: Context, room: Room, message: Message, answered: Message | None) -> None:
    """Their words, under the id that their page gave them; `answered` is what they answer."""
    _queue(work, context, room, message.cid, _words(message, answered))


def say_anew(work: Work, context: Context, room: Room, message: Message) -> None:
    """Their words in place of those that the room has, or is to get, under that id (XEP-0308 §3)."""
    if message.cid is not None:
        answered = work.message(room.id, message.reply) if message.reply else None
        _queue(work, context, room, None, Reword(_words(message, answered), replaces=message.cid))


def take_back(work: Work, context: Context, room: Room, message: Message) -> None:
    """Of a message that the room has: it knows it by an id of its own (XEP-0424 §4)."""
    if message.cid is not None:
        _queue(work, context, room, None, TakeBack(message.stanza_id or message.cid, message.cid))


def react(work: Work, context: Context, room: Room, message: Message, emojis: tuple[str, ...]) -> None:
    """Likewise (XEP-0444 §4); what the room does not have yet, nobody can react to there."""
    if message.ref is not None:
        _queue(work, context, room, None, ReactTo(message.ref, emojis))


def _words(message: Message, answered: Message | None) -> SayInRoom:
    return SayInRoom(
        seq=message.seq,
        text=message.text,
        reply_ref=answered.ref if answered else None,
        reply_text=answered.text if answered else "",
    )


def _queue(work: Work, context: Context, room: Room, cid: str | None, content: InRoom) -> None:
    department = context.directory.department(room.department)
    cid = cid or context.token(STANZA_ID_LENGTH)
    queue(work, shard=room.shard, department=department, lane=room.jid, cid=cid, content=content)
