"""Where a visitor who waits stands in line, as the widget says it."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.fake_wire import notice, visitor
from tests.e2e.test_widget_look import findings
from tests.e2e.widget_stage import Stage, browser, context, stage
from tests.waiting import eventually

__all__ = ["browser", "context", "stage"]

ACTIVE = {"state": "active", "here": True, "agent": {"name": "Ann"}}
WAITING = {"state": "waiting", "here": True, "agent": None}
SAID = [visitor(1, "Do you ship the oak table to Łódź?"), notice(2, "waiting")]


@pytest.mark.parametrize(
    ("attributes", "third", "second", "next_one"),
    [
        (
            "",
            "You are number 3 in line, about 4 minutes",
            "You are number 2 in line, more than 30 minutes",
            "You are next in line",
        ),
        (
            'data-locale="fa"',
            "شما نفر ۳ در صف هستید، حدود ۴ دقیقه",
            "شما نفر ۲ در صف هستید، بیش از ۳۰ دقیقه",
            "نفر بعدی شما هستید",
        ),
    ],
)
async def test_the_visitor_reads_where_they_stand(
    stage: Stage, attributes: str, third: str, second: str, next_one: str
) -> None:
    """
    Below what was said, and below what is said meanwhile; as the line moves, in place. Gone when somebody answers.
    """
    status = {**WAITING, "place": 3, "wait": 4}
    widget, line = await stage.open(SAID, page={"attributes": attributes}, status=status)
    await expect(widget.log.get_by_text(third, exact=True)).to_be_visible()
    await line.messages(visitor(3, "By Friday?"))
    await line.say("status", **WAITING, place=2, wait=31)
    await expect(widget.log.get_by_text(second, exact=True)).to_be_visible()
    assert (await widget.log.inner_text()).rstrip().endswith(second)
    assert await findings(widget) == []
    await line.say("status", **WAITING, place=1)
    await expect(widget.log.get_by_text(next_one, exact=True)).to_be_visible()
    await line.say("status", **ACTIVE)
    await expect(widget.log.get_by_text(next_one)).to_have_count(0)


async def test_whoever_reads_the_end_goes_on_reading_it(stage: Stage) -> None:
    """
    A long log stays at its end when the line below it comes.
    """
    said = [visitor(seq, f"Line {seq}\n\nand more") for seq in range(1, 20)]
    widget, line = await stage.open(said, status=WAITING)
    await line.say("status", **WAITING, place=2, wait=3)
    await expect(widget.log.get_by_text("You are number 2 in line")).to_be_in_viewport()


async def test_a_site_is_told_as_well(stage: Stage) -> None:
    """
    By the event, on the window, and when it asks: each turn once, and null when there is none.
    """
    script = (
        "window.parlour = function () { (parlour.q = parlour.q || []).push(arguments) }; window.told = [];"
        "parlour('on', 'queue', turn => told.push(turn));"
        "addEventListener('parlour:queue', ({detail}) => told.push(detail));"
    )
    widget, line = await stage.open(SAID, page={"script": script}, status={**WAITING, "place": 2})
    first, second = {"place": 1, "wait": 3}, {"place": 2, "wait": None}
    await line.say("status", **WAITING, **first)
    await line.say("status", **{**WAITING, "agent": {"name": "Ann"}}, **first)
    await expect(widget.log.get_by_text("You are next in line, about 3 minutes")).to_be_visible()
    assert await widget.page.evaluate("parlour('get', 'queue')") == first
    await line.say("status", **ACTIVE)
    await eventually(lambda: _knows_none(widget.page))
    assert await widget.page.evaluate("told") == [second, second, first, first, None, None]


async def _knows_none(page: Page) -> bool:
    return bool(await page.evaluate("parlour('get', 'queue') === null"))
