"""Visitors correct and take back what they wrote, and react to what agents say."""

from contextlib import AsyncExitStack

from playwright.async_api import Browser, Locator, expect

from tests.e2e.fake_wire import START, FakeWire, Frame, Line, agent, notice, visitor
from tests.e2e.test_widget_look import findings, size
from tests.e2e.widget_stage import Stage, Widget, browser, context, stage

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}
TALK = [visitor(1, "Do you ship?"), agent(2, "We do.", at=1), visitor(3, "In oka?", at=2)]


async def test_what_changes_a_message_is_fetched_when_somebody_first_wants_to(stage: Stage) -> None:
    """
    A talk does without it; the first press asks for it once, in the visitor's language.
    """
    widget, _ = await stage.open(TALK, page={"attributes": 'data-locale="fa"'}, status=ACTIVE)
    assert not [path for path in stage.wire.asked if "amend" in path]
    for _ in range(2):
        await more(widget, "In oka?").press("Enter")
        await expect(widget.panel.get_by_role("button", name="حذف", exact=True)).to_be_visible()
        await widget.page.keyboard.press("Escape")
    assert [path.rpartition("/")[2] for path in stage.wire.asked if "amend" in path] == ["amend-fa.js"]


async def test_arrow_up_corrects_the_last_message(stage: Stage) -> None:
    """
    In the empty field ↑ brings back one's last words; Enter sends them anew, and the message says that it was edited.
    """
    widget, line = await stage.open(TALK, status=ACTIVE, seen=3)
    await widget.field.press("ArrowUp")
    await expect(widget.panel.get_by_text("Editing your message")).to_be_visible()
    await expect(widget.field).to_have_value("In oka?")
    await widget.write("In oak?")
    assert await line.hears("correct") == {"t": "correct", "seq": 3, "text": "In oak?"}
    await expect(row(widget, "In oak?")).to_contain_text("edited")
    await expect(widget.log.get_by_text("sending")).to_be_visible()
    await line.say("changed", message=visitor(3, "In oak?", at=2, version=4, edited=START))
    await expect(widget.log.get_by_text("sending")).to_have_count(0)
    await expect(row(widget, "In oak?")).to_contain_text("edited")
    await expect(widget.field).to_be_focused()
    await expect(widget.field).to_have_value("")


async def test_a_draft_comes_back_when_the_correction_is_over(stage: Stage) -> None:
    """
    Editing puts the draft aside; Escape, the cross and sending bring it back. A reload in between keeps it, too.
    """
    widget, line = await stage.open(TALK, status=ACTIVE)
    await widget.field.fill("And how long")
    for end in ("Escape", "cross"):
        await edit(widget, "In oka?")
        await widget.field.fill("In oak?")
        assert (await widget.stored())["parlour:default:draft"] == "And how long"
        await (widget.page.keyboard.press(end) if end == "Escape" else widget.button("Leave it as it was").click())
        await expect(widget.field).to_have_value("And how long")
        await expect(widget.panel.get_by_text("Editing your message")).to_be_hidden()
    await edit(widget, "In oka?")
    await widget.write("In oak?")
    assert (await line.hears("correct"))["text"] == "In oak?"
    await expect(widget.field).to_have_value("And how long")
    await widget.field.press("Enter")
    assert (await line.hears("post"))["text"] == "And how long"


async def test_words_that_stay_the_same_are_not_sent(stage: Stage) -> None:
    """
    Nor are no words at all; the next frame is the next message.
    """
    widget, line = await stage.open(TALK, status=ACTIVE)
    await edit(widget, "In oka?")
    await widget.write("  ")
    await expect(widget.panel.get_by_text("Editing your message")).to_be_visible()
    await widget.write(" In oka? ")
    await expect(widget.panel.get_by_text("Editing your message")).to_be_hidden()
    await widget.write("Hello?")
    assert [await spoken(line), await spoken(line)] == ["seen", "post"]


async def test_a_message_is_taken_back_with_two_presses(stage: Stage) -> None:
    """
    *Delete* asks once more, a double click does not answer for the visitor, and Escape leaves things as they were.
    """
    widget, line = await stage.open(TALK, status=ACTIVE)
    button = more(widget, "In oka?")
    await row(widget, "In oka?").hover()
    await button.click()
    await widget.button("Delete").dblclick()
    await expect(widget.button("Delete for good")).to_be_focused()
    await widget.page.keyboard.press("Escape")
    await expect(widget.button("Delete for good")).to_have_count(0)
    await expect(button).to_be_focused()
    await expect(widget.panel).to_be_visible()
    await button.click()
    await widget.button("Delete").click()
    await widget.button("Delete for good").click()
    assert [await spoken(line), await spoken(line)] == ["seen", "retract"]
    await expect(widget.log.get_by_text("This message was deleted")).to_be_visible()
    await expect(widget.log).to_be_focused()
    await line.say("changed", message={**TALK[2], "version": 4, "retracted": True})
    await expect(widget.log.get_by_role("button", name="Edit or delete")).to_have_count(1)


async def test_the_visitor_reacts_and_thinks_again(stage: Stage) -> None:
    """
    One of six from the row; it stands chosen at the message, with others', and pressing it takes it away.
    """
    widget, line = await stage.open(
        [*TALK[:1], agent(2, "We do.", at=1, reactions={"👍": 1, "🙏": 1}, own=["🙏"])], status=ACTIVE
    )
    button = widget.log.get_by_role("button", name="React")
    await button.focus()
    await widget.page.keyboard.press("Enter")
    tray = widget.panel.get_by_role("group", name="React", exact=True)
    await expect(tray.get_by_role("button")).to_have_count(6)
    await expect(tray.get_by_role("button", pressed=True)).to_have_text("🙏")
    await expect(tray.get_by_role("button", name="👍")).to_be_focused()
    await widget.page.keyboard.press("Enter")
    assert await line.hears("react") == {"t": "react", "seq": 2, "emojis": ["🙏", "👍"]}
    await expect(button).to_be_focused()
    chips = widget.log.get_by_role("group", name="Reactions").get_by_role("button", pressed=True)
    await expect(chips).to_have_text(["👍 2", "🙏"])
    both = agent(2, "We do.", at=1, version=4, reactions={"👍": 2, "🙏": 1}, own=["🙏", "👍"])
    await line.say("changed", message=both)
    await chips.nth(0).click()
    assert (await line.hears("react"))["emojis"] == ["🙏"]
    await chips.nth(0).click()
    await line.say("changed", message={**both, "version": 5, "reactions": {"👍": 1, "🙏": 1}, "own": ["🙏"]})
    assert (await line.hears("react"))["emojis"] == []


async def test_what_cannot_be_changed_offers_nothing(stage: Stage) -> None:
    """
    Neither what is not saved yet, was taken back or refused, nor what belongs to an earlier conversation; and once
    this one has ended, nothing at all. What the visitor reacted with can still be seen.
    """
    earlier = [visitor(1, "Hello"), agent(2, "Hi", reactions={"👍": 1}, own=["👍"]), notice(3, "closed")]
    now = [visitor(4, "Again", at=9), agent(5, None, at=9, retracted=True), agent(6, "Yes?", at=9)]
    refused = visitor(7, "No", at=9, state="refused")
    widget, line = await stage.open([*earlier, *now, refused], status=ACTIVE)
    await widget.write("On its way")
    await expect(widget.log.get_by_text("On its way")).to_be_visible()
    await expect(widget.log.get_by_role("button", name="Edit or delete")).to_have_count(1)
    await expect(more(widget, "Again")).to_have_count(1)
    await expect(widget.log.get_by_role("button", name="React")).to_have_count(1)
    await expect(widget.log.get_by_role("group", name="Reactions").get_by_role("button")).to_have_count(0)
    await expect(widget.log.locator(".own")).to_have_text("👍")
    await line.say("status", state="closed", here=True, agent=None)
    await expect(widget.log.get_by_role("button", name="Edit or delete")).to_have_count(0)
    await expect(widget.log.get_by_role("button", name="React")).to_have_count(0)
    await widget.field.press("ArrowUp")
    await widget.write("Hello?")
    await expect(widget.log.get_by_text("Hello?", exact=True)).to_be_visible()


async def test_a_change_that_comes_too_late_is_told(stage: Stage) -> None:
    """
    The message stands as it was, and a few words say why.
    """
    widget, line = await stage.open(TALK, status=ACTIVE)
    await widget.field.press("ArrowUp")
    await widget.write("In oak?")
    await line.hears("correct")
    await line.say("error", code="too_late", text="", seq=3)
    await expect(widget.panel.get_by_text("Too late: this message can no longer be changed.")).to_be_visible()
    await expect(row(widget, "In oka?")).not_to_contain_text("edited")
    await widget.field.press("ArrowUp")
    await widget.write("In walnut?")
    await line.hears("correct")
    await line.say("error", code="too_long", text="", seq=3)
    await expect(widget.panel.get_by_text("That could not be done. The message stays as it was.")).to_be_visible()
    await expect(widget.panel.get_by_text("Too late")).to_have_count(0)


async def test_a_change_that_comes_too_fast_goes_out_later(stage: Stage) -> None:
    """
    The visitor need not do anything, and what they write meanwhile does not wait for it.
    """
    widget, line = await stage.open(TALK, status=ACTIVE)
    await widget.field.press("ArrowUp")
    await widget.write("In oak?")
    asked = await line.hears("correct")
    await line.say("error", code="too_fast", text="", seq=3, after=0.5)
    await expect(widget.panel.get_by_text("That was quick!")).to_be_visible()
    await widget.write("Hello?")
    assert (await line.hears("post"))["text"] == "Hello?"
    assert await line.hears("correct") == asked


async def test_a_wish_outlives_the_line(stage: Stage) -> None:
    """
    Cut before the answer, it goes out again, once; what was wished meanwhile goes out in its place.
    """
    widget, line = await stage.open(TALK, status=ACTIVE)
    await widget.field.press("ArrowUp")
    await widget.write("In oak?")
    await line.hears("correct")
    stage.wire.is_down = True
    await line.cut()
    await expect(widget.log.get_by_text("sending")).to_be_visible()
    await edit(widget, "In oak?")
    await widget.write("In walnut?")
    await expect(row(widget, "In walnut?")).to_be_visible()
    stage.wire.is_down = False
    line = await stage.wire.met(TALK, status=ACTIVE)
    assert (await line.hears("correct"))["text"] == "In walnut?"
    await line.say("changed", message=visitor(3, "In walnut?", at=2, version=4, edited=START))
    await expect(widget.log.get_by_text("sending")).to_have_count(0)
    await widget.write("Hello?")
    assert await spoken(line) == "post"


async def test_another_tab_shows_what_one_has_changed(stage: Stage) -> None:
    """
    It learns so from the server, as of any message, and what it shows is what goes on from there.
    """
    one, first = await stage.open(TALK, status=ACTIVE)
    other = await stage.tab(one.page.url)
    await other.launcher.click()
    second = await stage.wire.met(TALK, status=ACTIVE)
    await one.page.bring_to_front()
    await one.field.press("ArrowUp")
    await one.write("In oak?")
    await first.hears("correct")
    better = visitor(3, "In oak?", at=2, version=4, edited=START)
    await first.say("changed", message=better)
    for line in (first, second):
        await line.messages(better)
    await expect(row(one, "In oak?")).to_have_count(1)
    await expect(row(other, "In oak?")).to_contain_text("edited")
    await other.page.bring_to_front()
    await other.field.press("ArrowUp")
    await expect(other.field).to_have_value("In oak?")


async def test_by_touch_everything_is_in_reach(browser: Browser) -> None:
    """
    Where nothing hovers, the buttons are in sight without being loud, and big enough for a finger.
    """
    context = await browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    async with FakeWire() as wire, AsyncExitStack() as stack:
        stage = Stage(wire, context, stack)
        widget, line = await stage.open(TALK, status=ACTIVE)
        react = widget.log.get_by_role("button", name="React")
        for button in (react, more(widget, "In oka?")):
            assert min(await size(button)) >= 24
            await expect(button).to_have_css("opacity", "0.7")
        await react.tap()
        emoji = widget.panel.get_by_role("button", name="🎉")
        assert min(await size(emoji)) >= 44
        await emoji.tap()
        assert (await line.hears("react"))["emojis"] == ["🎉"]
        await expect(emoji).to_have_count(1)
        assert min(await size(emoji)) >= 24
        await more(widget, "In oka?").tap()
        await widget.button("Edit").tap()
        await expect(widget.field).to_have_value("In oka?")
    await context.close()


async def test_axe_finds_nothing_in_what_is_offered(stage: Stage) -> None:
    """
    Neither at the choices, nor at the question, nor at the row of emojis, nor while a message is edited.
    """
    widget, _ = await stage.open(TALK, page={"attributes": 'data-theme="dark"'}, status=ACTIVE)
    await more(widget, "In oka?").press("Enter")
    await expect(widget.button("Delete")).to_be_visible()
    assert await findings(widget) == []
    await widget.button("Delete").click()
    assert await findings(widget) == []
    await widget.log.get_by_role("button", name="React").press("Enter")
    await expect(widget.button("Delete for good")).to_have_count(0)
    assert await findings(widget) == []
    await edit(widget, "In oka?")
    assert await findings(widget) == []


def row(widget: Widget, text: str) -> Locator:
    """The visitor's or agent's message of these words."""
    return widget.log.locator(".speech", has=widget.page.get_by_text(text, exact=True))


def more(widget: Widget, text: str) -> Locator:
    """The button at one of the visitor's own messages that offers more."""
    return row(widget, text).locator(".change")


async def edit(widget: Widget, text: str) -> None:
    await row(widget, text).hover()
    await more(widget, text).click()
    await widget.button("Edit").click()
    await expect(widget.panel.get_by_text("Editing your message")).to_be_visible()


async def spoken(line: Line) -> str:
    """The next thing that the page says, typing and pinging aside."""
    while True:
        frame: Frame | None = await line.heard.get()
        assert frame, "the page left"
        if frame["t"] not in {"typing", "ping", "sync"}:
            return str(frame["t"])
