"""Taking a conversation by word: "take", "take 7", or a 👍 on the line that offered it."""

from dataclasses import dataclass

from bridge.conversation import Cause
from bridge.desk import life
from bridge.desk.context import Context
from bridge.errors import NotAllowed, Unknown
from bridge.model import JID, Conversation, ConversationId, Room, State
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Wish:
    """An agent wants a conversation: the one that goes on in `room`, the one whose line in `lane` is `ref`, number
    `number`, or else the one that waits longest.
    """

    agent: JID
    department: str
    lane: JID | None = None
    ref: str | None = None
    number: int | None = None
    room: JID | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """It is theirs now; `was_theirs` if it had been before (they are invited once more)."""

    conversation: Conversation
    room: Room
    was_theirs: bool


def take(work: Work, context: Context, wish: Wish) -> Taken:
    """Grant the wish, or raise `Unknown` or `NotAllowed` with a sentence for the agent."""
    agent = context.directory.agent(wish.department, wish.agent)
    if agent is None:
        raise NotAllowed("Only the department's agents can take a conversation.")
    found = _find(work, wish)
    room = work.room(found.room, lock=True)
    conversation = work.conversation(found.id)
    if room is None or conversation is None:
        raise Unknown("That conversation is not known here.")
    if conversation.state is State.ACTIVE and conversation.agent == wish.agent:
        life.admit(work, context, room, conversation, wish.agent)
        return Taken(conversation=conversation, room=room, was_theirs=True)
    if conversation.state is State.ACTIVE:
        raise NotAllowed(f"#{conversation.id} {room.nick}: {conversation.agent_name} has it already.")
    if conversation.state is State.CLOSED:
        raise NotAllowed(f"#{conversation.id} {room.nick} is over.")
    room, taken = life.take(work, context, room, conversation, agent=wish.agent, name=agent.name, cause=Cause.TAKEN)
    return Taken(conversation=taken, room=room, was_theirs=False)


def _find(work: Work, wish: Wish) -> Conversation:
    if wish.room is not None:
        return _last_in(work, wish.room)
    if wish.number is not None:
        return _known(work, ConversationId(wish.number), f"There is no conversation #{wish.number}.")
    if wish.ref is not None and wish.lane is not None:
        offer = work.offer_by_ref(wish.lane, wish.ref)
        if offer is None:
            raise Unknown("That line is not an offer.")
        return _known(work, offer.conversation, "That conversation is not known here.")
    waiting = work.waiting(wish.department)
    if not waiting:
        raise Unknown("Nobody waits at the moment.")
    return waiting[0]


def _last_in(work: Work, address: JID) -> Conversation:
    room = work.room_at(address)
    last = work.last_conversation(room.id) if room else None
    if last is None:
        raise Unknown("Nothing goes on in this room.")
    return last


def _known(work: Work, number: ConversationId, otherwise: str) -> Conversation:
    conversation = work.conversation(number)
    if conversation is None:
        raise Unknown(otherwise)
    return conversation
