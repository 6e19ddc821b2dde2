"""A page whose visitor only looks: what it loads and says, and how it shows what an agent says first."""

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.fake_wire import CHANNELS, Line, agent, notice, visitor
from tests.e2e.widget_stage import Stage, Widget, browser, context, stage

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}
WORDS = "Oak is 10 % off today. May I help you?"


async def browse(stage: Stage, **page: str) -> tuple[Widget, Line]:
    """Somebody looks at a page of a channel that shows who does; nothing was opened."""
    channels = {key: {**look, "browsing": True} for key, look in CHANNELS.items()}
    stage.wire.site = {**stage.wire.site, "channels": channels}
    widget = await stage.tab(await stage.shop(**page))
    return widget, await stage.wire.met()


async def greet(line: Line, *, opens: bool = False, **fields: str) -> None:
    await line.say("invite", **{"name": "Ann", "text": WORDS, "open": opens, **fields})


def popup(widget: Widget) -> Locator:
    return widget.page.locator(".popup")


async def test_a_page_that_is_looked_at_connects_and_stores_nothing(stage: Stage) -> None:
    """
    Where the channel says so. The same visitor comes back on the next connection of that page, and is kept once they
    open the chat themselves.
    """
    widget, line = await browse(stage)
    await expect(widget.panel).to_be_hidden()
    await line.cut()
    again = await stage.wire.line()
    assert (await again.hears("hello"))["token"] == "vera"
    await again.welcome()
    assert await widget.stored() == {}
    assert await stage.context.cookies() == []
    await widget.launcher.click()
    await expect(widget.field).to_be_focused()
    assert (await widget.stored())["parlour:default:token"] == "vera"


async def test_only_a_page_that_is_looked_at_is_connected(stage: Stage) -> None:
    """
    A tab in the background says nothing; the line ends when the page is hidden, and comes back with it.
    """
    widget, line = await browse(stage)
    await hide(widget, True)
    await line.is_left()
    await hide(widget, False)
    assert (await (await stage.wire.line()).hears("hello"))["token"] == "vera"


async def test_whoever_is_known_here_stays_who_they_are(stage: Stage) -> None:
    """
    They opened the chat on an earlier page; another tab that only looked becomes the same when it opens the chat.
    """
    widget, line = await browse(stage)
    other = await stage.tab(widget.page.url)
    await stage.wire.met(token="omid")
    await other.launcher.click()
    await expect(other.field).to_be_focused()
    await widget.launcher.click()
    await line.is_left()
    assert (await (await stage.wire.line()).hears("hello"))["token"] == "omid"
    third = await stage.tab(widget.page.url)
    assert (await (await stage.wire.line()).hears("hello"))["token"] == "omid"
    await expect(third.panel).to_be_hidden()


async def test_the_words_stand_beside_the_launcher(stage: Stage) -> None:
    """
    With the agent's name; read out, reached by Tab before the launcher, and told to the server. A click opens the chat
    with them in it; what the server keeps of them later is the same message.
    """
    widget, line = await browse(stage)
    await greet(line)
    await expect(popup(widget)).to_contain_text(WORDS)
    assert await line.hears("invited") == {"t": "invited", "step": "shown"}
    await expect(popup(widget)).to_have_role("status")
    await expect(widget.launcher).to_be_visible()
    assert await widget.page.evaluate("document.activeElement === document.body")
    await widget.page.keyboard.press("Tab")
    await expect(popup(widget).get_by_role("button", name="Ann")).to_be_focused()
    await widget.page.keyboard.press("Enter")
    await expect(widget.log.get_by_text(WORDS)).to_be_visible()
    await expect(widget.panel.get_by_text("Ann · Oak & Sons")).to_be_visible()
    await expect(widget.log.get_by_role("button", name="Reply")).to_have_count(0)
    await expect(popup(widget)).to_have_count(0)
    await widget.write("How long is it?")
    cid = (await line.hears("post"))["cid"]
    await line.say("saved", cid=cid, seq=3, version=3, at=1_760_000_000_000)
    await line.messages(notice(1, "joined", name="Ann"), agent(2, WORDS), visitor(3, "How long is it?", cid=cid))
    await line.say("status", **ACTIVE)
    await expect(widget.log.get_by_text(WORDS)).to_have_count(1)
    assert (await widget.log.inner_text()).index(WORDS) < (await widget.log.inner_text()).index("How long is it?")
    await widget.page.keyboard.press("Escape")
    await expect(popup(widget)).to_have_count(0)
    await expect(widget.launcher).to_have_accessible_description("A conversation is open")


@pytest.mark.parametrize("how", ["key", "button", "line"])
async def test_what_was_closed_does_not_come_again(stage: Stage, how: str) -> None:
    """
    Escape or the button takes it away, and the focus goes on from the launcher; the server is told, again where that
    was lost on the way.
    """
    widget, line = await browse(stage)
    await greet(line)
    button = popup(widget).get_by_role("button", name="Close")
    await line.hears("invited")
    if how == "line":
        await stage.context.set_offline(True)
        stage.wire.is_down = True
        await line.cut()
    if how == "button":
        await button.focus()
        await widget.page.keyboard.press("Enter")
        await expect(widget.launcher).to_be_focused()
    else:
        await button.wait_for()
        await widget.page.keyboard.press("Escape")
    await expect(popup(widget)).to_have_count(0)
    if how == "line":
        stage.wire.is_down = False
        await stage.context.set_offline(False)
        line = await stage.wire.met()
        await greet(line)
    assert (await line.hears("invited"))["step"] == "dismissed"
    await expect(popup(widget)).to_have_count(0)
    assert await widget.stored() == {}


async def test_the_chat_opens_where_it_disturbs_nobody(stage: Stage) -> None:
    """
    The focus stays; closing it is an answer, too, after which nothing is there.
    """
    widget, line = await browse(stage)
    await greet(line, opens=True)
    await expect(widget.log.get_by_text(WORDS)).to_be_visible()
    assert await widget.page.evaluate("document.activeElement === document.body")
    assert (await line.hears("invited"))["step"] == "shown"
    assert await widget.stored() == {}
    await widget.button("Close").click()
    assert (await line.hears("invited"))["step"] == "dismissed"
    await widget.launcher.click()
    await expect(widget.log.get_by_text(WORDS)).to_have_count(0)


async def test_on_a_phone_the_chat_does_not_cover_the_page(stage: Stage) -> None:
    """
    The words come beside the launcher instead, in the direction of reading.
    """
    widget, line = await browse(stage, lang="fa")
    await widget.page.set_viewport_size({"width": 360, "height": 640})
    await greet(line, opens=True, text="سلام! می‌توانم کمکتان کنم؟", name="آنا")
    await expect(popup(widget)).to_contain_text("می‌توانم کمکتان کنم؟")
    await expect(widget.panel).to_be_hidden()
    await popup(widget).evaluate("it => Promise.allSettled(it.getAnimations().map(motion => motion.finished))")
    box = await popup(widget).bounding_box()
    assert box is not None
    assert (box["x"], box["x"] + box["width"] <= 340) == (20, True)


async def test_a_tab_in_the_background_waits_with_the_words(stage: Stage) -> None:
    """
    Also one that stays connected, since its visitor opened the chat before; what was closed in another tab is closed.
    """
    widget, line = await stage.open()
    await widget.page.keyboard.press("Escape")
    await hide(widget, True)
    await greet(line)
    await line.say("seen", seq=1)
    await hide(widget, False)
    await expect(popup(widget)).to_contain_text(WORDS)
    other = await stage.tab(widget.page.url)
    await other.launcher.click()
    second = await stage.wire.met()
    await other.page.keyboard.press("Escape")
    await greet(second)
    await popup(other).get_by_role("button", name="Close").click()
    await expect(popup(widget)).to_have_count(0)


async def hide(widget: Widget, is_hidden: bool) -> None:
    """As far as the page knows, it is in the background now, or is not."""
    await widget.page.evaluate(
        "is => { Object.defineProperty(document, 'hidden', { get: () => is, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange')) }",
        is_hidden,
    )
