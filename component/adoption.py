"""What a new stream finds: rooms in which something goes on, and rooms that are quiet.

rooms with an open conversation ──▶ entered, all of them
rooms whose conversation ended lately ──▶ looked into ──┬─ as we left them: nothing
                                                        └─ something was said, or our visitor is outside:
                                                           entered, and left again unless it goes on
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final

from bridge.errors import Unavailable
from bridge.model import Room
from component.errors import Denied
from component.link import Link
from component.place import place_of
from component.switchboard import Switchboard

CREW: Final = 64
SMALL_CREW: Final = 8  # for what is not urgent


async def adopt_open_rooms(switchboard: Switchboard) -> None:
    """Enter every room in which something goes on, or to which something is still to be said."""

    async def enter(room: Room) -> None:
        await _enter(switchboard, room)

    link = switchboard.link
    await _share_out(await link.desk.open_rooms(link.shard), enter, CREW)


async def look_into_quiet_rooms(switchboard: Switchboard) -> None:
    """An agent may have written in a room whose conversation was over, while nobody of ours heard it."""

    async def look_into(room: Room) -> None:
        lane = switchboard.room(room.jid)
        if not room.is_made:
            return  # destroyed when it was over: nobody can have said anything
        if lane.is_inside or await _is_as_we_left_it(link, room):
            return
        is_inside = await _enter(switchboard, room)
        with contextlib.suppress(Unavailable):
            if is_inside and not await link.desk.is_going_on(room.jid):
                lane.retire()

    link = switchboard.link
    await _share_out(await link.desk.quiet_rooms(link.shard), look_into, SMALL_CREW)


async def _enter(switchboard: Switchboard, room: Room) -> bool:
    """Whether ours are inside now; if not, the lane goes on trying."""
    lane = switchboard.room(room.jid)
    lane.want()
    await lane.settled()
    return lane.is_inside


async def _is_as_we_left_it(link: Link, room: Room) -> bool:
    """Nobody inside notices that we asked. What cannot be found out is entered: a lane tries again."""
    place = place_of(link, room)
    place.nick = room.nick
    try:
        return await place.why_outside() is None and not await place.has_news()
    except (Denied, Unavailable):
        return False


async def _share_out(rooms: Sequence[Room], work: Callable[[Room], Awaitable[None]], crew: int) -> None:
    """Every room once, by so many workers at a time."""
    left = iter(rooms)

    async def worker(mine: Iterator[Room]) -> None:
        for room in mine:
            await work(room)

    async with asyncio.TaskGroup() as group:
        for _ in range(crew):
            group.create_task(worker(left))
