"""The form in which a visitor whom nobody answers says where to be reached."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.e2e.fake_wire import CHANNELS, FakeWire, agent, notice, visitor
from tests.e2e.test_widget_look import findings, size
from tests.e2e.widget_stage import Stage, Widget, browser, context, stage

__all__ = ["browser", "context", "stage"]

AWAY = {"state": "waiting", "here": False, "agent": None}
HERE = {"state": "waiting", "here": True, "agent": None}
ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}
CHANNEL = {**CHANNELS["default"], "asks": True}
ALONE = [visitor(1, "Do you ship?"), notice(2, "nobody_here")]
ADDRESS = "vera@shop.example"


def form(widget: Widget) -> Locator:
    return widget.panel.get_by_role("form", name="Leave a message")


def field(widget: Widget) -> Locator:
    return form(widget).get_by_role("textbox")


async def asked(stage: Stage, **fields: Any) -> tuple[Widget, Any]:
    """A visitor whom nobody answered, in a channel that asks."""
    widget, line = await stage.open(ALONE, channel=CHANNEL, status=AWAY, **fields)
    await expect(form(widget)).to_be_visible()
    return widget, line


async def test_an_address_is_left(stage: Stage) -> None:
    """
    By keyboard alone; the form goes when the server says where the visitor can be reached, which stands in the log,
    and the writing goes on. Nothing of the address is stored in the browser.
    """
    widget, line = await asked(stage)
    await field(widget).fill(f" {ADDRESS} ")
    await field(widget).press("Enter")
    assert await line.hears("contact") == {"t": "contact", "email": ADDRESS}
    await expect(form(widget).get_by_role("button")).to_be_disabled()
    assert ADDRESS not in str(await widget.stored())
    await line.messages(notice(3, "reachable", name=ADDRESS))
    await expect(form(widget)).to_have_count(0)
    await expect(widget.log).to_contain_text(f"we can reach you at {ADDRESS}")
    await expect(widget.field).to_be_focused()


async def test_what_is_no_address_is_told_at_the_field(stage: Stage) -> None:
    """
    By the page or by the server; the words stay, and a screen reader hears which field is meant.
    """
    widget, line = await asked(stage)
    for wrong in ("", "vera", "vera@"):
        await field(widget).fill(wrong)
        await field(widget).press("Enter")
        await expect(form(widget).get_by_role("alert")).to_have_text("This does not look like an e-mail address.")
    await field(widget).fill("vera@nowhere")
    await field(widget).press("Enter")
    await line.hears("contact")
    await expect(form(widget).get_by_role("alert")).to_have_count(0)
    await line.say("error", code="bad_address", text="No.")
    await expect(form(widget).get_by_role("alert")).to_have_text("This does not look like an e-mail address.")
    await expect(field(widget)).to_have_attribute("aria-invalid", "true")
    await expect(field(widget)).to_have_accessible_description("This does not look like an e-mail address.")
    await expect(field(widget)).to_have_value("vera@nowhere")
    await expect(form(widget).get_by_role("button")).to_be_enabled()


async def test_without_a_line_it_can_be_tried_again(stage: Stage) -> None:
    """
    The address stays in the field, and goes out when the visitor presses again on the next line.
    """
    widget, line = await asked(stage)
    await field(widget).fill(ADDRESS)
    stage.wire.is_down = True
    await line.cut()
    await expect(widget.panel.get_by_text("Connection lost")).to_be_visible()
    await field(widget).press("Enter")
    await expect(form(widget).get_by_role("alert")).to_have_text("That could not be sent just now. Please try again.")
    stage.wire.is_down = False
    await widget.button("Try now").click()
    line = await stage.wire.met(ALONE, channel=CHANNEL, status=AWAY)
    await field(widget).press("Enter")
    assert (await line.hears("contact"))["email"] == ADDRESS


@pytest.mark.parametrize(
    ("messages", "status", "is_asked"),
    [
        ([visitor(1, "Hi"), notice(2, "waiting")], HERE, False),
        ([visitor(1, "Hi"), notice(2, "waiting"), notice(3, "unanswered")], HERE, True),
        ([*ALONE, notice(3, "reachable", name=ADDRESS)], AWAY, False),
        ([*ALONE, notice(3, "joined", name="Ann"), agent(4, "Hi")], ACTIVE, False),
        ([*ALONE, notice(3, "closed")], {**AWAY, "state": "closed"}, False),
        ([*ALONE, notice(3, "closed"), visitor(4, "Hi"), notice(5, "waiting")], HERE, False),
        ([*ALONE, notice(3, "closed"), visitor(4, "Hi"), notice(5, "nobody_here")], AWAY, True),
        ([], {"state": "none", "here": False, "agent": None}, False),
    ],
)
async def test_only_whom_nobody_answers_is_asked(
    stage: Stage, messages: list[dict[str, Any]], status: dict[str, Any], is_asked: bool
) -> None:
    """
    In this conversation, and once; the form is fetched for nobody else.
    """
    widget, line = await stage.open(messages, channel=CHANNEL, status=status)
    if is_asked:
        await expect(form(widget)).to_be_visible()
    else:
        await line.say("typing", on=True, name="Ann")
        await expect(widget.panel.get_by_text("Ann is writing").first).to_be_attached()
        await expect(form(widget)).to_have_count(0)
    assert any("address" in path for path in stage.wire.asked) is is_asked


async def test_a_channel_may_not_ask(stage: Stage) -> None:
    """
    Then nobody is, and the form is not fetched.
    """
    widget, line = await stage.open(ALONE, status=AWAY)
    await line.messages(notice(3, "unanswered"))
    await expect(widget.log).to_contain_text("nobody could answer so far")
    await expect(form(widget)).to_have_count(0)
    assert not [path for path in stage.wire.asked if "address" in path]


async def test_it_goes_when_somebody_answers(stage: Stage) -> None:
    """
    Words that stand in the chat's own field stay, and so does the focus that was there.
    """
    widget, line = await asked(stage)
    await widget.field.fill("By Friday?")
    await line.say("status", **ACTIVE)
    await expect(form(widget)).to_have_count(0)
    await expect(widget.field).to_have_value("By Friday?")
    await expect(widget.field).to_be_focused()


@pytest.mark.parametrize("light", ["light", "dark"])
async def test_axe_finds_nothing(stage: Stage, light: str) -> None:
    """
    In both lights, with and without a complaint.
    """
    widget, _ = await asked(stage, page={"attributes": f'data-theme="{light}"'})
    assert await findings(widget) == []
    await field(widget).press("Enter")
    await expect(form(widget).get_by_role("alert")).to_be_visible()
    assert await findings(widget) == []


async def test_it_fits_a_phone_in_persian(browser: Browser) -> None:
    """
    Within the log, to be pressed by a thumb; the address itself reads from left to right.
    """
    async with AsyncExitStack() as stack:
        wire = await stack.enter_async_context(FakeWire())
        context = await browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
        stack.push_async_callback(context.close)
        phone = Stage(wire, context, stack)
        page = {"attributes": 'data-locale="fa"'}
        widget, line = await phone.open(ALONE, page=page, channel=CHANNEL, status=AWAY)
        shown = widget.panel.get_by_role("form", name="پیام بگذارید")
        await expect(shown).to_be_in_viewport()
        await expect(shown.get_by_role("textbox")).to_have_attribute("dir", "ltr")
        width, _ = await size(shown)
        assert width <= 328
        for part in (shown.get_by_role("textbox"), shown.get_by_role("button")):
            assert (await size(part))[1] >= 40
        await shown.get_by_role("textbox").fill(ADDRESS)
        await shown.get_by_role("button").tap()
        assert (await line.hears("contact"))["email"] == ADDRESS
