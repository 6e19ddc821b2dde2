"""Two nodes on one database: what one has begun the other waits for, and who was replaced writes nothing more."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from bridge.errors import LostShard
from bridge.model import Fence, Room, VisitorId
from bridge.store.sql import SqlStore, open_store
from bridge.store.work import Work
from tests.integration.stores import SHARD, count_up, enter, forget, vera_talks
from tests.servers.postgresql import PostgreSql

LIFE = 30.0

Pair = tuple[SqlStore, SqlStore]


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_server(request: pytest.FixtureRequest) -> PostgreSql | None:
    """Where the database is that both nodes use; none for a file."""
    return request.getfixturevalue("postgresql") if request.param == "postgresql" else None


@pytest_asyncio.fixture
async def nodes(shared_server: PostgreSql | None, tmp_path: Path) -> AsyncIterator[Pair]:
    """Two stores on the same database, opened at the same time."""
    url = await shared_server.create_database() if shared_server else f"sqlite:///{tmp_path}/parlour.db"
    first, second = await asyncio.gather(open_store(url, forget), open_store(url, forget))
    yield first, second
    await asyncio.gather(first.close(), second.close())


async def test_two_nodes_count_in_one_room(nodes: Pair) -> None:
    """
    Each waits for the other's commit: no step is lost, none is made twice.
    """
    await nodes[0].change(vera_talks)
    counts = await asyncio.gather(*(node.change(count_up) for _ in range(100) for node in nodes))
    assert sorted(counts) == list(range(1, 201))


async def test_two_nodes_make_one_room(nodes: Pair) -> None:
    """
    When both find that a visitor has none, one makes it and the other finds it.
    """

    def find_or_make(work: Work, name: str) -> Room:
        return work.room_of(VisitorId(name), lock=True) or enter(work, name)

    for number in range(20):
        change = partial(find_or_make, name=f"visitor{number}")
        first, second = await asyncio.gather(*(node.change(change) for node in nodes))
        assert first == second


async def test_nodes_that_lock_crosswise_both_come_through(nodes: Pair) -> None:
    """
    Where each holds the room that the other needs, one yields and does its work again.
    """

    def make(work: Work) -> None:
        for name in ("vera", "omid"):
            enter(work, name)

    def touch(work: Work, names: tuple[str, ...]) -> int:
        return sum(1 for name in names if work.room_of(VisitorId(name), lock=True))

    await nodes[0].change(make)
    orders = (("vera", "omid"), ("omid", "vera"))
    for _ in range(5):
        changes = [node.change(partial(touch, names=names)) for node, names in zip(nodes, orders, strict=True)]
        assert await asyncio.gather(*changes) == [2, 2]


async def test_of_two_nodes_one_has_the_shard(nodes: Pair) -> None:
    """
    However many of their claims are under way at once.
    """
    claims = [node.claim(SHARD, f"node{number}", life=LIFE) for _ in range(10) for number, node in enumerate(nodes)]
    fences = [fence for fence in await asyncio.gather(*claims) if fence is not None]
    assert [fence.epoch for fence in fences] == list(range(1, len(fences) + 1))
    assert len(fences) == 10


async def test_who_was_replaced_writes_nothing_more(nodes: Pair) -> None:
    """
    The old holder's change is refused from the moment in which the other's claim is committed.
    """
    old, new = nodes
    await old.change(vera_talks)
    held = await old.claim(SHARD, "old", life=LIFE)
    assert held is not None
    assert await old.change(count_up, fence=held) == 1
    await old.release(held)
    taken = await new.claim(SHARD, "new", life=LIFE)
    with pytest.raises(LostShard):
        await old.change(count_up, fence=held)
    assert await new.change(count_up, fence=taken) == 2
    assert not await old.renew(held, "old", life=LIFE)


class _Rival:
    """Somebody else's transaction on the same PostgreSQL, kept open."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Any:
        self._connection = await asyncpg.connect(self._url)
        await self._connection.execute("BEGIN")
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()


async def test_a_fenced_change_waits_for_a_claim_that_is_under_way(postgresql: PostgreSql) -> None:
    """
    The claim was first, though not yet committed: the change of the older epoch must not slip in before its commit.
    """
    url = await postgresql.create_database()
    store = await open_store(url, forget)
    await store.change(vera_talks)
    held = await store.claim(SHARD, "old", life=LIFE)
    assert held is not None
    async with _Rival(url) as rival:
        await rival.execute("UPDATE shards SET epoch = epoch + 1, holder = 'new'")
        change = asyncio.ensure_future(store.change(count_up, fence=held))
        await asyncio.wait([change], timeout=0.3)
        assert not change.done()
        await rival.execute("COMMIT")
        with pytest.raises(LostShard):
            await change
    await store.close()


async def test_a_claim_waits_for_a_fenced_change_that_is_under_way(postgresql: PostgreSql) -> None:
    """
    Otherwise the new holder would begin, and then see something of the old one appear.
    """
    url = await postgresql.create_database()
    store = await open_store(url, forget)
    held = await store.claim(SHARD, "old", life=0.001)
    assert held is not None
    async with _Rival(url) as rival:
        await rival.execute("SELECT epoch FROM shards FOR SHARE")
        claim = asyncio.ensure_future(store.claim(SHARD, "new", life=LIFE))
        await asyncio.wait([claim], timeout=0.3)
        assert not claim.done()
        await rival.execute("COMMIT")
        assert await claim == Fence(SHARD, 2)
    await store.close()
