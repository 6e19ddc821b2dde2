"""What a site's own scripts can ask of the widget, and what they are told."""

from playwright.async_api import expect

from tests.e2e.fake_wire import agent
from tests.e2e.widget_stage import Stage, browser, context, stage
from tests.waiting import eventually

__all__ = ["browser", "context", "stage"]

STUB = "window.parlour = function () { (parlour.q = parlour.q || []).push(arguments) };"
ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}


async def test_calls_made_before_loading_are_kept_in_order(stage: Stage) -> None:
    """
    With the queue stub a site may speak to the widget before it is there: identify, prefill, open.
    """
    script = STUB + "parlour('identify', {name: 'Vera'}); parlour('prefill', 'About the table:'); parlour('open');"
    widget = await stage.tab(await stage.shop(script=script))
    hello = await (await stage.wire.line()).hears("hello")
    assert hello["name"] == "Vera"
    await expect(widget.field).to_have_value("About the table:")


async def test_every_event_reaches_listeners_and_the_window(stage: Stage) -> None:
    """
    Events come to `on`, once to `once`, no more after `off`, and as a CustomEvent on the window.
    """
    script = (
        STUB + "window.told = [];"
        "for (const name of ['ready', 'open', 'close', 'unread', 'status', 'agent', 'message', 'typing'])"
        "  parlour('on', name, detail => told.push([name, detail]));"
        "parlour('once', 'message', () => told.push(['first message']));"
        "addEventListener('parlour:open', () => told.push(['window heard open']));"
    )
    widget, line = await stage.open(page={"script": script}, status=ACTIVE)
    await line.messages(agent(1, "Hello"))
    await line.messages(agent(2, "Again"))
    await expect(widget.log.get_by_text("Again")).to_be_visible()
    await widget.page.evaluate("parlour('off', 'close'); parlour('close')")
    await expect(widget.panel).to_be_hidden()
    told: list[list[object]] = await widget.page.evaluate("told")
    names = [each[0] for each in told]
    assert names[:3] == ["ready", "open", "window heard open"]
    assert (names.count("message"), names.count("first message"), names.count("close")) == (2, 1, 0)
    assert ["agent", "Ann"] in told
    assert ["status", ACTIVE] in told
    assert ["unread", 0] in told


async def test_a_site_opens_writes_and_asks(stage: Stage) -> None:
    """
    `send` opens the panel, so that nothing is said in a visitor's name out of their sight; `get` tells what is known.
    """
    widget = await stage.tab(await stage.shop())
    await widget.page.evaluate("parlour('send', 'I need help with order 17')")
    line = await stage.wire.met(status=ACTIVE)
    assert (await line.hears("post"))["text"] == "I need help with order 17"
    await expect(widget.panel).to_be_visible()
    known = await widget.page.evaluate("['open', 'channel', 'agent', 'locale'].map(what => parlour('get', what))")
    assert known == [True, "default", "Ann", "en"]
    await widget.page.evaluate("parlour('identify', {name: 'Vera'})")
    assert (await line.hears("name"))["name"] == "Vera"
    await widget.page.evaluate("parlour('page', {url: 'https://shop.example.org/order/17', title: 'Order 17'})")
    assert (await line.hears("page")) == {"t": "page", "url": "https://shop.example.org/order/17", "title": "Order 17"}


async def test_the_page_is_told_when_a_site_changes_address_without_loading(stage: Stage) -> None:
    """
    A single-page application moves on, and the agents see where the visitor is.
    """
    widget, line = await stage.open()
    await widget.page.evaluate("history.pushState({}, '', '/walnut-table?basket=17'); document.title = 'Walnut table'")
    said = await line.hears("page")
    assert said["url"].endswith("/walnut-table")
    assert said["title"] == "Walnut table"


async def test_language_and_theme_change_in_place(stage: Stage) -> None:
    """
    An open chat changes its language, its direction and its theme without losing a word.
    """
    widget, _ = await stage.open([agent(1, "Hello")], status=ACTIVE)
    await widget.field.fill("Wait")
    await widget.page.evaluate("parlour('locale', 'fa'); parlour('theme', 'dark')")
    await expect(widget.field).to_have_attribute("placeholder", "پیام خود را بنویسید")
    await expect(widget.field).to_have_value("Wait")
    await expect(widget.panel).to_have_css("direction", "rtl")
    await expect(widget.panel).to_have_css("background-color", "rgb(23, 26, 25)")


async def test_hide_show_toggle_shutdown_boot(stage: Stage) -> None:
    """
    A site may take the widget away and bring it back; the conversation is still there.
    """
    widget, _ = await stage.open([agent(1, "Hello")], status=ACTIVE)
    await widget.page.evaluate("parlour('hide')")
    await expect(widget.launcher).to_be_hidden()
    await widget.page.evaluate("parlour('show')")
    await expect(widget.launcher).to_be_visible()
    await widget.page.evaluate("parlour('shutdown')")
    await expect(widget.page.locator("parlour-chat")).to_have_count(0)
    await widget.page.evaluate("parlour('boot')")
    assert (await (await stage.wire.line()).hears("hello"))["token"] == "vera"
    await widget.page.evaluate("parlour('toggle')")
    await expect(widget.panel).to_be_visible()


async def test_destroy_leaves_nothing_behind(stage: Stage) -> None:
    """
    After `destroy` neither page nor browser shows that there was a chat.
    """
    widget, _ = await stage.open(status=ACTIVE)
    await eventually(widget.stored)
    await widget.page.evaluate("parlour('destroy')")
    await expect(widget.page.locator("parlour-chat")).to_have_count(0)
    assert await widget.stored() == {}


async def test_a_visitor_who_opened_the_chat_has_only_the_documented_keys(stage: Stage) -> None:
    """
    docs/site.md lists what is kept; there is nothing else.
    """
    widget, line = await stage.open(status=ACTIVE)
    await widget.write("Hello")
    await line.messages(agent(1, "Hello"))
    await widget.field.fill("And")
    await widget.button("Sound is on. Turn it off").click()
    keys = {key.removeprefix("parlour:default:").split(":")[0] for key in await widget.stored()}
    assert keys <= {"token", "state", "out", "draft", "sound", "rang", "open"}
    assert {"token", "state", "out", "draft", "sound", "open"} <= keys


async def test_a_verb_that_is_none_is_told_to_the_developer_and_breaks_nothing(stage: Stage) -> None:
    """
    A later script on an older widget, or a typing error, costs one line in the console.
    """
    widget = await stage.tab(await stage.shop())
    stage.complaints.clear()
    await widget.page.evaluate("parlour('opne'); parlour('constructor')")
    await eventually(lambda: len(stage.complaints) == 2)
    assert all("is not known here" in said for said in stage.complaints)
    stage.complaints.clear()
