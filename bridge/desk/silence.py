"""Whose word is awaited in an active conversation, and since when.

             visitor writes ──▶ the agent's (counted from the first word without an answer)
             agent writes ────▶ the visitor's

It is kept with the room, which every message writes anyway. The timer is set when somebody takes the conversation, and
looks at the room when it is due: it falls due as often as the shortest silence may end, so it never comes too late.
"""

from dataclasses import replace
from typing import Final

from bridge.desk.context import Context
from bridge.model import Conversation, Moment, Room, Side, State, Timer
from bridge.store.work import Work

SILENCE: Final = "silence"


def begin(work: Work, context: Context, room: Room, conversation: Conversation) -> Room:
    """Somebody took the conversation, and owes an answer."""
    _wake_at(work, conversation, context.now + min(_patience(context, conversation).values()))
    return _await(work, context, room, Side.AGENT)


def begin_anew(work: Work, context: Context, room: Room, conversation: Conversation) -> Room:
    """Somebody else has it: whoever owes the next word has the whole time for it again."""
    _wake_at(work, conversation, context.now + min(_patience(context, conversation).values()))
    return _await(work, context, room, room.awaited or Side.AGENT)


def end(work: Work, room: Room, conversation: Conversation) -> Room:
    """Nobody has it any more."""
    work.clear_timer(SILENCE, str(conversation.id))
    if room.awaited is None:
        return room
    silent = replace(room, awaited=None, awaited_since=None)
    work.put_room(silent)
    return silent


def visitor_spoke(work: Work, context: Context, room: Room, conversation: Conversation) -> Room:
    """From now on the agent's silence counts; not anew with each message."""
    if conversation.state is not State.ACTIVE or room.awaited is Side.AGENT:
        return room
    return _await(work, context, room, Side.AGENT)


def agent_spoke(work: Work, context: Context, room: Room) -> Room:
    """From now on the visitor's silence counts."""
    return _await(work, context, room, Side.VISITOR)


def find_too_long(work: Work, context: Context, room: Room, conversation: Conversation) -> Side | None:
    """Who has been silent for too long; with nobody the timer is set for the next look."""
    if room.awaited is None or room.awaited_since is None or conversation.state is not State.ACTIVE:
        return None
    patience = _patience(context, conversation)
    due = room.awaited_since + patience[room.awaited]
    if due <= context.now:
        return room.awaited
    _wake_at(work, conversation, min(due, context.now + min(patience.values())))
    return None


def _patience(context: Context, conversation: Conversation) -> dict[Side, int]:
    department = context.directory.department(conversation.department)
    return {Side.AGENT: department.agent_silence, Side.VISITOR: department.visitor_silence}


def _await(work: Work, context: Context, room: Room, side: Side) -> Room:
    awaiting = replace(room, awaited=side, awaited_since=context.now)
    work.put_room(awaiting)
    return awaiting


def _wake_at(work: Work, conversation: Conversation, due: int) -> None:
    work.set_timer(Timer(SILENCE, str(conversation.id), due=Moment(due)))
