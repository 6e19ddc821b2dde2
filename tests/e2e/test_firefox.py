"""The widget in Firefox, whose engine is not Chromium's: the same talk, the same place, nothing for axe to find."""

from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any

import pytest
import pytest_asyncio

from tests.agents.agent import said
from tests.e2e.fake_wire import FakeWire, shop
from tests.e2e.firefox import DEADLINE, ENTER, VIEWPORT, Firefox, Page
from tests.e2e.scene import Scene
from tests.e2e.test_widget_look import ACTIVE, EVERYTHING
from tests.waiting import eventually

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def started() -> AsyncIterator[Firefox]:
    """One Firefox for all tests of this module."""
    async with Firefox() as browser:
        yield browser


@pytest.fixture
def firefox(started: Firefox) -> Firefox:
    """The Firefox, with none of the complaints that belong to another test."""
    started.complaints.clear()
    return started


@pytest.mark.parametrize("server_kind", ["prosody"])
async def test_a_visitor_and_an_agent_talk(scene: Scene, firefox: Firefox) -> None:
    """
    A question is asked, taken and answered, and the answer corrected; loaded again, the page shows the same and the
    talk goes on in the same room.
    """
    ann = await scene.on_duty("ann")
    async with shop(scene.bridge.url) as address, firefox.page(address) as page:
        await page.click("button", "Chat with us")
        await write(page, "Is the table oak? 🌰")
        await shows(page, "Thank you, your message has arrived.")
        room = await scene.take(ann, "Is the table oak? 🌰")
        await shows(page, "Ann joined", "delivered")
        price = await ann.say(room, "Yes, for 300 euros.")
        await shows(page, "Yes, for 300 euros.")
        await ann.correct(room, price, "Yes, for 320 euros.")
        before = await shows(page, "Yes, for 320 euros.", "edited", "seen")
        assert "300" not in before
        assert await findings(page) == []

        await page.reload()
        assert await shows(page, "Yes, for 320 euros.", "seen") == before
        await write(page, "Then I take it.")
        await ann.wait_for(said("Then I take it.", room=room), within=DEADLINE)
        await ann.say(room, "It is yours.")
        await shows(page, "It is yours.")
    assert firefox.complaints == []


@pytest.mark.parametrize(
    ("locale", "light", "name", "side"),
    [("en", "light", "Chat with us", "right"), ("fa", "dark", "گفتگو با ما", "left")],
)
async def test_the_chat_stands_where_reading_ends(
    firefox: Firefox, locale: str, light: str, name: str, side: str
) -> None:
    """
    Button and panel are at the right in English and at the left in Persian; axe finds nothing in any kind of row.
    """
    attributes = f'data-locale="{locale}" data-theme="{light}"'
    async with FakeWire() as wire, shop(wire.url, attributes=attributes) as address, firefox.page(address) as page:
        assert await distances(page, "button", name) == {side: 20, "bottom": 20}
        await page.click("button", name)
        line = await wire.met(EVERYTHING, status=ACTIVE, seen=9)
        await line.say("typing", on=True, name="Ann")
        await shows(page, "Thank you")
        assert await findings(page) == []
        assert await distances(page, "dialog") == {side: 16, "bottom": 16}
    assert firefox.complaints == []


async def write(page: Page, text: str) -> None:
    """Types it, as a person does, and sends it."""
    await page.click("textbox", "Message")
    await page.press(text + ENTER)


async def shows(page: Page, *words: str) -> str:
    """The log as it reads on the screen, as soon as all of this stands in it."""
    reads = ""

    async def all_of_it() -> str:
        nonlocal reads
        reads = await page.ask("log => log.innerText", await page.find("log"))
        return reads if all(each in reads for each in words) else ""

    try:
        return await eventually(all_of_it, within=DEADLINE)
    except AssertionError:
        raise AssertionError(f"the log does not show {words}, but:\n{reads}") from None


async def distances(page: Page, role: str, name: str | None = None) -> dict[str, int]:
    """From the nearer sides of the window, in CSS pixels."""
    box: dict[str, int] = await page.ask("part => part.getBoundingClientRect()", await page.find(role, name))
    left, right = box["left"], VIEWPORT["width"] - box["right"]
    nearer = {"left": left} if left < right else {"right": right}
    return {**nearer, "bottom": VIEWPORT["height"] - box["bottom"]}


async def findings(page: Page) -> list[Any]:
    """What axe finds in the widget once its panel has come to rest, as rule and element."""
    at_rest = "panel => Promise.allSettled(panel.getAnimations().map(motion => motion.finished))"
    await page.ask(at_rest, await page.find("dialog"))
    await page.run(AXE)
    found: list[Any] = await page.ask("""async () => {
        const {violations} = await axe.run({include: [["parlour-chat"]]});
        return violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 200)}`));
    }""")
    return found
