"""An agent speaks first: whom they may invite, and what becomes of it when the visitor answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bridge.conversation import Cause
from bridge.desk import life
from bridge.desk.context import Context
from bridge.desk.informing import inform
from bridge.desk.invitations import Invitation
from bridge.desk.speaking import speak_for
from bridge.directory import Directory, Permission
from bridge.errors import NotAllowed
from bridge.model import JID, Conversation, ConversationId, Page, Room, State, VisitorId
from bridge.outgoing import Word
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Call:
    """What an agent says to somebody who is only looking. `guest` is what they call them (`V7`); without `words` the
    department's are said. `opens`: the chat opens on their page.
    """

    agent: JID
    department: str
    guest: str
    words: str = ""
    opens: bool = False


def conversations_of(work: Work, visitors: Iterable[VisitorId]) -> Mapping[VisitorId, ConversationId]:
    """Those that go on with any of these."""
    rooms = (room for visitor in visitors if (room := work.room_of(visitor)) is not None)
    found = {room.visitor: work.last_conversation(room.id) for room in rooms}
    return {visitor: each.id for visitor, each in found.items() if each is not None and each.state is not State.CLOSED}


def check_may_invite(work: Work, context: Context, invitation: Invitation) -> None:
    """Raises `NotAllowed` with a sentence for the agent."""
    guest, room = invitation.guest, work.room_of(invitation.visitor)
    if not _is_on_duty(work, context.directory, invitation.agent):
        raise NotAllowed("Whom you invite is yours when they answer: be on duty first.")
    if room is not None and room.is_blocked(context.now):
        raise NotAllowed("{guest} is blocked at the moment.", guest=guest)
    conversation = work.last_conversation(room.id) if room else None
    if conversation is not None and conversation.state is not State.CLOSED:
        raise NotAllowed("{guest} has a conversation already: #{number}.", guest=guest, number=conversation.id)


def begin(work: Work, context: Context, room: Room, page: Page, invitation: Invitation) -> tuple[Room, Conversation]:
    """The conversation that an invited visitor begins with their answer, which the caller adds. Its first message is
    what they answer; it is the agent's at once, and waits as any other where they may not have it any more.
    """
    agent, name = invitation.agent, invitation.agent_name
    is_theirs = _may_have_it(work, context.directory, agent)
    cause = Cause.AGENT_WROTE if is_theirs else Cause.VISITOR_WROTE
    conversation = life.begin(work, context, room, cause=cause, page=page)
    if is_theirs:
        room, conversation = life.take(work, context, room, conversation, agent=agent, name=name, cause=cause)
        life.admit(work, context, room, conversation, agent)
    room, _ = speak_for(work, context, room, conversation, invitation.words, agent=agent, name=name)
    return room, conversation


def tell_answer(work: Work, context: Context, room: Room, conversation: Conversation, words: str) -> None:
    """Tell the agent who invited them what they answered, and where."""
    if conversation.agent is not None:
        inform(work, context, room, conversation, conversation.agent, Word.ANSWERED, note=words)


def _may_have_it(work: Work, directory: Directory, agent: JID) -> bool:
    known = directory.agent("", agent)
    return known is not None and known.may(Permission.ANSWER) and _is_on_duty(work, directory, agent)


def _is_on_duty(work: Work, directory: Directory, agent: JID) -> bool:
    """In any of their departments."""
    duties = (each for department in directory.departments_of(agent) for each in work.duties(department.key))
    return any(each.agent == agent and each.is_on_duty for each in duties)
