"""How the widget stands on the screen: for axe, for the hand, in both directions and both lights."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, expect

from tests.e2e.fake_wire import START, FakeWire, agent, notice, visitor
from tests.e2e.widget_stage import Stage, Widget, browser, context, stage
from tests.pictures import png

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}
AWAY = {"state": "waiting", "here": False, "agent": None}
MONDAY_AT_NINE = 1_796_025_600_000  # 30 November 2026 in Warsaw, where the browser is
EVERYTHING = [
    visitor(1, "Do you ship the oak table to Łódź?", reactions={"👍": 2}),
    notice(2, "joined", name="Ann"),
    agent(3, "We do. See https://example.org/oak", at=1, reply=1, edited=START + 90_000),
    agent(4, None, at=1.2, retracted=True),
    agent(5, "/me looks it up", at=1.4),
    agent(6, "👍", at=1.5),
    visitor(7, "سلام", at=3, state="refused"),
    notice(8, "nobody_here", at=4),
    visitor(9, "Thank you", at=5),
]


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "fa"])
async def test_axe_finds_nothing(stage: Stage, light: str, locale: str) -> None:
    """
    No finding of axe, at any level, with every kind of row in the log, with trouble on the line, and when closed.
    """
    attributes = f'data-theme="{light}" data-locale="{locale}"'
    widget, line = await stage.open(EVERYTHING, page={"attributes": attributes}, status=ACTIVE, seen=9)
    await line.say("typing", on=True, name="Ann")
    assert await findings(widget) == []
    await line.say("status", **AWAY)
    stage.wire.is_down = True
    await line.cut()
    await expect(widget.panel.get_by_role("status").get_by_role("button")).to_be_visible()
    assert await findings(widget) == []
    await widget.page.keyboard.press("Escape")
    assert await findings(widget) == []


@pytest.mark.parametrize("status", [ACTIVE, AWAY, {"state": "none", "here": True, "agent": None}])
async def test_axe_finds_nothing_in_an_empty_chat(stage: Stage, status: dict[str, Any]) -> None:
    """
    The first sight of the chat, whoever is there, has no finding either.
    """
    widget, _ = await stage.open(status=status)
    assert await findings(widget) == []


@pytest.mark.parametrize(
    ("attributes", "side"), [("", "right"), ('data-position="start"', "left"), ('data-locale="fa"', "left")]
)
async def test_the_chat_stands_where_reading_ends(stage: Stage, attributes: str, side: str) -> None:
    """
    At the end of the line: right in English, left in Persian; at the other side when the site wishes.
    """
    widget, _ = await stage.open(page={"attributes": attributes})
    await at_rest(widget)
    x = {"right": 1000 - 16 - 376, "left": 16}[side]
    assert await widget.panel.bounding_box() == {"x": x, "y": 760 - 16 - 640, "width": 376, "height": 640}


async def test_the_language_is_the_pages_own(stage: Stage) -> None:
    """
    Without `data-locale` the chat speaks the language of `<html lang>`.
    """
    widget, _ = await stage.open(page={"lang": "fa-IR"})
    await expect(widget.field).to_have_accessible_name("پیام")
    await expect(widget.panel.get_by_text("ما اینجا هستیم")).to_be_visible()


@pytest.mark.parametrize(
    ("attributes", "words"), [("", "Back Monday 09:00"), ('data-locale="fa"', "دوشنبه ۹:۰۰ هستیم")]
)
async def test_when_nobody_is_here_it_says_when_somebody_is(stage: Stage, attributes: str, words: str) -> None:
    """
    In the visitor's own time and language, also while they wait; with somebody there it is gone.
    """
    await stage.context.clock.set_fixed_time("2026-11-27T18:00:00+01:00")
    status = {"state": "none", "here": False, "agent": None, "opens": MONDAY_AT_NINE}
    widget, line = await stage.open(page={"attributes": attributes}, status=status)
    header = widget.panel.locator("header")
    await expect(header).to_contain_text(words)
    await line.say("status", **{**status, "state": "waiting"})
    await expect(header).to_contain_text(words)
    await line.say("status", **ACTIVE)
    await expect(header).not_to_contain_text(words)


async def test_every_message_has_its_own_direction(stage: Stage) -> None:
    """
    Persian in an English chat is written from the right, English in it from the left.
    """
    widget, _ = await stage.open([agent(1, "سلام، خوبید؟"), agent(2, "Hello")], status=ACTIVE)
    await expect(widget.log.get_by_text("سلام")).to_have_css("direction", "rtl")
    await expect(widget.log.get_by_text("Hello", exact=True)).to_have_css("direction", "ltr")


async def test_the_visitors_system_decides_on_the_light(stage: Stage) -> None:
    """
    Without `data-theme` the chat is dark where the visitor's system is, and follows when that changes.
    """
    widget, _ = await stage.open()
    await expect(widget.panel).to_have_css("background-color", "rgb(255, 255, 255)")
    await widget.page.emulate_media(color_scheme="dark")
    await expect(widget.panel).to_have_css("background-color", "rgb(23, 26, 25)")


async def test_on_a_phone_the_chat_is_the_screen(browser: Browser) -> None:
    """
    Under 480 px it fills the glass, the keyboard waits for a touch, targets are 44 px, and Tab stays inside.
    """
    context = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    async with FakeWire() as wire, AsyncExitStack() as stack:
        stage = Stage(wire, context, stack)
        widget, _ = await stage.open([agent(1, "Hello")], status=ACTIVE)
        await at_rest(widget)
        assert await widget.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
        await expect(widget.field).not_to_be_focused()
        for name in ("Close", "Send", "Sound is on. Turn it off"):
            assert min(await size(widget.button(name))) >= 44, name
        await widget.button("Send").focus()
        await widget.page.keyboard.press("Tab")
        await expect(widget.button("Sound is on. Turn it off")).to_be_focused()
    await context.close()


async def test_with_reduced_motion_nothing_moves(stage: Stage) -> None:
    """
    Whoever asked their system for less motion gets none.
    """
    widget = await stage.tab(await stage.shop())
    await widget.page.emulate_media(reduced_motion="reduce")
    await widget.launcher.click()
    line = await stage.wire.met([agent(1, "Hello")], status=ACTIVE)
    await line.say("typing", on=True, name="Ann")
    await expect(widget.panel).to_have_css("animation-name", "none")
    moving = "root => root.getAnimations({subtree: true}).length"
    assert await widget.panel.evaluate(moving) == 0


async def test_the_agents_photo_takes_the_place_of_the_initial(stage: Stage) -> None:
    """
    Round, as large as the initial; another one follows, and without one the initial is there again.
    """
    blue, red = "/agents/blue.png", "/agents/red.png"
    stage.wire.photos = {blue: png(0, 0, 255), red: png(255, 0, 0)}
    widget, line = await stage.open(status=face(photo=blue, status="Back at 14:00"))
    photo = widget.panel.locator("header img")
    await expect(photo).to_have_js_property("naturalWidth", 48)
    await expect(photo).to_have_css("border-radius", "50%")
    await at_rest(widget)
    assert await size(photo) == (40, 40)
    await expect(widget.panel.get_by_text("Back at 14:00")).to_be_visible()
    assert await findings(widget) == []
    await line.say("status", **face(photo=red))
    await expect(photo).to_have_attribute("src", stage.wire.url + red)
    await line.say("status", **face())
    await expect(photo).to_have_count(0)
    await expect(widget.panel.get_by_text("A", exact=True)).to_be_visible()


@pytest.mark.parametrize("photos", [True, False])
async def test_a_photo_that_cannot_be_shown_leaves_the_initial(stage: Stage, photos: bool) -> None:
    """
    Whether it is broken, or the policy of the page forbids it: nothing else of the chat suffers.
    """
    stage.wire.photos = {"/agents/broken.png": b"no picture"}
    shown = face(photo="/agents/broken.png")
    widget, line = await stage.open(page={"photos": photos}, status=shown)
    await expect(widget.panel.get_by_text("A", exact=True)).to_be_visible()
    await expect(widget.panel.locator("header img")).to_have_count(0)
    await line.say("status", **{**shown, "here": False})
    await line.messages(agent(1, "Good morning"))
    await expect(widget.log.get_by_text("Good morning")).to_be_visible()
    assert stage.wire.asked.count("/agents/broken.png") == (1 if photos else 0)
    if not photos:
        assert all("img-src" in each for each in stage.complaints), stage.complaints
        stage.complaints.clear()


async def test_a_count_stands_in_the_title_of_a_tab_nobody_looks_at(stage: Stage) -> None:
    """
    The number goes when the visitor comes back, and the site's own title is never lost.
    """
    widget, line = await stage.open(status=ACTIVE)
    hide = (
        "is => { Object.defineProperty(document, 'hidden', {value: is, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange')) }"
    )
    await widget.page.evaluate(hide, True)
    await line.messages(agent(1, "Hello"), agent(2, "Hello?"))
    await expect(widget.page).to_have_title("(2) Oak & Sons")
    await widget.page.evaluate(hide, False)
    await expect(widget.page).to_have_title("Oak & Sons")


async def test_the_field_grows_with_what_is_written(stage: Stage) -> None:
    """
    One line to begin with, six at most, then it scrolls; sent, it is one line again.
    """
    widget, _ = await stage.open()
    await at_rest(widget)
    heights = []
    for lines in (1, 3, 20):
        await widget.field.fill("\n".join(["word"] * lines))
        heights.append((await size(widget.field))[1])
    assert 40 == heights[0] < heights[1] < heights[2] <= 132
    await widget.field.press("Enter")
    assert (await size(widget.field))[1] == 40


def face(**fields: str) -> dict[str, Any]:
    """Ann answers, and looks like this."""
    return {"state": "active", "here": True, "agent": {"name": "Ann", **fields}}


async def at_rest(widget: Widget) -> None:
    """Waits until the panel has come to stand where it belongs."""
    await widget.panel.evaluate("panel => Promise.allSettled(panel.getAnimations().map(motion => motion.finished))")


async def size(part: Locator) -> tuple[float, float]:
    """Width and height on the screen, in CSS pixels."""
    box = await part.bounding_box()
    return (box["width"], box["height"]) if box else (0, 0)


async def findings(widget: Widget) -> list[str]:
    """What axe finds in the widget, as `rule: element`; what is still fading in has little contrast."""
    await widget.page.emulate_media(reduced_motion="reduce")
    results = await Axe().run(widget.page, context={"include": [["parlour-chat"]]})
    return [f"{each['id']}: {node['html'][:200]}" for each in results.response["violations"] for node in each["nodes"]]
