"""Words of a visitor that the agent who has the conversation seems not to have noticed are repeated to that agent as a
message of the department: most clients are silent about what is said in a room.

             the visitor writes ──▶ the timer ──▶ still unheeded? ──▶ one message, whatever else the visitor says
                    ▲                               └── the agent is writing, or it is not in the room yet: later
                    │
                    └── the agent shows that they are there, or somebody answers

Rule 1: the first word that is unheeded is kept with the room, which every message writes anyway; the timer is set with
        that word only.
Rule 2: who wants none of it (`!alerts off`) is left alone.
Rule 3: whoever has read some of it is told of the rest, unless they heed that, too.
"""

from dataclasses import replace
from typing import Final

from bridge.desk.context import Context
from bridge.desk.informing import inform
from bridge.desk.signs import Signs
from bridge.model import JID, SECONDS, Conversation, Delivery, Message, Moment, Room, Side, State, Timer
from bridge.outgoing import Word
from bridge.store.work import Work

ALERT: Final = "alert"
_CATCHES_UP_FOR: Final = 10 * SECONDS  # after a start, since somebody may have answered meanwhile
_LINES_SHOWN: Final = 20
_WORDS_SHOWN: Final = 200
_STAMPS_TELL: Final = 1 * SECONDS  # Prosody's archive knows no less


def visitor_spoke(work: Work, context: Context, room: Room, conversation: Conversation, seq: int) -> Room:
    """From the first word on that is unheeded."""
    is_somebodys = conversation.state is State.ACTIVE and conversation.agent is not None
    if room.unheeded or not is_somebodys or not _patience(context, conversation):
        return room
    return _begin(work, context, room, conversation, seq)


def end(work: Work, room: Room, conversation: Conversation) -> Room:
    """There is nothing to be heeded any more: it was answered, or somebody else has it, or nobody."""
    if not room.unheeded:
        return room
    work.clear_timer(ALERT, str(conversation.id))
    heeded = replace(room, unheeded=0)
    work.put_room(heeded)
    return heeded


def answered(work: Work, room: Room, conversation: Conversation, at: Moment | None) -> Room:
    """Somebody has answered; `at` is set where that was read from the archive, and may have been before."""
    return room if _is_earlier(work, room, at) else end(work, room, conversation)


def acted(work: Work, room: Room, agent: JID | None, at: Moment | None) -> Room:
    """An agent did something in the room: if it is theirs, they are there."""
    conversation = _theirs(work, room, agent)
    return answered(work, room, conversation, at) if conversation is not None else room


def saw(work: Work, context: Context, room: Room, agent: JID | None, seq: int) -> Room:
    """An agent has displayed everything up to `seq`."""
    if seq < room.unheeded:
        return room
    conversation = _theirs(work, room, agent)
    if conversation is None:
        return room
    rest = _words(work, conversation, since=seq + 1)
    room = end(work, room, conversation)
    return _begin(work, context, room, conversation, rest[0].seq) if rest else room


def time_is_over(work: Work, context: Context, signs: Signs, room: Room, conversation: Conversation) -> None:
    """Tell them, unless they are at it."""
    patience, agent = _patience(context, conversation), conversation.agent
    if not room.unheeded or not patience or agent is None or conversation.state is not State.ACTIVE:
        return
    if work.is_quiet(agent):
        return
    words = _words(work, conversation, since=room.unheeded)
    if not words:  # they took them back
        end(work, room, conversation)
        return
    catching_up = signs.since + min(patience, _CATCHES_UP_FOR) - context.now
    if catching_up > 0:
        _wake_after(work, context, conversation, catching_up)
    elif words[0].delivery is Delivery.SAVED or signs.is_writing(agent, room.visitor, context.now):
        _wake_after(work, context, conversation, patience)
    else:
        note = " ".join(each.text for each in words)[:_WORDS_SHOWN]
        inform(work, context, room, conversation, agent, Word.WROTE, note=note)


def _begin(work: Work, context: Context, room: Room, conversation: Conversation, seq: int) -> Room:
    _wake_after(work, context, conversation, _patience(context, conversation))
    unheeded = replace(room, unheeded=seq)
    work.put_room(unheeded)
    return unheeded


def _wake_after(work: Work, context: Context, conversation: Conversation, span: int) -> None:
    work.set_timer(Timer(ALERT, str(conversation.id), due=Moment(context.now + span)))


def _patience(context: Context, conversation: Conversation) -> int:
    """In milliseconds; 0: nobody is alerted."""
    return context.directory.department(conversation.department).alert


def _theirs(work: Work, room: Room, agent: JID | None) -> Conversation | None:
    """The conversation of which something is unheeded, if this agent has it."""
    last = work.last_conversation(room.id) if room.unheeded and agent is not None else None
    return last if last is not None and last.agent == agent else None


def _is_earlier(work: Work, room: Room, at: Moment | None) -> bool:
    """Whether that was before what is unheeded was written."""
    first = work.message(room.id, room.unheeded) if room.unheeded and at is not None else None
    return first is not None and at is not None and at + _STAMPS_TELL <= first.at


def _words(work: Work, conversation: Conversation, *, since: int) -> list[Message]:
    said = work.said_in(conversation.id, _LINES_SHOWN)
    return [each for each in said if each.side is Side.VISITOR and each.seq >= since]
