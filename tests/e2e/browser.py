"""Chromium for tests: one browser for all, one fresh page (no storage, no cookies) for each.

Import the fixtures into a `conftest.py`, or name this module in `pytest_plugins`.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

SYSTEM = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT = 10_000


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The distribution's Chromium where it is installed, else the one that Playwright knows."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=SYSTEM, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A person's browser: its pages are tabs that share one storage."""
    made = await browser.new_context(
        locale="en-GB", timezone_id="Europe/Warsaw", viewport={"width": 1000, "height": 760}
    )
    made.set_default_timeout(TIMEOUT)
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> Page:
    return await context.new_page()
