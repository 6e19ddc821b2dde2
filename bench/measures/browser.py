"""The widget beside Converse.js and a hand-written page, in the same Chromium, on the same server."""

from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from statistics import median

from playwright.async_api import Browser

from bench.browsing import PAGES, chromium, heard_in, visiting
from bench.context import Context, Report
from bench.figures import Row, Spread, Target
from bench.shelf import Shelf
from bench.slow import BANDWIDTH, ROUND_TRIP, SlowLine
from bench.stage import ANONYMOUS, Stage
from bridge.cli.demo import converse
from tests.servers.ports import LOOPBACK
from tests.waiting import pause

PARLOUR, DIRECT, CONVERSE = "parlour", "direct", "converse"
_KINDS = (PARLOUR, CONVERSE, DIRECT)
_QUESTION = "Is the oak table in stock?"
_LINES = 8
_PACE = 1.0  # seconds
_CLOSED = 30.0
_SLOW = f"{1000 * ROUND_TRIP:.0f} ms, {BANDWIDTH / 1e6:.0f} Mbit/s"


@dataclass(slots=True)
class _Figures:
    """By kind and name, one for each visit."""

    values: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def note(self, kind: str, name: str, value: float) -> None:
        self.values.setdefault((kind, name), []).append(value)

    def spread(self, kind: str, name: str) -> Spread:
        return Spread.of(self.values.get((kind, name), []))

    def row(self, title: str, name: str, unit: str, peer: str = CONVERSE, limit: float | None = None) -> Row:
        """Parlour's figure beside that of a peer."""
        target = None if limit is None else Target(limit)
        return Row(title, unit, self.spread(PARLOUR, name), self.spread(peer, name), peer, target)


@dataclass(slots=True)
class _Town:
    """Where everything is: `origins` of pages, Parlour and the server's WebSocket, fast and slow."""

    stage: Stage
    browser: Browser
    shelves: dict[bool, Shelf]
    lines: dict[bool, str]
    numbers: "count[int]" = field(default_factory=count)

    async def address(self, kind: str, *, is_slow: bool) -> str:
        """Of a page whose chat nobody was in before."""
        agent, room = self.stage.agents[0], f"{kind}-in-a-browser-{next(self.numbers)}@{self.stage.server.muc}"
        if kind in (DIRECT, CONVERSE):
            await agent.enter(room)
        self.shelves[is_slow].words["room"] = room
        return f"{self.lines[is_slow]}/{kind}.html"


async def measure(context: Context) -> Report:
    context.say("browser: looking for Converse.js")
    client = converse.find_cache()
    if not client.is_dir():
        await converse.fetch(client)
    stage = await context.stage_for((), 0)
    figures = _Figures()
    async with AsyncExitStack() as ends:
        browser = await ends.enter_async_context(chromium())
        town = await _build(stage, browser, ends)
        for kind in _KINDS:
            await _load(town, kind, is_slow=False)  # packs the files
        for number in range(context.rounds):
            for kind in _KINDS:
                context.say(f"browser: round {number + 1} of {context.rounds}, {kind}")
                await _visit(town, kind, figures)
                figures.note(kind, "slow", await _load(town, kind, is_slow=True))
        await _visit_closed(town, figures, context)
    return Report("The widget in Chromium, loaded for the first time", _rows(figures))


async def _build(stage: Stage, browser: Browser, ends: AsyncExitStack) -> _Town:
    """Pages, Parlour and Prosody once directly, once over one slow line."""
    folders = {"/converse/": converse.find_cache(), "/": PAGES}
    words = {"host": ANONYMOUS, "channel": stage.agents[0].nick, "room": ""}
    shelves, lines = {}, {}
    first: SlowLine | None = None
    for is_slow in (False, True):
        shelf = shelves[is_slow] = await ends.enter_async_context(Shelf(folders, words))
        ports = [shelf.port, stage.bridge.port, stage.server.http_port]
        if is_slow:
            for place, port in enumerate(ports):
                line = await ends.enter_async_context(SlowLine(port, beside=first))
                first, ports[place] = first or line, line.port
        pages, parlour, xmpp = ports
        lines[is_slow] = f"http://{LOOPBACK}:{pages}"
        shelf.words["parlour"] = f"http://{LOOPBACK}:{parlour}"
        shelf.words["websocket"] = f"ws://{LOOPBACK}:{xmpp}/xmpp-websocket"
    return _Town(stage, browser, shelves, lines)


async def _visit(town: _Town, kind: str, figures: _Figures) -> None:
    agent = town.stage.agents[0]
    async with visiting(town.browser, kind) as visit:
        address = await town.address(kind, is_slow=False)
        figures.note(kind, "ready", await visit.load(address))
        await visit.write("Good morning!")
        await pause(_PACE)
        hearing = heard_in(agent, _QUESTION)
        await visit.write(_QUESTION)
        room = await hearing
        figures.note(kind, "alone", median([await _later(visit.hear(agent, room)) for _ in range(_LINES)]))
        figures.note(kind, "answer", median([await _later(visit.ask(agent)) for _ in range(_LINES)]))
        figures.note(kind, "heap", await visit.heap() / 2**20)
        figures.note(kind, "requests", visit.requests)
        for name, size in zip(("brotli", "gzip"), await visit.packed(), strict=True):
            figures.note(kind, name, size)


async def _load(town: _Town, kind: str, *, is_slow: bool) -> float:
    """Until one can write, and away."""
    async with visiting(town.browser, kind) as visit:
        return await visit.load(await town.address(kind, is_slow=is_slow))


async def _later(figure: Awaitable[float]) -> float:
    """At the pace of people."""
    await pause(_PACE)
    return await figure


async def _visit_closed(town: _Town, figures: _Figures, context: Context) -> None:
    """A page whose chat nobody opens."""
    async with visiting(town.browser, PARLOUR) as visit:
        address = await town.address("closed", is_slow=False)
        await visit.load(address)
        await pause(_PACE)
        figures.note(PARLOUR, "closed brotli", (await visit.packed())[0])
        before, seconds = visit.requests, _CLOSED / (10 if context.is_quick else 1)
        context.say("browser: a page whose chat stays closed")
        await pause(seconds)
        figures.note(PARLOUR, "closed requests", 60 * (visit.requests - before) / seconds)


def _rows(figures: _Figures) -> list[Row]:
    everything = figures.spread(CONVERSE, "brotli")
    closed = figures.spread(PARLOUR, "closed brotli")
    return [
        figures.row("bytes of everything, brotli", "brotli", "B", limit=1 / 20),
        figures.row("bytes of everything, gzip", "gzip", "B"),
        Row("bytes of a page with the widget closed, brotli", "B", closed, everything, CONVERSE, Target(1 / 100)),
        figures.row("requests until a talk was had", "requests", ""),
        figures.row("time until one can write", "ready", "ms", limit=1 / 4),
        figures.row("time until one can write", "ready", "ms", DIRECT),
        figures.row(f"… over {_SLOW}", "slow", "ms", limit=0.4),
        figures.row(f"… over {_SLOW}", "slow", "ms", DIRECT, limit=0.75),
        figures.row("agent → document, at a human pace, p50", "alone", "ms", limit=0.6),
        figures.row("agent → document, at a human pace, p50", "alone", "ms", DIRECT),
        figures.row("agent → document, right after an own message, p50", "answer", "ms", limit=1 / 10),
        figures.row("agent → document, right after an own message, p50", "answer", "ms", DIRECT),
        figures.row("JavaScript heap after the talk", "heap", "MiB"),
        figures.row("JavaScript heap after the talk", "heap", "MiB", DIRECT),
        Row("requests a minute, widget closed", "", figures.spread(PARLOUR, "closed requests"), target=Target(0.0)),
    ]
