"""Where agents may read what is typed, the visitor is told as long as they can write; elsewhere nothing travels."""

import pytest
from playwright.async_api import expect

from tests.e2e.fake_wire import agent, visitor
from tests.e2e.test_widget_look import findings
from tests.e2e.widget_stage import Stage, browser, context, stage

__all__ = ["browser", "context", "stage"]

PREVIEWED = {"name": "Oak & Sons", "color": "#0b6e4f", "preview": True}
NOTICES = {
    "en": "What you write here can be read before you send it.",
    "fa": "نوشتهٔ شما پیش از ارسال هم دیده می‌شود.",
}


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "fa"])
async def test_the_visitor_is_told(stage: Stage, locale: str, light: str) -> None:
    """
    In their language, for eye and ear, before they write, while they do and afterwards; axe finds nothing.
    """
    attributes = f'data-theme="{light}" data-locale="{locale}"'
    said = [visitor(1, "Hello"), agent(2, "Good morning")]
    widget, line = await stage.open(said, page={"attributes": attributes}, channel=PREVIEWED)
    notice = widget.panel.get_by_text(NOTICES[locale])
    await expect(notice).to_be_visible()
    await expect(widget.field).to_have_accessible_description(NOTICES[locale])
    await widget.field.fill("x" * 3_900)
    await expect(notice).to_be_in_viewport(ratio=1)
    assert await findings(widget) == []
    await widget.field.press("Enter")
    await line.hears("post")
    await expect(notice).to_be_visible()


async def test_what_is_typed_travels_until_it_is_left(stage: Stage) -> None:
    """
    In its last state, a second later; who leaves the field takes it back.
    """
    widget, line = await stage.open(channel=PREVIEWED)
    await widget.field.press_sequentially("I ask about oak")
    assert (await line.hears("typing"))["text"] == "I"
    while (frame := await line.hears("typing"))["text"] != "I ask about oak":
        assert frame["on"] is True
    await widget.button("Close").focus()
    assert await line.hears("typing") == {"t": "typing", "on": False}


async def test_nothing_travels_where_the_visitor_is_not_told(stage: Stage) -> None:
    """
    Also after a new welcome that says so no more.
    """
    widget, line = await stage.open(channel=PREVIEWED)
    notice = widget.panel.get_by_text(NOTICES["en"])
    await expect(notice).to_be_visible()
    await line.cut()
    line = await stage.wire.met()
    await expect(notice).to_be_hidden()
    await expect(widget.field).to_have_accessible_description("")
    await widget.field.press_sequentially("oak")
    assert await line.hears("typing") == {"t": "typing", "on": True}
