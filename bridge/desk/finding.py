"""Which conversation an agent means: the one of the room in which they speak, a number, an offer's line, or the only
one that it can be.

Rule: from outside its room, something is done about a conversation only by whom it concerns (`check_is_near`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bridge.desk.context import Context
from bridge.directory import Permission
from bridge.errors import NotAllowed, Unknown
from bridge.model import JID, Conversation, ConversationId, OfferState, Room, State, Visitor
from bridge.store.work import Work

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Wish:
    """What an agent asks for, about a conversation: the one in `room`, the one whose offer's line `ref` stands in
    `lane`, `number`, or else whichever the happening is about (the longest wait, the only one they have). `once` is the
    archive id of the line that asked: what is said for the agent because of it is said once, however often it is heard.
    `inside` are the rooms in which they are at this moment.
    """

    agent: JID
    department: str
    lane: JID | None = None
    ref: str | None = None
    number: int | None = None
    room: JID | None = None
    once: str | None = None
    inside: Collection[JID] = ()

    @property
    def is_named(self) -> bool:
        """Whether it says which conversation is meant."""
        return self.room is not None or self.number is not None or (self.ref is not None and self.lane is not None)


def find_named(work: Work, wish: Wish) -> Conversation:
    """The one that the wish names. Raises `Unknown`."""
    if wish.room is not None:
        return last_in(work, wish.room)
    if wish.number is not None:
        numbered = work.conversation(ConversationId(wish.number))
        if numbered is None:
            raise Unknown("There is no conversation #{number}.", number=wish.number)
        return numbered
    offer = work.offer_by_ref(wish.lane, wish.ref) if wish.lane is not None and wish.ref is not None else None
    offered = work.conversation(offer.conversation) if offer is not None else None
    if offered is None:
        raise Unknown("That line is not an offer.")
    return offered


def find_waiting(work: Work, wish: Wish) -> Conversation:
    """The one that the wish names, else the one that waits longest, else one that they are asked to take over. Raises
    `Unknown`.
    """
    if wish.is_named:
        return find_named(work, wish)
    found = work.waiting(wish.department) or work.offered_to(wish.agent)
    if not found:
        raise Unknown("Nobody waits at the moment.")
    return found[0]


def find_own(work: Work, wish: Wish) -> Conversation:
    """The one that the wish names, else the only one that this agent has. Raises `Unknown`, and `NotAllowed` where they
    have several.
    """
    if wish.is_named:
        return find_named(work, wish)
    own = work.active_of(wish.agent)
    if not own:
        raise Unknown("You have no conversation at the moment; say which one you mean: #7.")
    if len(own) > 1:
        raise NotAllowed("You have several conversations: {numbers}. Say which one you mean.", numbers=_numbers(own))
    return own[0]


def find_near(work: Work, context: Context, wish: Wish) -> Conversation:
    """The same, if it concerns this agent. Raises as above."""
    found = find_own(work, wish)
    check_is_near(work, context, wish, found)
    return found


def room_of(work: Work, context: Context, wish: Wish) -> JID:
    """The address of the room in which it goes on. Raises as above."""
    return find_room(work, find_near(work, context, wish)).jid


def find_room(work: Work, conversation: Conversation, *, lock: bool = False) -> Room:
    """Where it goes on. Raises `Unknown`."""
    return _known(work.room(conversation.room, lock=lock))


def find_visitor(work: Work, room: Room) -> Visitor:
    """Whose room it is. Raises `Unknown`."""
    return _known(work.visitor(room.visitor))


def is_near(work: Work, context: Context, wish: Wish, conversation: Conversation) -> bool:
    """Whether it concerns them: they have it, are asked for it, are in its room, answer in its department, or supervise
    all.
    """
    if wish.room is not None or conversation.agent == wish.agent:
        return True
    if wish.agent in context.directory.department(conversation.department).agents or may_step_in(context, wish.agent):
        return True
    pending = (each.lane for each in work.offers(conversation.id) if each.state is OfferState.PENDING)
    return wish.agent in pending or _is_inside(work, wish, conversation)


def check_is_near(work: Work, context: Context, wish: Wish, conversation: Conversation) -> None:
    """Raises `NotAllowed` where it does not concern them."""
    if not is_near(work, context, wish, conversation):
        raise NotAllowed("#{number} is another department's.", number=conversation.id)


def may_step_in(context: Context, agent: JID) -> bool:
    """Whether they supervise what others do."""
    known = context.directory.agent("", agent)
    return known is not None and known.may(Permission.SUPERVISE)


def departments_near(context: Context, wish: Wish) -> list[str]:
    """The keys of the departments in which they answer, or may step in; the one that they asked is the first."""
    directory = context.directory
    may_all = may_step_in(context, wish.agent)
    of_agent = directory.departments.values() if may_all else directory.departments_of(wish.agent)
    return sorted({wish.department, *(each.key for each in of_agent)}, key=lambda key: (key != wish.department, key))


def check_may_read(work: Work, context: Context, wish: Wish, conversation: Conversation) -> None:
    """What was said in it is read by whoever has it, is in its room, or supervises. Raises `NotAllowed`."""
    context.directory.check_may(wish.agent, Permission.HISTORY)
    if wish.room is None and conversation.agent != wish.agent and not _is_inside(work, wish, conversation):
        context.directory.check_may(wish.agent, Permission.SUPERVISE)


def hold(work: Work, found: Conversation) -> tuple[Room, Conversation]:
    """Its room, locked, and the conversation as it is then. Raises `Unknown`."""
    room = find_room(work, found, lock=True)
    return room, _known(work.conversation(found.id))


def hold_going_on(work: Work, found: Conversation) -> tuple[Room, Conversation]:
    """The same for one that must not be over. Raises `Unknown`, `NotAllowed`."""
    room, conversation = hold(work, found)
    check_goes_on(room, conversation)
    return room, conversation


def check_goes_on(room: Room, conversation: Conversation) -> None:
    """Raises `NotAllowed` where it is over."""
    if conversation.state is State.CLOSED:
        raise NotAllowed(
            "#{number} {visitor} is over. When they write again, you are asked again.",
            number=conversation.id,
            visitor=room.nick,
        )


def last_in(work: Work, address: JID) -> Conversation:
    """The one that goes on in a room, or went on there last. Raises `Unknown`."""
    room = work.room_at(address)
    last = work.last_conversation(room.id) if room else None
    if last is None:
        raise Unknown("Nothing goes on in this room.")
    return last


def _is_inside(work: Work, wish: Wish, conversation: Conversation) -> bool:
    room = work.room(conversation.room) if wish.inside else None
    return room is not None and room.jid in wish.inside


def _known(found: Found | None) -> Found:
    if found is None:
        raise Unknown("That conversation is not known here.")
    return found


def _numbers(conversations: Sequence[Conversation]) -> str:
    return ", ".join(f"#{each.id}" for each in conversations)
