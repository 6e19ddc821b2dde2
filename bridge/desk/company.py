"""Colleagues who speak to the visitor of another's conversation: the visitor reads who has come, and who has gone.

             the colleague's first words ──▶ “Bob joined”, then the words
             out of the room ──▶ “Bob left”, and joins anew with the next words

Rule 1: whoever says nothing to the visitor is not told of: supervisors may look in unseen, colleagues may read along.
Rule 2: whose the conversation is comes and goes with the conversation itself (`life`, `handing`), not with the room.
"""

from bridge.desk.context import Context
from bridge.desk.notices import notify
from bridge.model import JID, Conversation, Notice, Room, State
from bridge.store.work import Work


def joins(
    work: Work, context: Context, room: Room, conversation: Conversation, *, agent: JID | None, name: str
) -> Room:
    """Somebody is about to speak: tell the visitor, unless they have the conversation or spoke in it already."""
    return room if _has_it(conversation, agent, name) else presents(work, context, room, conversation, name)


def presents(work: Work, context: Context, room: Room, conversation: Conversation, name: str) -> Room:
    """Tell the visitor of whoever is new in it."""
    if _takes_part(work, room, conversation, name):
        return room
    return notify(work, context, room, conversation, Notice.JOINED, name=name)


def is_missed(work: Work, context: Context, address: JID, agent: JID) -> bool:
    """Whether the visitor of that room knows of this colleague, who is not in it any more."""
    return _known(work, context, work.room_at(address), agent) is not None


def leaves(work: Work, context: Context, address: JID, agent: JID) -> None:
    """Tell the visitor of a colleague who is missed."""
    room = work.room_at(address, lock=True)
    known = _known(work, context, room, agent)
    if room is not None and known is not None:
        conversation, name = known
        notify(work, context, room, conversation, Notice.LEFT, name=name)


def _known(work: Work, context: Context, room: Room | None, agent: JID) -> tuple[Conversation, str] | None:
    """The conversation in which the visitor knows of this colleague, and by what name."""
    conversation, colleague = work.last_conversation(room.id) if room else None, context.directory.agent("", agent)
    if room is None or conversation is None or conversation.state is not State.ACTIVE or colleague is None:
        return None
    if _has_it(conversation, agent, colleague.name) or not _takes_part(work, room, conversation, colleague.name):
        return None
    return conversation, colleague.name


def _has_it(conversation: Conversation, agent: JID | None, name: str) -> bool:
    return conversation.agent_name == name or (agent is not None and conversation.agent == agent)


def _takes_part(work: Work, room: Room, conversation: Conversation, name: str) -> bool:
    """By the name: that is how the visitor tells agents apart."""
    last = work.last_with_name(room.id, name)
    return last is not None and last.conversation == conversation.id and last.notice is not Notice.LEFT
