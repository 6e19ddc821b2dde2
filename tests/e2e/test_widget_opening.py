"""How the chat comes onto a page, and what it leaves alone until somebody opens it."""

from playwright.async_api import expect

from tests.e2e.fake_wire import agent
from tests.e2e.widget_stage import Stage, browser, context, stage

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}


async def test_nothing_is_loaded_or_stored_before_the_visitor_opens_the_chat(stage: Stage) -> None:
    """
    A page with the launcher has asked for the loader and nothing else, and holds nothing in its storage.
    """
    widget = await stage.tab(await stage.shop())
    await expect(widget.launcher).to_be_visible()
    assert stage.wire.asked == ["/widget.js"]
    assert await widget.stored() == {}
    assert await stage.context.cookies() == []


async def test_the_panel_is_a_dialog_named_after_the_channel(stage: Stage) -> None:
    """
    Opening shows the dialog with its field focused; Escape closes it and the focus is back where it came from.
    """
    widget, _ = await stage.open()
    await expect(widget.panel).to_have_accessible_name("Oak & Sons")
    await expect(widget.field).to_be_focused()
    await expect(widget.launcher).to_be_hidden()
    await widget.page.keyboard.press("Escape")
    await expect(widget.panel).to_be_hidden()
    await expect(widget.launcher).to_be_focused()
    await widget.page.keyboard.press("Enter")
    await expect(widget.field).to_be_focused()
    await widget.button("Close").click()
    await expect(widget.panel).to_be_hidden()


async def test_the_whole_panel_is_fetched_from_a_versioned_folder_once(stage: Stage) -> None:
    """
    Opening fetches the panel and one language; closing and opening again fetches nothing.
    """
    widget, _ = await stage.open()
    await widget.page.keyboard.press("Escape")
    await widget.launcher.click()
    folder = f"/widget/{stage.wire.site['version']}"
    assert sorted(stage.wire.asked[1:]) == ["/visitor/socket", f"{folder}/panel.js", f"{folder}/words-en.js"]


async def test_hello_tells_the_page_without_query_and_fragment(stage: Stage) -> None:
    """
    What stands behind ? and # is the visitor's own, and stays with them.
    """
    widget = await stage.tab(f"{await stage.shop()}?basket=17#top")
    await widget.launcher.click()
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
    widget = await stage.tab(url)
    await expect(widget.launcher).to_be_hidden()
    await widget.page.get_by_text("us", exact=True).click()
    await expect(widget.panel).to_be_visible()
    assert widget.page.url == url


async def test_a_panel_that_cannot_be_fetched_says_so_and_can_be_tried_again(stage: Stage) -> None:
    """
    A visitor whose network fails while the chat is being opened reads why, and the next click works.
    """
    widget = await stage.tab(await stage.shop())
    await stage.context.set_offline(True)
    await widget.launcher.click()
    await expect(widget.page.get_by_text("The chat could not be loaded")).to_be_visible()
    await stage.context.set_offline(False)
    await widget.launcher.click()
    await expect(widget.panel).to_be_visible()


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
    widget, _ = await stage.open()
    await widget.field.fill("Is it also")
    await widget.page.reload()
    line = await stage.wire.line()
    assert (await line.hears("hello"))["token"] == "vera"
    await expect(widget.panel).to_be_visible()
    await expect(widget.field).to_have_value("Is it also")


async def test_an_open_conversation_counts_unread_messages_on_the_next_page(stage: Stage) -> None:
    """
    With the panel closed, an open conversation still connects on the next page, and the launcher counts.
    """
    widget, _ = await stage.open(status=ACTIVE)
    await widget.page.keyboard.press("Escape")
    await widget.page.reload()
    await stage.wire.met([agent(1, "Hello?"), agent(2, "Are you there?")], status=ACTIVE)
    await expect(widget.launcher).to_have_accessible_description("2 unread messages. A conversation is open")
    await expect(widget.panel).to_be_hidden()


async def test_a_site_that_swaps_its_body_keeps_the_chat(stage: Stage) -> None:
    """
    Some sites replace the whole body when they change page; the widget comes along, and its line is not cut.
    """
    widget, line = await stage.open()
    await widget.page.evaluate("document.body.replaceWith(document.createElement('body'))")
    await expect(widget.panel).to_be_visible()
    await widget.write("Still here")
    assert (await line.hears("post"))["text"] == "Still here"
