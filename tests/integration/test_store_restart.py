"""The database goes away while everybody writes, and comes back."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
import pytest_asyncio

from bridge.errors import Unavailable
from bridge.events import Event, MessageChanged
from bridge.model import RoomId, VisitorId
from bridge.store.sql import SqlStore, open_store
from bridge.store.work import Store, Work
from tests.integration.stores import count_up, forget, said, vera_talks
from tests.servers.postgresql import PostgreSql
from tests.waiting import eventually

WRITERS = 20


@pytest_asyncio.fixture
async def fragile() -> AsyncIterator[PostgreSql]:
    """A PostgreSQL of the test's own, which it may kill."""
    server = PostgreSql()
    try:
        yield await server.start()
    finally:
        await server.close()


@dataclass
class Traffic:
    """Many who write into one room without pause, each message under an id of its own."""

    store: Store
    acknowledged: list[str] = field(default_factory=list)
    is_over: bool = False
    _ids: Iterator[int] = field(default_factory=itertools.count)

    async def write(self) -> None:
        """Until it is over; a message whose fate is unknown is sent again, as a page does."""
        while not self.is_over:
            cid = f"cid{next(self._ids):08d}"
            while not await self._was_taken(cid):
                continue
            self.acknowledged.append(cid)

    async def _was_taken(self, cid: str) -> bool:
        try:
            await self.store.change(partial(say_once, cid=cid))
        except Unavailable:
            return False
        return True

    async def flows(self) -> None:
        """Some more messages are acknowledged."""
        goal = len(self.acknowledged) + 3 * WRITERS
        await eventually(lambda: len(self.acknowledged) >= goal, within=30, what="messages are acknowledged again")


def say_once(work: Work, cid: str) -> int:
    """Vera's message, once."""
    room = work.room_of(VisitorId("vera"), lock=True)
    assert room is not None
    known = work.message_by_ref(room.id, cid)
    if known is not None:
        return known.seq
    conversation = work.last_conversation(room.id)
    assert conversation is not None
    message = said(conversation, count_up(work), cid=cid)
    work.add_message(message)
    work.emit(MessageChanged(room.visitor, message))
    return message.seq


async def test_a_database_that_is_killed_in_traffic_loses_and_doubles_nothing(fragile: PostgreSql) -> None:
    """
    Three times, by SIGKILL and by an orderly restart: every acknowledged message is there once, in unbroken order,
    and each was published once at most.
    """
    published: list[Event] = []
    store = await open_store(await fragile.create_database(), published.append, patience=20)
    await store.change(vera_talks)
    traffic = Traffic(store)
    writers = [asyncio.ensure_future(traffic.write()) for _ in range(WRITERS)]
    for end in (fragile.kill, fragile.stop, fragile.kill):
        await traffic.flows()
        await end()
        await fragile.start()
    await traffic.flows()
    traffic.is_over = True
    await asyncio.gather(*writers)

    kept = await store.read(lambda work: work.messages_after(RoomId(1), 0, 1_000_000))
    assert sorted(message.cid or "" for message in kept) == sorted(traffic.acknowledged)
    assert [message.seq for message in kept] == list(range(1, len(kept) + 1))
    told = [event.message.seq for event in published if isinstance(event, MessageChanged)]
    assert told == sorted(set(told))
    await store.close()


async def test_while_the_database_is_away_callers_are_told(
    fragile: PostgreSql, caplog: pytest.LogCaptureFixture
) -> None:
    """
    After a few tries a change, a look and a renewal say that they cannot be done now; later they can. The log has a
    line for the going and one for the coming back.
    """
    caplog.set_level("INFO", "parlour.store")
    store = await open_store(await fragile.create_database(), forget, patience=0.5)
    await store.change(vera_talks)
    fence = await store.claim("livechat.example.org", "node1", life=60)
    assert fence is not None
    await fragile.stop()
    attempts = (
        store.change(count_up),
        store.read(lambda work: work.duties("support")),
        store.renew(fence, "node1", life=60),
    )
    answers = await asyncio.gather(*attempts, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable] * 3
    await fragile.start()
    assert await store.change(count_up) == 1
    assert await store.renew(fence, "node1", life=60)
    assert [record.message for record in caplog.records] == ["store_away", "store_back"]
    await store.close()


async def test_a_store_that_is_opened_too_early_says_why_it_cannot(fragile: PostgreSql) -> None:
    """
    The administrator reads what the database said, not where in the code it was said.
    """
    url = await fragile.create_database()
    await fragile.stop()
    with pytest.raises(Unavailable, match=r"cannot be reached: \S"):
        await open_store(url, forget, patience=0.2)


async def test_a_store_waits_for_its_database_to_start(fragile: PostgreSql) -> None:
    """
    Both are often started at the same moment.
    """
    url = await fragile.create_database()
    await fragile.stop()
    opening = asyncio.ensure_future(open_store(url, forget, patience=30))
    await fragile.start()
    store: SqlStore = await opening
    assert (await store.change(vera_talks)).id == 1
    await store.close()
