"""Several tabs of one site are one visitor."""

from playwright.async_api import Page, expect

from tests.e2e.fake_wire import START, agent
from tests.e2e.widget_stage import Stage, browser, context, stage
from tests.waiting import eventually

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}


async def test_two_tabs_opened_at_once_become_one_visitor(stage: Stage) -> None:
    """
    Both ask without a token; the second to be answered finds the first one's, and comes again with that.
    """
    url = await stage.shop()
    one, other = await stage.tab(url), await stage.tab(url)
    await one.launcher.click()
    first = await stage.wire.line()
    await first.hears("hello")
    await other.launcher.click()
    second = await stage.wire.line()
    assert (await second.hears("hello"))["token"] is None
    await first.welcome(token="vera")
    await expect(one.log).not_to_have_attribute("aria-busy", "true")
    await second.welcome(token="ghost")
    third = await stage.wire.line()
    assert (await third.hears("hello"))["token"] == "vera"
    assert (await other.stored())["parlour:default:token"] == "vera"


async def test_what_one_tab_read_is_read_in_the_other(stage: Stage) -> None:
    """
    The launcher of the second tab stops counting as soon as the first shows the messages.
    """
    url = await stage.shop()
    one = await stage.tab(url)
    await one.launcher.click()
    line = await stage.wire.met(status=ACTIVE)
    await one.page.keyboard.press("Escape")
    other = await stage.tab(url)
    await stage.wire.met([agent(1, "Hello")], status=ACTIVE)
    await expect(other.launcher).to_have_accessible_description("1 unread message. A conversation is open")
    await line.messages(agent(1, "Hello"))
    await one.page.bring_to_front()
    await one.launcher.click()
    await line.hears("seen")
    await expect(other.launcher).to_have_accessible_description("A conversation is open")


async def test_what_one_tab_could_not_send_the_other_sends(stage: Stage) -> None:
    """
    A message that one tab has not got rid of is shown in the other, and goes out from there if need be, as the same.
    """
    url = await stage.shop()
    one = await stage.tab(url)
    await one.launcher.click()
    line = await stage.wire.met(status=ACTIVE)
    await expect(one.panel.get_by_text("In conversation with you")).to_be_visible()
    other = await stage.tab(url)
    second = await stage.wire.met(status=ACTIVE)
    await one.write("Hello")
    first = await line.hears("post")
    await one.page.close()
    await other.launcher.click()
    await expect(other.log.get_by_text("Hello", exact=True)).to_be_visible()
    await second.cut()
    second = await stage.wire.met(status=ACTIVE)
    assert await second.hears("post") == first
    await second.say("saved", cid=first["cid"], seq=1, version=1, at=START)
    await expect(other.log.get_by_text("sent", exact=True)).to_be_visible()


async def test_a_message_rings_in_one_tab_only(stage: Stage) -> None:
    """
    Two tabs, one message, one sound.
    """
    await stage.context.add_init_script(
        "window.notes = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (at) { window.notes++; start.call(this, at) }"
    )
    url = await stage.shop()
    one = await stage.tab(url)
    await one.launcher.click()
    first = await stage.wire.met(status=ACTIVE)
    other = await stage.tab(url)
    await other.launcher.click()
    second = await stage.wire.met(status=ACTIVE)
    heard: list[int] = []
    for seq in (1, 2, 3):
        await first.messages(agent(seq, f"Line {seq}"))
        await second.messages(agent(seq, f"Line {seq}"))
        await eventually(lambda: rang(one.page, other.page, at_least=2 * len(heard) + 2))
        heard.append(seq)
    assert await rang(one.page, other.page, at_least=6) == 6


async def test_a_visitor_forgotten_in_one_tab_is_forgotten_in_all(stage: Stage) -> None:
    """
    `reset`, as when somebody signs out of the shop, leaves nothing in the browser and nothing in the other tabs.
    """
    url = await stage.shop()
    one, other = await stage.tab(url), await stage.tab(url)
    for widget in (one, other):
        await widget.page.bring_to_front()
        await widget.launcher.click()
        await stage.wire.met([agent(1, "A secret")], status=ACTIVE)
        await expect(widget.log.get_by_text("A secret")).to_be_visible()
    await one.page.evaluate("parlour('reset')")
    await expect(other.panel).to_have_count(0)
    assert [await one.stored(), await other.stored()] == [{}, {}]
    await other.launcher.click()
    assert (await (await stage.wire.line()).hears("hello"))["token"] is None


async def test_a_forgotten_visitor_leaves_nothing_however_late(stage: Stage) -> None:
    """
    A message whose sound still waited for its turn when the visitor was forgotten rings no more, and notes nothing.
    """
    widget, line = await stage.open(status=ACTIVE)
    await widget.page.evaluate(
        "void navigator.locks.request('parlour:default:rang', () => new Promise(done => { window.letGo = done }))"
    )
    await line.messages(agent(1, "A secret"))
    await eventually(lambda: widget.page.evaluate("navigator.locks.query().then(({pending}) => pending.length === 1)"))
    await widget.page.evaluate("parlour('reset'); letGo()")
    await widget.page.evaluate("navigator.locks.request('parlour:default:rang', () => {})")
    assert await widget.stored() == {}


async def rang(*pages: Page, at_least: int) -> int:
    """How many notes all pages played together; 0 while they are fewer than that."""
    notes = [await page.evaluate("window.notes") for page in pages]
    return sum(notes) if sum(notes) >= at_least else 0
