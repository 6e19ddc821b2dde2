"""The widget and the web side of Parlour, without a fake between them: over a socket, and where there is none."""

import base64
import json
import re

import pytest
from playwright.async_api import BrowserContext, Page, expect

from bridge.model import VisitorId
from tests.e2e.browser import browser, context
from tests.e2e.fake_wire import shop
from tests.e2e.widget_stage import Widget
from tests.integration.web_house import open_house

__all__ = ["browser", "context"]


@pytest.mark.parametrize("sockets", [True, False])
async def test_both_sides_talk_with_or_without_a_socket(context: BrowserContext, sockets: bool) -> None:
    """
    On a page whose policy forbids WebSockets the widget comes by an event stream, and everything is the same.
    """
    async with open_house() as house, shop(house.url, sockets=sockets) as url:
        page = await context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        widget = await opened(page, url)
        await widget.write("Do you ship to Łódź?")
        await expect(widget.log.get_by_text("sent", exact=True)).to_be_visible()
        await house.agent_writes(await visitor_of(widget), "What can I do for you?")
        await expect(widget.log.get_by_text("What can I do for you?")).to_be_visible()
        await widget.write("Is it oak?")
        await expect(widget.log.get_by_text("sent", exact=True)).to_have_count(1)
        assert any(each.endswith("/visitor/stream") for each in asked) is not sockets


async def test_a_reload_finds_everything_again(context: BrowserContext) -> None:
    """
    The next page is the same visitor, in the same conversation, with the panel open.
    """
    async with open_house() as house, shop(house.url) as url:
        widget = await opened(await context.new_page(), url)
        await widget.write("Do you ship to Łódź?")
        await expect(widget.log.get_by_text("sent", exact=True)).to_be_visible()
        before = await visitor_of(widget)
        await widget.page.reload()
        await expect(widget.log.get_by_text("Do you ship to Łódź?", exact=True)).to_be_visible()
        assert await visitor_of(widget) == before


async def test_the_page_asks_no_other_host(context: BrowserContext) -> None:
    """
    Shop and chat server are all that the browser speaks to.
    """
    async with open_house() as house, shop(house.url) as url:
        page = await context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await opened(page, url)
        assert {re.sub(r"^(\w+://[^/]+).*", r"\1", each) for each in asked} == {
            house.url,
            url.removesuffix("/oak-table"),
        }


async def opened(page: Page, url: str) -> Widget:
    """The widget on the page at `url`, open and welcomed."""
    await page.goto(url)
    widget = Widget(page)
    await widget.launcher.click()
    await expect(widget.log).not_to_have_attribute("aria-busy", "true", timeout=20_000)
    return widget


async def visitor_of(widget: Widget) -> VisitorId:
    """Whom the token in the browser names."""
    token = (await widget.stored())["parlour:default:token"]
    payload = token.partition(".")[0]
    return VisitorId(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
