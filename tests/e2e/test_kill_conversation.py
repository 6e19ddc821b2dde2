"""Nothing is ever lost or doubled, whatever is killed. The seed stands in a test's name; `PARLOUR_SEED` repeats it."""

import asyncio
import os
import random

import pytest

from tests.e2e.kills import KILLS, Exchange, Killer, check_everywhere
from tests.e2e.scene import Scene

SEED = int(os.environ["PARLOUR_SEED"])


@pytest.fixture(params=[SEED], ids=lambda seed: f"seed={seed}")
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Chooses the moments and the order of the kills."""
    return random.Random(request.param)


async def test_nothing_is_lost_or_doubled(scene: Scene, chance: random.Random) -> None:
    """
    While a visitor and an agent talk, bridge, server, the wire between them and the visitor's connection are each
    killed, at the worst moment too: every message that its author was told of stands everywhere once, in order.
    """
    await _talk_through(scene, chance, messages=60, kills=len(KILLS))


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_nothing_is_lost_or_doubled_in_a_long_talk(scene: Scene, chance: random.Random) -> None:
    """
    The same for 1,000 messages each way and 28 kills.
    """
    await _talk_through(scene, chance, messages=1_000, kills=28)


async def _talk_through(scene: Scene, chance: random.Random, *, messages: int, kills: int) -> None:
    vera, ann, room = await scene.conversation()
    exchange = Exchange(vera, ann, room, messages)
    killer = Killer(scene.server, scene.bridge, scene.proxy, exchange, chance)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(exchange.run())
        done = tasks.create_task(killer.run(kills))
    assert done.result().total() == kills
    await check_everywhere(exchange, scene.bridge)
    assert scene.proxy.accepted > done.result()["server"]
    assert vera.connections > done.result()["visitor"]
