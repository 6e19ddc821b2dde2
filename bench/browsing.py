"""A visitor in Chromium: loads a page, writes in its chat, reads what an agent says.

Whatever the page is, `pages/watch.js` notes when its chat can be written in, and when each line is in the document.
"""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import brotli
from playwright.async_api import Browser, BrowserContext, Page, Response, async_playwright

from bench.wires.agent import Agent
from tests.e2e.browser import FLAGS, SYSTEM
from tests.waiting import in_time

PAGES = Path(__file__).with_name("pages")

_PATIENCE = 30_000  # milliseconds
_FIELDS = {"parlour": "textarea", "direct": "#field", "converse": "textarea.chat-textarea"}
_HEAP = "Runtime.getHeapUsage"


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=SYSTEM, args=FLAGS)
        yield browser
        await browser.close()


@dataclass(slots=True)
class Visit:
    """One page in a browser without any memory. `files` are the bodies that it loaded, the page itself left out."""

    kind: str
    page: Page
    files: dict[str, bytes] = field(default_factory=dict)
    requests: int = 0
    _reading: set[asyncio.Task[None]] = field(default_factory=set)
    _numbers: "count[int]" = field(default_factory=count)

    async def load(self, url: str) -> float:
        """Milliseconds from the beginning until the visitor can write."""
        self.page.set_default_timeout(_PATIENCE)
        self.page.on("response", lambda response: self._note(response))  # noqa: PLW0108  (this class has slots)
        self.page.on("websocket", lambda _: self._count())
        await self.page.add_init_script(path=PAGES / "watch.js")
        await self.page.goto(url)
        await self.page.wait_for_function("watched.ready !== null")
        return float(await self.page.evaluate("watched.ready"))

    async def write(self, words: str) -> None:
        writing = self.page.locator(_FIELDS[self.kind]).last
        await writing.fill(words)
        await writing.press("Enter")

    async def hear(self, agent: Agent, room: str) -> float:
        """The agent says something on their own; milliseconds until it is in the document."""
        key, said = self._say(agent, room)
        return await self._shown(key, said)

    async def ask(self, agent: Agent) -> float:
        """The visitor writes and is answered at once; milliseconds from the answer until it is in the document."""
        answered: asyncio.Future[tuple[str, float]] = asyncio.get_running_loop().create_future()
        agent.heard = lambda agent, room, _: None if answered.done() else answered.set_result(self._say(agent, room))
        await self.write("Is it in stock?")
        return await self._shown(*await in_time(answered, _PATIENCE / 1000))

    async def heap(self) -> float:
        """Bytes of JavaScript that are in use."""
        session = await self.page.context.new_cdp_session(self.page)
        await session.send("HeapProfiler.collectGarbage")
        return float((await session.send(_HEAP))["usedSize"])

    async def rest(self) -> None:
        """Until what is under way has come."""
        await asyncio.gather(*self._reading, return_exceptions=True)

    async def packed(self) -> tuple[int, int]:
        """Bytes of everything that was loaded, with brotli and with gzip."""
        await self.rest()
        bodies = self.files.values()
        return sum(len(brotli.compress(body)) for body in bodies), sum(len(gzip.compress(body, 9)) for body in bodies)

    def _say(self, agent: Agent, room: str) -> tuple[str, float]:
        key, now = f"k{next(self._numbers)}", 1000 * time.time()
        agent.say(room, f"{key} it is, and can be with you tomorrow.")
        return key, now

    async def _shown(self, key: str, said: float) -> float:
        shown = await self.page.wait_for_function("key => watched.shown[key]", arg=key)
        return float(await shown.json_value()) - said

    def _note(self, response: Response) -> None:
        if response.request.resource_type != "document":
            self._count()
            self._reading.add(asyncio.create_task(self._read(response)))

    def _count(self) -> None:
        self.requests += 1

    async def _read(self, response: Response) -> None:
        if response.ok and not response.url.startswith("data:"):
            self.files[response.url] = await response.body()


@asynccontextmanager
async def visiting(browser: Browser, kind: str) -> AsyncIterator[Visit]:
    """A browser context of its own, as empty as a new visitor's."""
    context: BrowserContext = await browser.new_context(locale="en-GB", viewport={"width": 1000, "height": 760})
    visit = Visit(kind, await context.new_page())
    try:
        yield visit
    finally:
        await visit.rest()
        await context.close()


def heard_in(agent: Agent, words: str) -> "asyncio.Future[str]":
    """The room in which this agent hears these words next."""
    room: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def hear(_: Any, heard: str, said: str) -> None:
        if said == words and not room.done():
            room.set_result(heard)

    agent.heard = hear
    return room
