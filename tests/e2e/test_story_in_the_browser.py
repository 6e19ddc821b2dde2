"""The whole story as both of them live it: a visitor with the widget on a shop's page, an agent in an XMPP client."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from tests.agents.agent import said
from tests.e2e.fake_wire import shop
from tests.e2e.scene import Scene
from tests.e2e.widget_stage import Widget, browser, context

__all__ = ["browser", "context"]


@pytest_asyncio.fixture
async def widget(scene: Scene, context: BrowserContext) -> AsyncIterator[Widget]:
    """The widget on a page of a shop, as a person finds it; not opened yet."""
    async with shop(scene.bridge.url) as address:
        page = await context.new_page()
        await page.goto(address)
        yield Widget(page)
        await page.close()


async def test_a_visitor_and_an_agent_talk(scene: Scene, widget: Widget) -> None:
    """
    A question is asked, offered, taken and answered; corrections, a retraction, replies, reactions, typing and read
    marks are seen by both; after the page is loaded again it shows the same.
    """
    ann = await scene.on_duty("ann")
    await widget.launcher.click()
    await widget.write("Is the table oak?")
    await expect(widget.log.get_by_text("Thank you, your message has arrived.")).to_be_visible()
    offer = await scene.offer(ann, "Is the table oak?")
    assert "/oak-table" in (offer.body or "")
    room = await scene.take(ann, "Is the table oak?")
    await expect(widget.log.get_by_text("Ann joined")).to_be_visible()
    await expect(widget.log.get_by_text("delivered")).to_be_visible()

    await ann.typing(room)
    await expect(widget.panel.get_by_text("Ann is writing").first).to_be_visible()
    price = await ann.say(room, "Yes, for 300 euros.")
    await expect(widget.log.get_by_text("Yes, for 300 euros.")).to_be_visible()
    await ann.correct(room, price, "Yes, for 320 euros.")
    await expect(widget.log.get_by_text("Yes, for 320 euros.")).to_be_visible()
    await expect(widget.log.get_by_text("edited")).to_be_visible()
    secret = await ann.say(room, "He will take any price")
    await expect(widget.log.get_by_text("He will take any price")).to_be_visible()
    await ann.retract(room, secret)
    await expect(widget.log.get_by_text("This message was deleted")).to_be_visible()
    await expect(widget.log.get_by_text("any price")).to_have_count(0)

    await widget.field.press_sequentially("And in")
    await ann.wait_for(lambda heard: heard.typing and heard.nick != "Ann", what="the visitor writes")
    await widget.write("And in walnut? 🌰")
    question = await ann.wait_for(said("And in walnut? 🌰", room=room))
    await ann.react(question, "👍")
    await expect(widget.log.get_by_role("group", name="Reactions")).to_have_text("👍")
    await ann.reply(room, question, "Walnut too.")
    await expect(widget.log.get_by_text("Walnut too.", exact=True)).to_be_visible()
    await expect(widget.log.get_by_role("button", name="And in walnut?")).to_be_visible()

    await widget.log.get_by_role("button", name="Reply").last.click(force=True)
    await widget.write("Then I take it.")
    reply = await ann.wait_for(lambda heard: heard.reply_to and "Then I take it." in (heard.body or ""))
    await ann.displayed(reply)
    await expect(widget.log.get_by_text("seen", exact=True)).to_be_visible()

    shown = await widget.log.inner_text()
    await widget.page.reload()
    await expect(widget.log.get_by_text("Then I take it.")).to_be_visible()
    assert "Yes, for 320 euros." in shown
    await expect(widget.log.get_by_text("Yes, for 320 euros.")).to_have_count(1)
    await expect(widget.log.get_by_text("This message was deleted")).to_have_count(1)


async def test_nobody_is_here_and_then_somebody_is(scene: Scene, widget: Widget) -> None:
    """
    The page says that nobody is there and keeps the message; the next agent on duty answers it.
    """
    await widget.launcher.click()
    await widget.write("Anybody there?")
    await expect(widget.log.get_by_text("Nobody is here right now. Your message is safe")).to_be_visible()
    ann = await scene.on_duty("ann")
    room = await scene.take(ann, "Anybody there?")
    await ann.say(room, "I am now.")
    await expect(widget.log.get_by_text("I am now.")).to_be_visible()


async def test_nothing_is_lost_when_the_bridge_is_killed_and_the_page_reloaded(scene: Scene, widget: Widget) -> None:
    """
    What is written while the bridge is away waits in the page, even when that is loaded again, and arrives once and in
    order; so does what the agent writes meanwhile.
    """
    ann = await scene.on_duty("ann")
    await widget.launcher.click()
    await widget.write("line 0")
    room = await scene.take(ann, "line 0")
    await expect(widget.log.get_by_text("Ann joined")).to_be_visible()
    await scene.bridge.kill()
    for number in (1, 2, 3):
        await widget.write(f"line {number}")
        await ann.say(room, f"answer {number}")
    await expect(widget.log.get_by_text("sending")).to_be_visible()
    await scene.bridge.start()
    for number in (4, 5):
        await widget.write(f"line {number}")
    await widget.page.reload()
    await ann.wait_for(said("line 5", room=room), within=40)
    await expect(widget.log.get_by_text("delivered")).to_be_visible(timeout=40_000)

    lines = [message.body for message in await ann.archive(room) if (message.body or "").startswith("line")]
    assert lines == [f"line {number}" for number in range(6)]
    for number in (1, 2, 3):
        await expect(widget.log.get_by_text(f"answer {number}", exact=True)).to_have_count(1)
    for number in range(6):
        await expect(widget.log.get_by_text(f"line {number}", exact=True)).to_have_count(1)
