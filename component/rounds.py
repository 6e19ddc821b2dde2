"""Going round the rooms now and then: has every line come back, and are we still inside?

Rule: what does not look right is found out anew by the room's lane, from outside.
"""

import time

import structlog

from component.room_lane import RoomLane
from component.switchboard import Switchboard

_log = structlog.get_logger("parlour.rooms")


def look_at_lines(switchboard: Switchboard) -> None:
    """Find lines that were lost, and say where visitors are if that was held back for long enough."""
    for lane in list(switchboard.rooms.values()):
        check_echoes(lane, time.monotonic())
        if lane.voice is not None:
            lane.voice.say_due_move(time.monotonic())


async def look_at_rooms(switchboard: Switchboard) -> None:
    """Leave rooms in which nothing goes on, and see whether we are inside the others."""
    link = switchboard.link
    is_open = {room.jid for room in await link.desk.open_rooms(link.shard)}
    for lane in list(switchboard.rooms.values()):
        if lane.address not in is_open and lane.is_idle:
            lane.retire()
        else:
            await check_inside(lane)


def check_echoes(lane: RoomLane, now: float) -> None:
    """A line whose echo is overdue has perhaps been lost. `now` is monotonic."""
    if lane.voice is not None and lane.voice.is_overdue(now):
        _log.warning("echo_overdue", room=lane.address)
        lane.go_outside(is_wanted=True)


async def check_inside(lane: RoomLane) -> None:
    """Find out whether our occupant is still there."""
    if not lane.is_inside or lane.place is None:
        return
    fault = await lane.place.why_outside()
    if fault is not None:
        _log.warning("visitor_not_inside", room=lane.address, fault=str(fault))
        lane.go_outside(is_wanted=True)
