"""What waits and what goes on, in one list for an agent.

Rule: two questions to the store, however many conversations there are: those of a shard, and their rooms.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.desk.context import Context
from bridge.desk.finding import Wish, departments_near
from bridge.errors import NotAllowed
from bridge.model import Conversation, Moment, Room, Side, State
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Ongoing:
    """A conversation that is not over, with the name by which agents know its visitor. `awaited` owes the next word
    since `awaited_since`.
    """

    conversation: Conversation
    visitor_name: str
    awaited: Side | None
    awaited_since: Moment | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Of these departments (keys), as of `now`; the oldest first."""

    departments: frozenset[str]
    now: Moment
    waiting: Sequence[Ongoing]
    active: Sequence[Ongoing]


def survey(work: Work, context: Context, wish: Wish) -> Overview:
    """Of the department that was asked and of all in which they answer; of every department for who may step in
    anywhere. Raises `NotAllowed`.
    """
    if context.directory.agent("", wish.agent) is None:
        raise NotAllowed("Only agents can do that.")
    departments, shard = frozenset(departments_near(context, wish)), context.directory.place.shard
    rooms = {room.id: room for room in work.open_rooms(shard)}
    found = [
        _ongoing(each, rooms[each.room])
        for each in work.going_on(shard)
        if each.room in rooms and context.directory.department(each.department).key in departments
    ]
    waiting, active = (
        [each for each in found if each.conversation.state is state] for state in (State.WAITING, State.ACTIVE)
    )
    return Overview(departments, context.now, waiting, active)


def _ongoing(conversation: Conversation, room: Room) -> Ongoing:
    return Ongoing(conversation, room.nick, room.awaited, room.awaited_since)
