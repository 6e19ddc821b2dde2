"""The store by itself, as durable as it ships: how many messages a second, and whether a long past slows it down."""

import asyncio
import random
import secrets
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench.archive import MESSAGES_EACH, make_archive
from bench.context import Context, Report
from bench.figures import Row, Spread, Target, percentile
from bridge.bus import Bus
from bridge.desk import Desk, Draft
from bridge.directory import Agent, Channel, Department, Directory, Place
from bridge.model import JID, Moment, VisitorId
from bridge.store.sql import open_store

_SHORT, _LONG, _QUICK_LONG = 10_000, 10_000_000, 100_000
_SENDERS = (1, 50, 500)
_ALONE = 1
_LIMIT = Target(1.3)
_ANN = JID("ann@example.org")


@dataclass(slots=True)
class _Past:
    """A store with so many rooms; figures by what was asked of it."""

    desk: Desk
    rooms: int
    numbers: "count[int]" = field(default_factory=count)
    figures: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, value: float) -> None:
        self.figures.setdefault(name, []).append(value)

    def spread(self, name: str) -> Spread:
        return Spread.of(self.figures[name])


async def measure(context: Context) -> Report:
    await context.clear()
    sizes = _SHORT, _QUICK_LONG if context.is_quick else _LONG
    async with AsyncExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="parlour-bench-")))
        pasts = [await _open(context, ends, folder, size) for size in sizes]
        for number in range(context.rounds):
            for past, size in zip(pasts, sizes, strict=True):
                context.say(f"store: {size:,} messages, round {number + 1} of {context.rounds}")
                await _ask(past, context.seconds / 2)
        file = folder / f"{sizes[1]}.db"
        notes = [f"{sizes[1]:,} messages in {pasts[1].rooms:,} rooms: {file.stat().st_size / 2**30:.2f} GiB of SQLite"]
    return Report("The store: SQLite, synchronous = FULL", _rows(pasts, sizes), notes)


def _rows(pasts: list[_Past], sizes: tuple[int, int]) -> list[Row]:
    short, long = pasts
    few, many = f"{sizes[0]:,} stored", f"{sizes[1]:,} stored"
    rows = [
        Row(f"messages a second, {senders} at once, {few}", "/s", short.spread(f"rate {senders}"))
        for senders in _SENDERS
    ]
    for name, title in (
        ("insert", "insert one message, p50"),
        ("resume", "resume a page that lacks five messages, p50"),
        ("page", f"a page of a transcript, {MESSAGES_EACH} messages, p50"),
    ):
        rows.append(Row(f"{title}, {many}", "ms", long.spread(name), short.spread(name), few, _LIMIT))
    for senders in _SENDERS[1:]:
        name = f"rate {senders}"
        rows.append(
            Row(f"messages a second, {senders} at once, {many}", "/s", long.spread(name), short.spread(name), few)
        )
    return rows


async def _open(context: Context, ends: AsyncExitStack, folder: Path, size: int) -> _Past:
    path = folder / f"{size}.db"
    rooms = await make_archive(path, size, context.say)
    bus = Bus()
    store = await open_store(f"sqlite:///{path}", bus.publish)
    ends.push_async_callback(store.close)
    return _Past(Desk(store, bus, _directory(), clock=_now, token=secrets.token_hex), rooms)


async def _ask(past: _Past, seconds: float) -> None:
    for senders in _SENDERS:
        took: list[float] = []
        began = time.perf_counter()
        until = began + seconds
        await asyncio.gather(*(_repeat(lambda: _post(past), until, took) for _ in range(senders)))
        past.note(f"rate {senders}", len(took) / (time.perf_counter() - began))
        if senders == _ALONE:
            past.note("insert", 1000 * percentile(took, 0.5))
    for name, after in (("resume", MESSAGES_EACH - 5), ("page", 0)):
        took = []
        await _repeat(lambda after=after: _enter(past, after), time.perf_counter() + seconds / 2, took)  # type: ignore[misc]
        past.note(name, 1000 * percentile(took, 0.5))


async def _repeat(act: Callable[[], Awaitable[object]], until: float, took: list[float]) -> None:
    while (began := time.perf_counter()) < until:
        await act()
        took.append(time.perf_counter() - began)


async def _post(past: _Past) -> None:
    """In the first half of the rooms, so that the others keep their length."""
    draft = Draft(_anybody(1, past.rooms // 2), "default", f"bench-{next(past.numbers):09d}", "And the chairs?")
    await past.desk.post(draft)


async def _enter(past: _Past, after: int) -> None:
    await past.desk.enter(_anybody(past.rooms // 2 + 1, past.rooms), channel="default", after=after)


def _anybody(first: int, last: int) -> VisitorId:
    return VisitorId(f"v{random.randint(first, last)}")


def _directory() -> Directory:
    place = Place(shard="livechat.example.org", service=JID("conference.example.org"))
    support = Department(
        key="support",
        names={"en": "Support"},
        address=JID(f"support@{place.shard}"),
        lobby=JID(f"support-lobby@{place.service}"),
        agents={_ANN: Agent(_ANN, "Ann")},
    )
    channel = Channel(key="default", names={"en": "Chat"}, department="support", color="#0b6e4f")
    return Directory(departments={"support": support}, channels={"default": channel}, place=place)


def _now() -> Moment:
    return Moment(time.time_ns() // 1_000_000)
