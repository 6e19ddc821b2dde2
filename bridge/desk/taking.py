"""An agent asks for a conversation, or asks to be spared it: by word, by reaction, by number.

Whoever writes in a visitor's room takes its conversation without asking (`agents.write`).
"""

from dataclasses import dataclass, replace

from bridge.conversation import Cause
from bridge.desk import asking, handing, life, offers
from bridge.desk.context import Context
from bridge.desk.finding import Wish, find_named, find_near, find_waiting, hold, hold_going_on
from bridge.directory import Agent, Permission
from bridge.errors import NotAllowed, Unknown
from bridge.model import JID, Conversation, Offer, OfferState, Room, State
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Taken:
    """It is theirs now; `was_theirs` if it had been before (they are invited once more)."""

    conversation: Conversation
    room: Room
    was_theirs: bool


def take(work: Work, context: Context, wish: Wish) -> Taken:
    """Give them one that waits, or that is being handed over to them. Raises `Unknown` or `NotAllowed` with a sentence
    for the agent.
    """
    agent = context.directory.check_may(wish.agent, Permission.ANSWER)
    room, conversation = hold_going_on(work, find_waiting(work, wish))
    if conversation.state is State.WAITING:
        room, taken = life.take(work, context, room, conversation, agent=agent.jid, name=agent.name, cause=Cause.TAKEN)
        return Taken(conversation=taken, room=room, was_theirs=False)
    if conversation.agent == agent.jid:
        life.admit(work, context, room, conversation, agent.jid)
        return Taken(conversation=conversation, room=room, was_theirs=True)
    return _take_handed(work, context, room, conversation, agent)


def take_away(work: Work, context: Context, wish: Wish) -> Taken:
    """Give a supervisor what another agent has, or what waits. Raises like `take`."""
    supervisor = context.directory.check_may(wish.agent, Permission.SUPERVISE)
    room, conversation = hold_going_on(work, find_named(work, wish))
    if conversation.state is State.WAITING or conversation.agent == supervisor.jid:
        return take(work, context, wish)
    room, taken = handing.take_away(work, context, room, conversation, supervisor)
    return Taken(conversation=taken, room=room, was_theirs=False)


def close(work: Work, context: Context, wish: Wish) -> Conversation:
    """End it. What another agent has, only a supervisor may end. Raises `Unknown` or `NotAllowed` with a sentence."""
    room, conversation = hold(work, find_near(work, context, wish))
    agent = context.directory.agent(conversation.department, wish.agent)
    if conversation.state is State.CLOSED:
        raise NotAllowed("This conversation is closed already.")
    is_anothers = conversation.agent not in (None, wish.agent)
    if is_anothers and agent is not None and not agent.may(Permission.SUPERVISE):
        facts = {"number": conversation.id, "visitor": room.nick, "agent": conversation.agent_name}
        raise NotAllowed("#{number} {visitor}: {agent} has it, and may close it.", **facts)
    life.end(work, context, room, conversation, cause=Cause.ENDED, by=agent.name if agent else "")
    return conversation


def close_room(work: Work, context: Context, jid: JID) -> None:
    """End what goes on in that room, whoever has it. Raises `Unknown` or `NotAllowed`."""
    room = work.room_at(jid, lock=True)
    conversation = work.last_conversation(room.id) if room else None
    if room is None or conversation is None:
        raise Unknown("There is no conversation here.")
    if conversation.state is State.CLOSED:
        raise NotAllowed("This conversation is closed already.")
    life.end(work, context, room, conversation, cause=Cause.ENDED)


def decline(work: Work, context: Context, wish: Wish) -> Conversation:
    """Somebody else should answer: the next is asked at once where one after the other is; one who wanted to hand it
    over keeps it. Raises `Unknown` or `NotAllowed` with a sentence for the agent.
    """
    room, conversation = hold(work, find_named(work, wish) if wish.is_named else _first_offered(work, wish))
    offer = _offer_of(work, conversation, wish.agent)
    if conversation.state is State.CLOSED or offer is None:
        raise NotAllowed("#{number} {visitor} is not offered to you.", number=conversation.id, visitor=room.nick)
    if conversation.state is State.ACTIVE:
        handing.decline(work, context, room, conversation, replace(offer, state=OfferState.DECLINED))
        return conversation
    offers.end(work, context, room, conversation, replace(offer, state=OfferState.DECLINED))
    if offer.is_exclusive and asking.ask_next(work, context, room, conversation):
        department = context.directory.department(conversation.department)
        asking.wake_after(work, context, conversation, department.offer)
    return conversation


def _take_handed(work: Work, context: Context, room: Room, conversation: Conversation, agent: Agent) -> Taken:
    handover = work.handover(conversation.id)
    if handover is None or not handing.is_meant(context, handover, agent.jid):
        facts = {"number": conversation.id, "visitor": room.nick, "agent": conversation.agent_name}
        raise NotAllowed("#{number} {visitor}: {agent} has it already.", **facts)
    room, taken = handing.accept(work, context, room, conversation, handover, agent)
    life.admit(work, context, room, taken, agent.jid)
    return Taken(conversation=taken, room=room, was_theirs=False)


def _first_offered(work: Work, wish: Wish) -> Conversation:
    """The one that was offered to them first."""
    offered = work.offered_to(wish.agent)
    if not offered:
        raise Unknown("Nobody is offered to you at the moment.")
    return offered[0]


def _offer_of(work: Work, conversation: Conversation, agent: JID) -> Offer | None:
    pending = (each for each in work.offers(conversation.id) if each.state is OfferState.PENDING)
    return next((each for each in pending if each.lane == agent), None)
