"""Whatever is done to them, the store in memory and the one in SQLite answer the same."""

from collections.abc import Awaitable
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.errors import ParlourError
from bridge.events import Event
from bridge.model import ConversationId, Moment, RoomId
from bridge.store.memory import MemoryStore
from bridge.store.sql import open_store
from bridge.store.work import Store, Work
from tests.integration.store_steps import BEGINNING, STEPS, Step
from tests.integration.stores import ANN, BOB, SHARD


def _in_order(work: Work, steps: list[Step]) -> list[object]:
    return [_plain(step(work)) for step in steps]


def _plain(answer: object) -> object:
    return [_plain(each) for each in answer] if isinstance(answer, list | tuple) else answer


async def _answer(attempt: Awaitable[object]) -> object:
    try:
        return await attempt
    except (ParlourError, ZeroDivisionError) as error:
        return type(error)


async def _compare(stores: tuple[Store, Store], change: Step) -> None:
    first, second = [await _answer(store.change(change)) for store in stores]
    assert first == second


def _everything(work: Work) -> list[object]:
    numbers = range(1, 9)
    return [
        [_plain(work.messages_after(RoomId(number), 0, 100)) for number in numbers],
        [work.room(RoomId(number)) for number in numbers],
        [work.conversation(ConversationId(number)) for number in numbers],
        [_plain(work.offers(ConversationId(number))) for number in numbers],
        [work.handover(ConversationId(number)) for number in numbers],
        [_plain(work.trail(RoomId(number), 9)) for number in numbers],
        [work.is_introduced(ConversationId(number), agent) for number in numbers for agent in (ANN, BOB)],
        _plain(work.open_rooms(SHARD)),
        _plain(work.quiet_rooms(SHARD, Moment(0))),
        _plain(work.rooms_in(SHARD, "support")),
        _plain(work.going_on(SHARD)),
        _plain(work.welcomed()),
        [work.is_quiet(agent) for agent in (ANN, BOB)],
        _plain(work.portraits()),
        _plain(work.outgoing_of(SHARD)),
        _plain(work.due_letters(SHARD, Moment(99), 99)),
        _plain(work.due_timers(Moment(99), 99)),
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.lists(STEPS, min_size=1, max_size=4), max_size=25))
async def test_memory_and_sqlite_agree(tmp_path: Path, changes: list[list[Step]]) -> None:
    """
    Every change has the same result or the same error, tells the same, and leaves the same behind.
    """
    told: tuple[list[Event], list[Event]] = ([], [])
    directory = mkdtemp(dir=tmp_path)
    memory, sqlite = MemoryStore(told[0].append), await open_store(f"sqlite:///{directory}/parlour.db", told[1].append)
    try:
        for steps in [BEGINNING, *changes]:
            await _compare((memory, sqlite), partial(_in_order, steps=steps))
        assert await memory.read(_everything) == await sqlite.read(_everything)
        assert told[0] == told[1]
    finally:
        await sqlite.close()
