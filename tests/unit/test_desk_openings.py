"""Whether somebody is on duty, without asking the store for every page that opens."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bridge.bus import Bus
from bridge.desk.openings import FRESH, Openings
from bridge.events import DutyChanged, Missed

SUPPORT = "support"


@dataclass
class Counter:
    """A store that is asked, and hands out what it saw when the question came."""

    is_open: bool = False
    asked: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    now: int = 0

    async def look(self, department: str) -> bool:
        assert department == SUPPORT
        self.asked += 1
        self.came.set()
        seen = self.is_open
        await self.gate.wait()
        return seen

    def clock(self) -> int:
        return self.now


@pytest.fixture
def store() -> Counter:
    counter = Counter()
    counter.gate.set()
    return counter


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def openings(bus: Bus, store: Counter) -> Openings:
    return Openings(bus, store.look, store.clock)


async def test_the_store_is_asked_once_in_a_while(openings: Openings, store: Counter) -> None:
    """
    A crowd of pages costs one look; what another process changed is seen two seconds later.
    """
    assert [await openings.is_open(SUPPORT) for _ in range(50)] == [False] * 50
    assert store.asked == 1
    store.is_open, store.now = True, FRESH
    assert await openings.is_open(SUPPORT)
    assert store.asked == 2


async def test_what_happens_here_is_known_at_once(openings: Openings, store: Counter, bus: Bus) -> None:
    """
    No page is told that nobody is there after somebody came.
    """
    assert not await openings.is_open(SUPPORT)
    bus.publish(DutyChanged(SUPPORT, is_open=True))
    assert await openings.is_open(SUPPORT)
    assert store.asked == 1


async def test_a_change_while_the_store_is_asked_counts(openings: Openings, store: Counter, bus: Bus) -> None:
    """
    The answer that was on its way is older than the event.
    """
    store.gate.clear()
    asking = asyncio.create_task(openings.is_open(SUPPORT))
    await store.came.wait()
    bus.publish(DutyChanged(SUPPORT, is_open=True))
    store.gate.set()
    assert await asking
    assert await openings.is_open(SUPPORT)


async def test_a_lost_event_makes_everything_doubtful(openings: Openings, store: Counter, bus: Bus) -> None:
    """
    Then the store is asked again.
    """
    await openings.is_open(SUPPORT)
    store.is_open = True
    bus.publish(Missed())
    assert await openings.is_open(SUPPORT)
    assert store.asked == 2
