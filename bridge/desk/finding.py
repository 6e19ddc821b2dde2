"""Which conversation an agent means: the one of the room in which they speak, a number, an offer's line, or the only
one that it can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from bridge.desk.context import Context
from bridge.directory import Permission
from bridge.errors import NotAllowed, Unknown
from bridge.model import DAYS, JID, Conversation, ConversationId, Moment, Room, State, Visitor
from bridge.store.work import Work

MAX_LISTED: Final = 50
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Wish:
    """What an agent asks for, about a conversation: the one in `room`, the one whose offer's line `ref` stands in
    `lane`, `number`, or else whichever the happening is about (the longest wait, the only one they have). `once` is the
    archive id of the line that asked: what is said for the agent because of it is said once, however often it is heard.
    """

    agent: JID
    department: str
    lane: JID | None = None
    ref: str | None = None
    number: int | None = None
    room: JID | None = None
    once: str | None = None

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


def room_of(work: Work, wish: Wish) -> JID:
    """The address of the room in which the conversation goes on that is named, or their own. Raises like `find_own`."""
    return find_room(work, find_own(work, wish)).jid


def find_room(work: Work, conversation: Conversation, *, lock: bool = False) -> Room:
    """Where it goes on. Raises `Unknown`."""
    return _known(work.room(conversation.room, lock=lock))


def find_visitor(work: Work, room: Room) -> Visitor:
    """Whose room it is. Raises `Unknown`."""
    return _known(work.visitor(room.visitor))


def check_may_read(context: Context, wish: Wish, conversation: Conversation) -> None:
    """What was said in it is read by whoever has it, is in its room, or supervises. Raises `NotAllowed`."""
    context.directory.check_may(wish.agent, Permission.HISTORY)
    if wish.room is None and conversation.agent != wish.agent:
        context.directory.check_may(wish.agent, Permission.SUPERVISE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation, with the name by which agents know its visitor."""

    conversation: Conversation
    visitor_name: str


def list_for(work: Work, context: Context, wish: Wish, *, with_offers: bool, with_closed: bool = False) -> list[Listed]:
    """What an agent may mean: what they have, and all that goes on in the department for whoever may step in;
    `with_offers` what is offered to them, and all that waits; `with_closed` also what began in the last day and is
    over. At most `MAX_LISTED`.
    """
    if with_offers:
        found = [*work.offered_to(wish.agent), *work.waiting(wish.department)]
    else:
        agent = context.directory.agent(wish.department, wish.agent)
        may_step_in = agent is not None and agent.may(Permission.SUPERVISE)
        going_on = work.going_on(context.directory.place.shard) if may_step_in else ()
        found = [*work.active_of(wish.agent), *(each for each in going_on if each.department == wish.department)]
        if with_closed:
            begun = reversed(work.begun_since(wish.department, Moment(context.now - DAYS)))
            found += [each for each in begun if may_step_in or each.agent == wish.agent]
    once = {each.id: each for each in found if with_closed or each.state is not State.CLOSED}
    listed = ((each, work.room(each.room)) for each in list(once.values())[:MAX_LISTED])
    return [Listed(conversation, room.nick) for conversation, room in listed if room is not None]


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


def _known(found: Found | None) -> Found:
    if found is None:
        raise Unknown("That conversation is not known here.")
    return found


def _numbers(conversations: Sequence[Conversation]) -> str:
    return ", ".join(f"#{each.id}" for each in conversations)
