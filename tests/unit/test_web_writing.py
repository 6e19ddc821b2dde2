"""What a page tells of somebody who is writing, and what becomes of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bridge.bus import EVERYTHING, Listener
from bridge.events import Previewed
from tests.unit.desks import ANN
from tests.unit.web_paper import Frame, Paper, PaperHouse, paper_house
from tests.waiting import eventually


def _permit(house: PaperHouse, *, is_permitted: bool) -> None:
    channel = replace(house.desk.directory.channels["default"], typing_preview=is_permitted)
    house.desk.directory = replace(house.desk.directory, channels={"default": channel})


@asynccontextmanager
async def _read_along(*, is_permitted: bool = True) -> AsyncIterator[tuple[PaperHouse, Paper, Listener, Frame]]:
    """A page whose visitor Ann reads along."""
    async with paper_house() as house:
        _permit(house, is_permitted=is_permitted)
        vera = Paper()
        welcome = await house.welcome(vera)
        visitor = house.reception.tokens.read(welcome["token"])
        assert visitor is not None
        house.desk.previews.begin(visitor, ANN)
        yield house, vera, house.bus.listen(EVERYTHING), welcome["channel"]


async def _answered(vera: Paper) -> None:
    """All that was said is dealt with."""
    vera.say(t="ping")
    await vera.hear("pong")


def _words(listener: Listener) -> list[str | None]:
    """What was previewed; `None` where it was sent."""
    events = [event for event in listener.drain() if isinstance(event, Previewed)]
    return [None if event.is_sent else event.words for event in events]


async def test_what_is_typed_is_told_until_it_is_sent() -> None:
    """
    The page knows that it may be read. What was left is gone; so is what its page took along.
    """
    async with _read_along() as (house, vera, listener, channel):
        assert channel["preview"] is True
        vera.say(t="typing", on=True, text="  Hel")
        vera.say(t="typing", on=False)
        vera.say(t="typing", on=False)
        vera.say(t="typing", on=False, text="Hello")
        vera.say(t="post", cid="abcdefgh-1", text="Hello")
        await vera.hear("saved")
        vera.say(t="typing", on=True, text="And")
        await _answered(vera)
        vera.leave()
        await eventually(lambda: len(house.reception.connections) == 0)
        assert _words(listener) == ["Hel", "", "Hello", None, "And", ""]


async def test_a_channel_without_it_tells_nothing() -> None:
    """
    Whatever its page sends, and whoever wants to read.
    """
    async with _read_along(is_permitted=False) as (_, vera, listener, channel):
        assert "preview" not in channel
        vera.say(t="typing", on=True, text="Hello")
        vera.say(t="post", cid="abcdefgh-1", text="Hello")
        await vera.hear("saved")
        assert _words(listener) == []


@pytest.mark.parametrize("was_permitted", [True, False])
async def test_a_page_that_was_not_told_is_not_read(was_permitted: bool) -> None:
    """
    The configuration changes while it is there: forbidden counts at once, permitted when it comes anew.
    """
    async with _read_along(is_permitted=was_permitted) as (house, vera, listener, _):
        _permit(house, is_permitted=not was_permitted)
        vera.say(t="typing", on=True, text="Hello")
        await _answered(vera)
        assert _words(listener) == []


async def test_hostile_text_is_cleaned_where_it_enters() -> None:
    """
    As in messages: nothing that would end the component's stream, no half emoji; of a long text the end.
    """
    async with _read_along() as (_, vera, listener, _channel):
        vera.say(t="typing", on=True, text="a\x00b\ud83d</stream>\r\n\ufffe")
        vera.say(t="typing", on=True, text="x" * 4_000 + "y" * 300)
        await _answered(vera)
        assert _words(listener) == ["a\ufffdb\ufffd</stream>\n\ufffd", "…" + "y" * 300]


async def test_what_comes_too_fast_is_dropped_without_a_word() -> None:
    """
    Nobody sent it: it is no message that could be refused. What takes it away always counts.
    """
    async with _read_along() as (house, vera, listener, _):
        for number in range(10):
            vera.say(t="typing", on=True, text=str(number))
        vera.say(t="typing", on=False)
        await _answered(vera)
        assert _words(listener) == ["0", "1", "2", ""]
        house.pass_seconds(1)
        vera.say(t="typing", on=True, text="again")
        await _answered(vera)
        assert _words(listener) == ["again"]
        assert [frame["t"] for frame in vera.unheard() if frame["t"] == "error"] == []
