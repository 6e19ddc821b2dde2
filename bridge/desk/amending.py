"""What visitors do to what stands there: they correct or take back their own words, and react to an agent's.

             a wish for one message ──▶ is it so already? ──▶ the log, and one row for the room

Rule 1: only in the conversation that goes on. When it is over no agent is in the room any more, who could see it.
Rule 2: a page says its wish again when it saw no answer; what is so already is not done twice.
Rule 3: words that are on their way to the room are taken back there when they have arrived (`delivery`).
"""

from dataclasses import replace
from typing import Final

from bridge import text
from bridge.desk import voice
from bridge.desk.context import Context
from bridge.desk.ledger import amend
from bridge.errors import Blocked, TooLate
from bridge.model import VISITOR, Delivery, Message, Room, Side, State, VisitorId
from bridge.store.work import Work

_TOO_LATE: Final = "This message cannot be changed any more."


def correct(work: Work, context: Context, visitor: VisitorId, seq: int, words: str) -> Message:
    """Other words for one of the visitor's own. Raises `TooLate`, `TooLong`, `Blocked`, `Refused`."""
    room, message = _message(work, context, visitor, seq, Side.VISITOR)
    spoken = text.clean(words)
    if message.retracted_at is not None or message.delivery is Delivery.REFUSED:
        raise TooLate(_TOO_LATE)
    if message.text == spoken:
        return message
    room, message = amend(work, room, replace(message, text=spoken, edited_at=context.now))
    voice.say_anew(work, context, room, message)
    return message


def retract(work: Work, context: Context, visitor: VisitorId, seq: int) -> Message:
    """One of the visitor's own is taken back: its words are forgotten, its place is kept. Raises `TooLate`,
    `Blocked`.
    """
    room, message = _message(work, context, visitor, seq, Side.VISITOR)
    if message.retracted_at is not None:
        return message
    if message.delivery is Delivery.IN_ROOM:
        voice.take_back(work, context, room, message)
    return amend(work, room, replace(message, text="", retracted_at=context.now, reactions=()))[1]


def react(work: Work, context: Context, visitor: VisitorId, seq: int, emojis: tuple[str, ...]) -> Message:
    """All of the visitor's reactions to a message of an agent, in place of those before. Raises `TooLate`, `Blocked`,
    `Refused` for what is no emoji.
    """
    room, message = _message(work, context, visitor, seq, Side.AGENT)
    chosen = tuple(dict.fromkeys(text.clean_emoji(each) for each in emojis))
    if message.retracted_at is not None:
        raise TooLate(_TOO_LATE)
    others = tuple(each for each in message.reactions if each[0] != VISITOR)
    own = tuple((VISITOR, emoji) for emoji in chosen)
    if message.reactions == others + own:
        return message
    voice.react(work, context, room, message, chosen)
    return amend(work, room, replace(message, reactions=others + own))[1]


def _message(work: Work, context: Context, visitor: VisitorId, seq: int, side: Side) -> tuple[Room, Message]:
    """That message, as long as its conversation goes on."""
    room = work.room_of(visitor, lock=True)
    message = work.message(room.id, seq) if room is not None and seq <= room.last_seq else None
    if room is None or message is None or message.side is not side:
        raise TooLate(_TOO_LATE)
    if room.is_blocked(context.now):
        raise Blocked("Nothing can be sent at the moment.")
    last = work.last_conversation(room.id)
    if last is None or last.id != message.conversation or last.state is State.CLOSED:
        raise TooLate(_TOO_LATE)
    return room, message
