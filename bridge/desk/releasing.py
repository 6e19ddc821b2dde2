"""Agents are let out of a room when its conversation is over, so that their clients are rid of it. The visitor stays.

             closed ──▶ the grace ──▶ still over? ──▶ `Release` ──▶ still over? ──▶ they are out, or the room is gone
                            └── somebody wrote: the next conversation, whose end begins anew

Rule: it is looked at twice, since somebody may write until the very last moment; who is let in meanwhile is let in for
      a conversation that goes on.
"""

from typing import Final

from bridge.desk.context import Context
from bridge.desk.ledger import queue_in_room
from bridge.directory import AfterClose
from bridge.model import JID, Conversation, ConversationId, Moment, Room, State, Timer
from bridge.outgoing import Release
from bridge.store.work import Work

RELEASE: Final = "release"


def begin(work: Work, context: Context, conversation: Conversation) -> Moment | None:
    """It has just ended; until when agents may add something. `None`: always."""
    if context.directory.after_close is AfterClose.KEEP:
        return None
    due = Moment(context.now + context.directory.release_after)
    work.set_timer(Timer(RELEASE, str(conversation.id), due=due))
    return due


def time_is_over(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    """Nobody has written, unless somebody has."""
    if context.directory.after_close is AfterClose.KEEP or not _is_over(work, room, conversation.id):
        return
    queue_in_room(work, context, room, conversation, Release(conversation.id))


def is_due(work: Work, jid: JID, conversation: ConversationId) -> bool:
    """Whether the agents are still to be let out of that room."""
    room = work.room_at(jid)
    return room is not None and _is_over(work, room, conversation)


def _is_over(work: Work, room: Room, conversation: ConversationId) -> bool:
    last = work.last_conversation(room.id)
    return last is not None and last.id == conversation and last.state is State.CLOSED
