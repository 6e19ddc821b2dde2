"""Which conversations a form offers an agent: those for which the command would be granted, what is theirs first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from bridge.desk.context import Context
from bridge.desk.finding import Wish, departments_near, is_near, may_step_in
from bridge.model import DAYS, Conversation, Moment, Room, State
from bridge.store.work import Work

MAX_LISTED: Final = 50
_LATEST: Final = 20  # of one's own that are over, before what others have
_REMEMBERED: Final = 7 * DAYS


class Reach(StrEnum):
    """What a form offers beside what an agent has, the rooms in which they are, and all for whoever may step in:
    nothing; what nobody has; all of the departments in which they answer, and what is offered to them. The last two
    are another matter: what is offered to them, or waits; those whose visitor is not heard.
    """

    OWN = "own"
    FREE = "free"
    SHARED = "shared"
    OFFERED = "offered"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation, with the name by which agents know its visitor."""

    conversation: Conversation
    visitor_name: str


def list_for(work: Work, context: Context, wish: Wish, reach: Reach, *, with_closed: bool = False) -> list[Listed]:
    """At most `MAX_LISTED`; `with_closed` also what began in the last day and is over."""
    found = _find(work, context, wish, reach, with_closed=with_closed)
    once = {each.id: each for each in found if with_closed or reach is Reach.BLOCKED or each.state is not State.CLOSED}
    rooms = ((each, work.room(each.room)) for each in once.values())
    listed = ((each, room) for each, room in rooms if room is not None and _is_right(context, room, reach))
    return [Listed(conversation, room.nick) for conversation, room in islice(listed, MAX_LISTED)]


def _find(work: Work, context: Context, wish: Wish, reach: Reach, *, with_closed: bool) -> Iterator[Conversation]:
    keys = departments_near(context, wish)
    if reach is Reach.OFFERED:
        yield from work.offered_to(wish.agent)
        for key in keys:
            yield from work.waiting(key)
        return
    yield from work.active_of(wish.agent)
    yield from _last_in(work, (work.room_at(address) for address in wish.inside))
    if reach is Reach.BLOCKED:
        yield from _left_out(work, context, wish)
        return
    if reach is Reach.SHARED:
        yield from work.offered_to(wish.agent)
    ended = list(_ended(work, context, keys)) if with_closed else []
    own_ended = [each for each in ended if each.agent == wish.agent]
    yield from own_ended[:_LATEST]
    others = [*_going_on(work, context, wish, reach), *own_ended, *ended]
    yield from (each for each in others if each.agent == wish.agent or _may_reach(context, wish, each, reach))


def _may_reach(context: Context, wish: Wish, conversation: Conversation, reach: Reach) -> bool:
    if may_step_in(context, wish.agent):
        return True
    is_here = wish.agent in context.directory.department(conversation.department).agents
    return is_here and (reach is Reach.SHARED or (reach is Reach.FREE and conversation.state is State.WAITING))


def _going_on(work: Work, context: Context, wish: Wish, reach: Reach) -> list[Conversation]:
    if reach is Reach.OWN and not may_step_in(context, wish.agent):
        return []
    found = work.going_on(context.directory.place.shard)
    return sorted(found, key=lambda each: each.department != wish.department)


def _ended(work: Work, context: Context, keys: Iterable[str]) -> Iterator[Conversation]:
    """What began in the last day, the latest first."""
    begun = (each for key in keys for each in work.begun_since(key, Moment(context.now - DAYS)))
    yield from sorted(begun, key=lambda each: each.id, reverse=True)


def _left_out(work: Work, context: Context, wish: Wish) -> Iterator[Conversation]:
    """Those whose visitors are blocked, whose end is not long ago."""
    rooms = work.quiet_rooms(context.directory.place.shard, Moment(context.now - _REMEMBERED))
    found = _last_in(work, (each for each in rooms if _is_right(context, each, Reach.BLOCKED)))
    yield from (each for each in found if is_near(work, context, wish, each))


def _last_in(work: Work, rooms: Iterable[Room | None]) -> Iterator[Conversation]:
    found = (work.last_conversation(each.id) for each in rooms if each is not None)
    yield from (each for each in found if each is not None)


def _is_right(context: Context, room: Room, reach: Reach) -> bool:
    return reach is not Reach.BLOCKED or room.is_blocked(context.now)
