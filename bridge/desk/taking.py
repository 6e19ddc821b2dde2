"""Taking a conversation by word ("take", "take 7", or a 👍 on the line that offered it), and declining one."""

from dataclasses import dataclass, replace

from bridge.conversation import Cause
from bridge.desk import asking, life, offers
from bridge.desk.context import Context
from bridge.errors import NotAllowed, Unknown
from bridge.model import JID, Conversation, ConversationId, Offer, OfferState, Room, State
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Wish:
    """An agent wants a conversation, or does not: the one that goes on in `room`, the one whose line in `lane` is
    `ref`, number `number`, or else the one that waits longest.
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


def decline(work: Work, context: Context, wish: Wish) -> Conversation:
    """Somebody else should answer: the next is asked at once where one after the other is. Raises `Unknown` or
    `NotAllowed` with a sentence for the agent.
    """
    found = _find_offered(work, wish)
    room = work.room(found.room, lock=True)
    conversation = work.conversation(found.id)
    if room is None or conversation is None:
        raise Unknown("That conversation is not known here.")
    offer = _offer_of(work, conversation, wish.agent)
    if conversation.state is not State.WAITING or offer is None:
        raise NotAllowed(f"#{conversation.id} {room.nick} is not offered to you.")
    offers.end(work, context, room, conversation, replace(offer, state=OfferState.DECLINED))
    if offer.is_exclusive and asking.ask_next(work, context, room, conversation):
        department = context.directory.department(conversation.department)
        asking.wake_after(work, context, conversation, department.offer)
    return conversation


def _find_offered(work: Work, wish: Wish) -> Conversation:
    """The one that is meant, or the one that was offered to them first."""
    if wish.room is not None or wish.number is not None or wish.ref is not None:
        return _find(work, wish)
    offered = [each for each in work.waiting(wish.department) if _offer_of(work, each, wish.agent)]
    if not offered:
        raise Unknown("Nobody is offered to you at the moment.")
    return offered[0]


def _offer_of(work: Work, conversation: Conversation, agent: JID) -> Offer | None:
    pending = (each for each in work.offers(conversation.id) if each.state is OfferState.PENDING)
    return next((each for each in pending if each.lane == agent), None)


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
