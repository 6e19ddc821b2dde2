"""Holding a shard: one node at a time, and never longer than was promised."""

import asyncio

import pytest

from bridge.errors import LostShard, Unavailable
from bridge.lease import LIFE, MARGIN, Lease
from bridge.store.memory import MemoryStore
from tests.unit.desks import SHARD
from tests.waiting import eventually, in_time


class Hands:
    """A clock in seconds, moved by hand, for the store and the holders alike."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def shop(clock: Hands) -> MemoryStore:
    return MemoryStore(lambda event: None, clock=clock)


async def test_a_lease_ends_before_another_may_begin() -> None:
    """
    Whoever cannot renew stops a margin before the row expires.
    """
    clock = Hands()
    lease = Lease(shop(clock), SHARD, "one", clock=clock)
    await lease.acquire()
    assert lease.is_held()
    clock.seconds += LIFE - MARGIN
    assert not lease.is_held()
    with pytest.raises(LostShard):
        _ = lease.fence


async def test_the_same_node_may_start_again_at_once() -> None:
    """
    After a crash the node need not wait for its own claim; the fence of the dead process is outdated.
    """
    clock = Hands()
    store = shop(clock)
    dead, alive = Lease(store, SHARD, "one", clock=clock), Lease(store, SHARD, "one", clock=clock)
    await dead.acquire()
    await alive.acquire()
    assert alive.fence.epoch > dead.fence.epoch
    with pytest.raises(LostShard):
        await store.change(lambda work: None, fence=dead.fence)


async def test_another_node_gets_it_when_it_was_let_go() -> None:
    """
    An orderly stop leaves nothing to wait for; a shard that is held is not given away.
    """
    clock = Hands()
    store = shop(clock)
    first = Lease(store, SHARD, "one", clock=clock)
    async with first.held():
        assert await store.claim(SHARD, "two", life=LIFE) is None
    assert not first.is_held()
    assert await store.claim(SHARD, "two", life=LIFE) is not None


async def test_whoever_will_not_wait_is_told_that_another_has_it() -> None:
    """
    For as long as was asked and no longer; what expires in that time is theirs.
    """
    clock = Hands()
    store = shop(clock)
    await store.claim(SHARD, "one", life=LIFE)
    lease = Lease(store, SHARD, "two", clock=clock)
    with pytest.raises(LostShard):
        await lease.acquire(within=0)
    assert not lease.is_held()
    clock.seconds += LIFE + 1
    await lease.acquire(within=0)
    assert lease.is_held()


async def test_a_lease_that_was_taken_over_says_so() -> None:
    """
    The holder who finds another in its row hears of it, and stops.
    """
    clock = Hands()
    store = shop(clock)
    lease = Lease(store, SHARD, "one", clock=clock, renew_every=0.01)
    async with lease.held():
        clock.seconds += LIFE + 1
        assert await store.claim(SHARD, "two", life=LIFE) is not None
        await eventually(lease.lost.is_set, within=5)
        assert not lease.is_held()


async def test_a_database_that_is_away_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    """
    Whoever waits for a shard goes on waiting while nobody can say whose it is; a wait with an end says why.
    """
    clock = Hands()
    store = shop(clock)
    store._is_closed = True
    with pytest.raises(Unavailable):
        await Lease(store, SHARD, "checker", clock=clock).acquire(within=0)
    lease = Lease(store, SHARD, "one", clock=clock)
    waiting = asyncio.create_task(lease.acquire())
    await eventually(lambda: "shard_unknown" in caplog.messages)
    assert not waiting.done()
    store._is_closed = False
    await in_time(waiting, 5)
    assert lease.is_held()
