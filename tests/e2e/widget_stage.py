"""A shop with the widget on it, and the fake server behind: what the tests of the widget begin with."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest_asyncio
from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.e2e.browser import browser, context
from tests.e2e.fake_wire import FakeWire, Frame, Line, shop

__all__ = ["Stage", "Widget", "browser", "context", "stage"]

CONSOLE_MAY_SAY = re.compile(r"WebSocket connection to|ERR_INTERNET_DISCONNECTED")


@dataclass
class Widget:
    """The widget in one tab, as a person finds it: by role and name."""

    page: Page

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name=re.compile("^(Chat with us|گفتگو با ما)$"))

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("^(Message|پیام)$"))

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    async def write(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    def row(self, text: str) -> Locator:
        """The message of these words."""
        return self.log.locator(".speech", has=self.page.get_by_text(text, exact=True))

    def more(self, text: str) -> Locator:
        """The button at the visitor's own message of these words that offers to change it."""
        return self.row(text).get_by_role("button", name=re.compile("^(Edit or delete|ویرایش یا حذف)$"))

    async def edit(self, text: str) -> None:
        await self.more(text).click()
        await self.button("Edit").click()
        await expect(self.panel.get_by_text("Editing your message")).to_be_visible()

    async def edit_last(self) -> None:
        """By the key for it, in the empty field."""
        await self.field.press("ArrowUp")
        await expect(self.panel.get_by_text("Editing your message")).to_be_visible()

    async def stored(self) -> dict[str, str]:
        """Everything that the site's storage holds in this tab, of both kinds."""
        kept: dict[str, str] = await self.page.evaluate("({...localStorage, ...sessionStorage})")
        return kept


@dataclass
class Stage:
    """Fake server, shop and browser of one test."""

    wire: FakeWire
    context: BrowserContext
    stack: AsyncExitStack
    complaints: list[str] = field(default_factory=list)

    async def shop(self, **options: Any) -> str:
        return await self.stack.enter_async_context(shop(self.wire.url, **options))

    async def tab(self, url: str) -> Widget:
        """The page at `url` in a new tab, with the launcher on it."""
        page = await self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(url)
        await page.locator("parlour-chat").wait_for(state="attached")
        return Widget(page)

    async def open(
        self, messages: list[Frame] | None = None, *, page: dict[str, Any] | None = None, **fields: Any
    ) -> tuple[Widget, Line]:
        """A visitor who opened the chat, and the server's end of the line; `fields` are of the welcome."""
        widget = await self.tab(await self.shop(**(page or {})))
        await widget.launcher.click()
        line = await self.wire.met(messages, **fields)
        await expect(widget.log).not_to_have_attribute("aria-busy", "true")
        return widget, line

    def _hear(self, message: ConsoleMessage) -> None:
        said = f"{message.text} {message.location.get('url', '')}"
        if message.type in {"error", "warning"} and not CONSOLE_MAY_SAY.search(said):
            self.complaints.append(said)


@pytest_asyncio.fixture
async def stage(context: BrowserContext) -> AsyncIterator[Stage]:
    """Whatever a test does with the widget, the page's console stays quiet: no error, no broken policy."""
    async with AsyncExitStack() as stack:
        wire = await stack.enter_async_context(FakeWire())
        made = Stage(wire, context, stack)
        yield made
        assert not made.complaints, made.complaints
        for page in context.pages:
            await page.close()
