"""How the chat comes onto a page, and what it leaves alone until somebody opens it."""

import asyncio
import json

from playwright.async_api import Route, expect

import widget
from tests.e2e.fake_wire import agent
from tests.e2e.widget_stage import Stage, browser, context, stage

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}


async def test_nothing_is_loaded_or_stored_before_the_visitor_opens_the_chat(stage: Stage) -> None:
    """
    A page with the launcher has asked for the loader and nothing else, and holds nothing in its storage.
    """
    chat = await stage.tab(await stage.shop())
    await expect(chat.launcher).to_be_visible()
    assert stage.wire.asked == ["/widget.js"]
    assert await chat.stored() == {}
    assert await stage.context.cookies() == []


def test_the_chat_is_light() -> None:
    """
    The loader has at most 3.62 kB, what a talk needs at most 19.94 kB in English, and everything that a visitor can
    come to download in one language 26.32 kB (brotli).
    """
    files = json.loads((widget.dist() / "manifest.json").read_text())["files"]
    sizes = {name.rpartition("/")[2]: each["br"] for name, each in files.items()}
    assert sizes["widget.js"] <= 3_620
    assert sizes["widget.js"] + sizes["panel-en.js"] <= 19_940
    spoken = [
        max(size for name, size in sizes.items() if name.startswith(kind)) for kind in ("panel-", "acts-", "address-")
    ]
    assert sizes["widget.js"] + sizes["stream.js"] + sizes["invitation.js"] + sum(spoken) <= 26_320


async def test_the_panel_is_a_dialog_named_after_the_channel(stage: Stage) -> None:
    """
    Opening shows the dialog with its field focused; Escape closes it and the focus is back where it came from.
    """
    chat, _ = await stage.open()
    await expect(chat.panel).to_have_accessible_name("Oak & Sons")
    await expect(chat.field).to_be_focused()
    await expect(chat.launcher).to_be_hidden()
    await chat.page.keyboard.press("Escape")
    await expect(chat.panel).to_be_hidden()
    await expect(chat.launcher).to_be_focused()
    await chat.page.keyboard.press("Enter")
    await expect(chat.field).to_be_focused()
    await chat.button("Close").click()
    await expect(chat.panel).to_be_hidden()


async def test_the_whole_panel_is_fetched_from_a_versioned_folder_once(stage: Stage) -> None:
    """
    Opening fetches the panel in one language; closing and opening again fetches nothing.
    """
    chat, _ = await stage.open()
    await chat.page.keyboard.press("Escape")
    await chat.launcher.click()
    folder = f"/widget/{stage.wire.site['version']}"
    assert sorted(stage.wire.asked[1:]) == ["/visitor/socket", f"{folder}/panel-en.js"]


async def test_everything_that_opening_needs_is_asked_for_at_once(stage: Stage) -> None:
    """
    The line is dialled while the panel is still on its way, words and all; the panel speaks on that line.
    """
    came = asyncio.Event()
    chat = await stage.tab(await stage.shop())
    await chat.page.route("**/panel-en.js", lambda route: hold(route, came))
    await chat.launcher.click()
    line = await stage.wire.line()
    came.set()
    await line.hears("hello")
    await line.welcome()
    await expect(chat.log).not_to_have_attribute("aria-busy", "true")
    assert stage.wire.asked.count("/visitor/socket") == 1


async def test_a_line_that_broke_before_the_panel_came_is_dialled_again(stage: Stage) -> None:
    """
    What was dialled ahead need not last: the panel finds another line, and the visitor nothing out of order.
    """
    came = asyncio.Event()
    chat = await stage.tab(await stage.shop())
    await chat.page.route("**/panel-en.js", lambda route: hold(route, came))
    await chat.launcher.click()
    await (await stage.wire.line()).cut()
    came.set()
    await stage.wire.met()
    await expect(chat.log).not_to_have_attribute("aria-busy", "true")


async def test_a_line_for_which_no_panel_comes_is_hung_up(stage: Stage) -> None:
    """
    Where the panel cannot be fetched, nobody keeps a connection to the server.
    """
    chat = await stage.tab(await stage.shop())
    came = asyncio.Event()
    await chat.page.route("**/panel-en.js", lambda route: hold(route, came, is_lost=True))
    await chat.launcher.click()
    line = await stage.wire.line()
    came.set()
    await line.is_left()
    stage.complaints.clear()  # of the browser, about the file


async def test_hello_tells_the_page_without_query_and_fragment(stage: Stage) -> None:
    """
    What stands behind ? and # is the visitor's own, and stays with them.
    """
    chat = await stage.tab(f"{await stage.shop()}?basket=17#top")
    await chat.launcher.click()
    hello = await (await stage.wire.line()).hears("hello")
    assert hello["page"]["url"].endswith("/oak-table")
    assert hello["page"]["title"] == "Oak & Sons"
    del hello["page"]
    assert hello == {"t": "hello", "v": 1, "channel": "default", "token": None, "after": 0, "lang": "en"}


async def test_an_element_of_the_page_can_open_the_chat(stage: Stage) -> None:
    """
    With `data-launcher="none"` there is no icon; a text link or an image with `data-parlour-open` opens the chat.
    """
    link = '<a href="/contact" data-parlour-open>Ask <b>us</b></a>'
    url = await stage.shop(attributes='data-launcher="none"', body=link)
    chat = await stage.tab(url)
    await expect(chat.launcher).to_be_hidden()
    await chat.page.get_by_text("us", exact=True).click()
    await expect(chat.panel).to_be_visible()
    assert chat.page.url == url


async def test_a_panel_that_cannot_be_fetched_says_so_and_can_be_tried_again(stage: Stage) -> None:
    """
    A visitor whose network fails while the chat is being opened reads why, and the next click works.
    """
    chat = await stage.tab(await stage.shop())
    await stage.context.set_offline(True)
    await chat.launcher.click()
    await expect(chat.page.get_by_text("The chat could not be loaded")).to_be_visible()
    await stage.context.set_offline(False)
    await chat.launcher.click()
    await expect(chat.panel).to_be_visible()


async def test_an_unknown_channel_shows_nothing_and_tells_the_developer(stage: Stage) -> None:
    """
    A typing error in `data-channel` leaves the page as it was, with one line in its console.
    """
    page = await stage.context.new_page()
    async with page.expect_console_message(lambda said: "no channel" in said.text) as said:
        await page.goto(await stage.shop(attributes='data-channel="shpo"'))
    assert (await said.value).text == 'parlour: there is no channel "shpo"'
    assert await page.locator("parlour-chat").count() == 0


async def test_the_chat_stays_open_on_the_next_page(stage: Stage) -> None:
    """
    Whoever goes from page to page with the chat open finds it open, with what they were writing, as the same visitor.
    """
    chat, _ = await stage.open()
    await chat.field.fill("Is it also")
    await chat.page.reload()
    line = await stage.wire.line()
    assert (await line.hears("hello"))["token"] == "vera"
    await expect(chat.panel).to_be_visible()
    await expect(chat.field).to_have_value("Is it also")


async def test_an_open_conversation_counts_unread_messages_on_the_next_page(stage: Stage) -> None:
    """
    With the panel closed, an open conversation still connects on the next page, and the launcher counts.
    """
    chat, _ = await stage.open(status=ACTIVE)
    await chat.page.keyboard.press("Escape")
    await chat.page.reload()
    await stage.wire.met([agent(1, "Hello?"), agent(2, "Are you there?")], status=ACTIVE)
    await expect(chat.launcher).to_have_accessible_description("2 unread messages. A conversation is open")
    await expect(chat.panel).to_be_hidden()


async def test_a_site_that_swaps_its_body_keeps_the_chat(stage: Stage) -> None:
    """
    Some sites replace the whole body when they change page; the widget comes along, and its line is not cut.
    """
    chat, line = await stage.open()
    await chat.page.evaluate("document.body.replaceWith(document.createElement('body'))")
    await expect(chat.panel).to_be_visible()
    await chat.write("Still here")
    assert (await line.hears("post"))["text"] == "Still here"


async def hold(route: Route, until: asyncio.Event, *, is_lost: bool = False) -> None:
    """Answers a request late, or never."""
    await until.wait()
    await (route.abort() if is_lost else route.continue_())
