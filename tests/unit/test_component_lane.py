"""A lane does one thing after the other, by a task that lives only while there is something to do."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

import pytest

from bridge.errors import LostShard, Unavailable
from bridge.model import JID, ConversationId, OutgoingId, State
from bridge.outgoing import Outgoing, ShowState
from component import pauses
from component.errors import Disconnected
from component.lane import Lane
from component.link import Link
from tests.waiting import eventually


@dataclass
class _Ending:
    """As much of a link as a lane needs: it is told why the stream has to end."""

    failures: list[BaseException] = field(default_factory=list)

    def fail(self, error: BaseException) -> None:
        self.failures.append(error)


class _Steps(Lane):
    """Does what it was given, in order."""

    def __init__(self, ending: _Ending) -> None:
        super().__init__(cast(Link, ending), JID("vera@rooms.example.org"))
        self.steps: deque[Callable[[], Awaitable[None]]] = deque()
        self.done: list[str] = []

    def has_work(self) -> bool:
        return bool(self.steps or self.pending)

    async def step(self) -> None:
        if self.steps:
            await self.steps.popleft()()
            return
        row = self.next_row()
        self.done.append(row.cid)
        self.drop_row(row.cid)

    def add(self, name: str, error: Exception | None = None) -> None:
        async def act() -> None:
            self.done.append(name)
            if error is not None:
                raise error

        self.steps.append(act)
        self.wake()


@pytest.fixture(autouse=True)
def _without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pauses, "FIRST", 0.001)


@pytest.fixture
def ending() -> _Ending:
    return _Ending()


@pytest.fixture
def lane(ending: _Ending) -> _Steps:
    return _Steps(ending)


async def test_rows_go_in_the_order_of_their_numbers(lane: _Steps) -> None:
    """
    However they came; a row that is known changes nothing, and at rest there is no task.
    """
    for number in (3, 1, 2, 1):
        lane.queue(_row(number))
    await lane.settled()
    assert lane.done == ["row 1", "row 2", "row 3"]
    assert lane.is_idle


async def test_a_failure_is_tried_again_later(lane: _Steps) -> None:
    """
    Whether the desk is away or something of ours is broken: what follows is done all the same.
    """
    lane.add("first", Unavailable("the store is away"))
    lane.add("second", ValueError("a defect"))
    lane.add("third")
    await eventually(lambda: lane.done == ["first", "second", "third"] and lane.is_idle)


async def test_while_a_retry_is_awaited_nothing_is_hurried(lane: _Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    New work does not shorten the wait: a server that asks for patience gets it.
    """
    monkeypatch.setattr(pauses, "FIRST", 60.0)
    lane.add("first", Unavailable("wait"))
    await lane.settled()
    lane.add("second")
    await lane.settled()
    assert lane.done == ["first"]
    assert not lane.is_idle
    await lane.end()


@pytest.mark.parametrize("error", [LostShard("another node has it"), Disconnected("gone")])
async def test_the_end_of_our_right_ends_everything(lane: _Steps, ending: _Ending, error: Exception) -> None:
    """
    A lost shard or stream is told to the stream, and the lane never does anything again.
    """
    lane.add("first", error)
    lane.add("second")
    await lane.settled()
    assert lane.done == ["first"]
    assert ending.failures == [error]


async def test_the_end_interrupts_what_is_being_done(lane: _Steps) -> None:
    """
    A lane that waits for an answer does not keep the gateway from ending.
    """
    never = asyncio.Event()

    async def wait() -> None:
        await never.wait()

    lane.steps.append(wait)
    lane.wake()
    await lane.end()
    lane.add("after")
    await lane.settled()
    assert lane.done == []


def test_pauses_grow_and_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Each is about twice the one before, none is longer than 75 s, and no two need be the same.
    """
    monkeypatch.undo()
    lengths = [pauses.growing(failures) for failures in range(60)]
    assert 0.15 < lengths[0] < 0.35
    assert all(length <= pauses.LAST * 1.25 for length in lengths)
    assert min(lengths[20:]) >= pauses.LAST * 0.75
    assert len({pauses.spread(60.0) for _ in range(20)}) > 10


def _row(number: int) -> Outgoing:
    content = ShowState(State.WAITING, ConversationId(1), "Vera")
    return Outgoing(OutgoingId(number), "livechat", "support", JID("vera@rooms.example.org"), f"row {number}", content)
