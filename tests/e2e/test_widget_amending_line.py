"""Changes that the visitor asks for, and a server or a line that has its own ways."""

from playwright.async_api import expect

from tests.e2e.fake_wire import START, agent, visitor
from tests.e2e.widget_stage import Stage, browser, context, stage

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}
TALK = [visitor(1, "Do you ship?"), agent(2, "We do.", at=1), visitor(3, "In oka?", at=2)]


async def test_a_change_that_comes_too_late_is_told(stage: Stage) -> None:
    """
    The message stands as it was, and a few words say why.
    """
    widget, line = await stage.open(TALK, status=ACTIVE)
    await widget.edit_last()
    await widget.write("In oak?")
    await line.hears("correct")
    await line.say("error", code="too_late", text="", seq=3)
    await expect(widget.panel.get_by_text("Too late: this message can no longer be changed.")).to_be_visible()
    await expect(widget.row("In oka?")).not_to_contain_text("edited")
    await widget.edit_last()
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
    await widget.edit_last()
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
    await widget.edit_last()
    await widget.write("In oak?")
    await line.hears("correct")
    stage.wire.is_down = True
    await line.cut()
    await expect(widget.log.get_by_text("sending")).to_be_visible()
    await widget.edit("In oak?")
    await widget.write("In walnut?")
    await expect(widget.row("In walnut?")).to_be_visible()
    stage.wire.is_down = False
    line = await stage.wire.met(TALK, status=ACTIVE)
    assert (await line.hears("correct"))["text"] == "In walnut?"
    await line.say("changed", message=visitor(3, "In walnut?", at=2, version=4, edited=START))
    await expect(widget.log.get_by_text("sending")).to_have_count(0)
    await widget.write("Hello?")
    assert await line.hears_something() == "post"


async def test_another_tab_shows_what_one_has_changed(stage: Stage) -> None:
    """
    It learns so from the server, as of any message, and what it shows is what goes on from there.
    """
    one, first = await stage.open(TALK, status=ACTIVE)
    other = await stage.tab(one.page.url)
    await other.launcher.click()
    second = await stage.wire.met(TALK, status=ACTIVE)
    await one.page.bring_to_front()
    await one.edit_last()
    await one.write("In oak?")
    await first.hears("correct")
    better = visitor(3, "In oak?", at=2, version=4, edited=START)
    await first.say("changed", message=better)
    for line in (first, second):
        await line.messages(better)
    await expect(one.row("In oak?")).to_have_count(1)
    await expect(other.row("In oak?")).to_contain_text("edited")
    await other.edit_last()
    await expect(other.field).to_have_value("In oak?")
