"""Lets due timers fire: looks once a second for what stands in the store. A late look is a late timer, never a lost
one. And sees now and then who has left the site, and how the lines of those who wait have moved.
"""

import asyncio
import logging
from typing import Final

from bridge.desk import Desk
from bridge.errors import Unavailable
from bridge.lease import Lease

_log: Final = logging.getLogger("parlour.timekeeper")
LOOK_EVERY: Final = 1.0  # seconds
SETTLE_EVERY: Final = 5.0
LINE_UP_EVERY: Final = 2.0


async def keep_time(desk: Desk, lease: Lease) -> None:
    """Fire timers as long as the shard is ours. Raises `LostShard` when it is not any more."""
    while True:
        try:
            await desk.tick(fence=lease.fence)
        except Unavailable:
            _log.warning("timers_wait", extra={"reason": "store unavailable"})
        await asyncio.sleep(LOOK_EVERY)


async def keep_visits(desk: Desk) -> None:
    """Settle what visitors have left, whoever holds the shard."""
    while True:
        await desk.visits.settle()
        await asyncio.sleep(SETTLE_EVERY)


async def keep_queues(desk: Desk) -> None:
    """Tell those who wait where they stand, whoever holds the shard."""
    while True:
        await desk.queues.settle()
        await asyncio.sleep(LINE_UP_EVERY)
