"""The lease on a shard and the fence of a write, in every kind of store."""

import asyncio

from bridge.errors import LostShard
from bridge.model import (
    Fence,
)
from bridge.store.work import Store
from tests.integration.stores import SHARD, count_up, vera_talks
from tests.waiting import eventually

LIFE = 30.0


async def test_of_any_number_of_rivals_one_has_the_shard(store: Store) -> None:
    """
    The others hear that it is taken.
    """
    fences = await asyncio.gather(*(store.claim(SHARD, f"node{number}", life=LIFE) for number in range(20)))
    assert [fence for fence in fences if fence is not None] == [Fence(SHARD, 1)]


async def test_each_claim_raises_the_epoch(store: Store) -> None:
    """
    Also of the same holder, who may have forgotten that it held on; other shards are their own.
    """
    assert await store.claim(SHARD, "node1", life=LIFE) == Fence(SHARD, 1)
    assert await store.claim(SHARD, "node1", life=LIFE) == Fence(SHARD, 2)
    assert await store.claim("livechat2.example.org", "node2", life=LIFE) == Fence("livechat2.example.org", 1)


async def test_a_shard_that_was_let_go_is_free(store: Store) -> None:
    """
    Nobody need wait until it would have expired; letting go of what is another's does nothing.
    """
    first = await store.claim(SHARD, "node1", life=LIFE)
    assert first is not None
    await store.release(first)
    second = await store.claim(SHARD, "node2", life=LIFE)
    assert second == Fence(SHARD, 2)
    await store.release(first)
    assert await store.claim(SHARD, "node1", life=LIFE) is None


async def test_a_shard_is_free_when_its_holder_fell_silent(store: Store) -> None:
    """
    After its life, not before; the old holder cannot renew what another has.
    """
    first = await store.claim(SHARD, "node1", life=0.3)
    assert first is not None
    assert await store.claim(SHARD, "node2", life=LIFE) is None
    second = await eventually(lambda: store.claim(SHARD, "node2", life=LIFE), within=5)
    assert second == Fence(SHARD, 2)
    assert not await store.renew(first, "node1", life=LIFE)
    assert await store.renew(second, "node2", life=LIFE)


async def test_a_holder_who_renews_keeps_the_shard(store: Store) -> None:
    """
    For as long again, from then on.
    """
    fence = await store.claim(SHARD, "node1", life=0.001)
    assert fence is not None
    assert await store.renew(fence, "node1", life=LIFE)
    assert await store.claim(SHARD, "node2", life=LIFE) is None


async def test_it_is_known_who_has_the_shard(store: Store) -> None:
    """
    Nobody before the first claim, after letting go, and after the claim has expired.
    """
    assert await store.holder_of(SHARD) is None
    fence = await store.claim(SHARD, "node1", life=LIFE)
    assert fence is not None
    assert await store.holder_of(SHARD) == "node1"
    assert await store.renew(fence, "node1", life=0)
    assert await store.holder_of(SHARD) is None
    assert await store.renew(fence, "node1", life=LIFE)
    await store.release(fence)
    assert await store.holder_of(SHARD) is None


async def test_a_stale_fence_writes_nothing(store: Store) -> None:
    """
    Whoever has lost the shard hears so, and those beside them are not disturbed.
    """
    await store.change(vera_talks)
    stale = await store.claim(SHARD, "node1", life=LIFE)
    current = await store.claim(SHARD, "node1", life=LIFE)
    never = Fence("nowhere.example.org", 1)
    answers = await asyncio.gather(
        *(store.change(count_up, fence=fence) for fence in (current, stale, current, never, None)),
        return_exceptions=True,
    )
    assert [answers[0], answers[2], answers[4]] == [1, 2, 3]
    assert isinstance(answers[1], LostShard)
    assert isinstance(answers[3], LostShard)
