"""An agent speaks first, to a visitor who only looks at a page: the whole way, in a real browser."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, expect

from tests.agents.agent import Agent, said
from tests.agents.forms import begin, complete
from tests.e2e.fake_wire import shop
from tests.e2e.scene import Scene
from tests.e2e.test_story_handing import told
from tests.e2e.widget_stage import Widget, browser, context
from tests.waiting import eventually

__all__ = ["browser", "context"]

pytestmark = pytest.mark.house(channels={"default": {"origins": [], "show_browsing": True}})


@pytest_asyncio.fixture
async def widget(scene: Scene, context: BrowserContext) -> AsyncIterator[Widget]:
    """A page of a shop with the widget on it; its visitor does nothing but look."""
    async with shop(scene.bridge.url, body='<label>Search <input id="search"></label>') as address:
        page = await context.new_page()
        await page.goto(address)
        yield Widget(page)
        await page.close()


async def sees(scene: Scene, agent: Agent) -> str:
    """The agent asks who is here, until somebody is; what they are called."""

    async def listed() -> str | None:
        since = len(agent.heard)
        await agent.direct(scene.bridge.address, "visitors")
        heard = await agent.wait_for(lambda each: each.room == scene.bridge.address and each.body, since=since)
        line = next((each for each in (heard.body or "").splitlines() if "/oak-table" in each), None)
        return line and line.partition(":")[0]

    return await eventually(listed, every=0.2, what="a visitor who only looks")


def popup(widget: Widget) -> Locator:
    return widget.page.get_by_role("status").filter(has=widget.page.get_by_role("button", name="Close"))


async def leaves_no_trace(widget: Widget) -> None:
    assert await widget.stored() == {}
    assert await widget.page.context.cookies() == []


async def test_a_visitor_answers_who_was_only_looking(scene: Scene, widget: Widget) -> None:
    """
    Ann sees Vera, greets her, and is told that it is shown. Vera reads the words beside the launcher, clicks and
    answers: the conversation is Ann's at once, begins with what she said, and its room is open to her. Until Vera
    opened the chat, nothing was stored in her browser, and nothing of her here.
    """
    ann, address = await scene.on_duty("ann"), scene.bridge.address
    guest = await sees(scene, ann)
    await ann.direct(address, f"greet {guest} Oak is 10 % off today. May I help?")
    await expect(popup(widget)).to_contain_text("Ann")
    await expect(popup(widget)).to_contain_text("Oak is 10 % off today. May I help?")
    await told(ann, address, guest, "your words are before them now")
    await leaves_no_trace(widget)
    assert not scene.bridge.query("SELECT id FROM visitors")
    await popup(widget).get_by_role("button", name="Ann").click()
    await expect(widget.log.get_by_text("Oak is 10 % off today. May I help?")).to_be_visible()
    await expect(popup(widget)).to_have_count(0)
    await widget.write("Yes, how long is it?")
    await told(ann, address, "answers you: “Yes, how long is it?”")
    room = await scene.accept(ann, history=20)
    for words, nick in (("Oak is 10 % off today. May I help?", "Support"), ("Yes, how long is it?", None)):
        heard = await ann.wait_for(said(words, room=room))
        assert nick in (None, heard.nick)
    await ann.say(room, "Two metres.")
    await expect(widget.log.get_by_text("Two metres.")).to_be_visible()
    await expect(widget.log.get_by_text("Oak is 10 % off")).to_have_count(1)
    rows = scene.bridge.query("SELECT side, text, name FROM messages WHERE text <> '' ORDER BY seq")
    assert [tuple(row) for row in rows] == [
        ("agent", "Oak is 10 % off today. May I help?", "Ann"),
        ("visitor", "Yes, how long is it?", ""),
        ("agent", "Two metres.", "Ann"),
    ]
    since = len(ann.heard)
    await ann.direct(address, f"greet {guest}")
    await ann.wait_for(lambda heard: "has a conversation already: #1" in (heard.body or ""), since=since)


async def test_whoever_closes_it_is_left_in_peace(scene: Scene, widget: Widget) -> None:
    """
    Ann invites her by form, with the usual words, and is told; neither she nor Bob can try again. Nothing is stored.
    """
    ann, bob = await scene.on_duty("ann"), await scene.on_duty("bob")
    guest = await sees(scene, ann)
    step = await begin(ann, scene.bridge.address, "greet")
    assert step.fields["guest"] == {guest: f"{guest} · on Oak & Sons"}
    done = await complete(ann, scene.bridge.address, "greet", step, guest=guest)
    assert f"{guest} is invited" in done.note
    await expect(popup(widget)).to_contain_text("Hello! May I help you?")
    await bob.direct(scene.bridge.address, f"greet {guest} Me too")
    await told(bob, scene.bridge.address, "was invited already, by Ann")
    await widget.page.keyboard.press("Escape")
    await expect(popup(widget)).to_have_count(0)
    await told(ann, scene.bridge.address, guest, "they closed it")
    await bob.direct(scene.bridge.address, f"open {guest} Me too")
    await told(bob, scene.bridge.address, "left in peace")
    await leaves_no_trace(widget)
    assert not scene.bridge.query("SELECT id FROM visitors")


async def test_the_chat_opens_on_their_page(scene: Scene, widget: Widget) -> None:
    """
    With the words in it, and the focus left where it was; nothing is stored before the visitor writes.
    """
    ann, address = await scene.on_duty("ann"), scene.bridge.address
    guest = await sees(scene, ann)
    await ann.direct(address, f"open {guest.lower()} This way, please")
    await expect(widget.panel).to_be_visible()
    await expect(widget.log.get_by_text("This way, please")).to_be_visible()
    await expect(widget.field).not_to_be_focused()
    await told(ann, address, guest, "before them now")
    await leaves_no_trace(widget)
    await widget.write("Thank you")
    await told(ann, address, "answers you: “Thank you”")
    room = await scene.accept(ann, history=20)
    await ann.wait_for(said("This way, please", room=room))
    assert "parlour:default:token" in await widget.stored()


async def test_whoever_writes_on_the_page_is_not_interrupted(scene: Scene, widget: Widget) -> None:
    """
    Instead of the chat the words come beside the launcher; what is typed goes where it was meant to go.
    """
    ann, address = await scene.on_duty("ann"), scene.bridge.address
    guest = await sees(scene, ann)
    await widget.page.locator("#search").press_sequentially("oak")
    await ann.direct(address, f"open {guest} This way, please")
    await expect(popup(widget)).to_contain_text("This way, please")
    await widget.page.keyboard.type(" table")
    await expect(widget.page.locator("#search")).to_have_value("oak table")
    await expect(widget.panel).to_be_hidden()
