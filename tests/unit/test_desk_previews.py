"""Who reads what a visitor types before it is sent."""

from dataclasses import replace

import pytest

from bridge.desk import Wish
from bridge.errors import NotAllowed, Unknown
from bridge.events import Missed, Previewed
from bridge.model import JID
from tests.unit.desks import ANN, BOB, OMID, VERA, Office, open_office


async def _open(*, typing_preview: bool = True) -> Office:
    office = await open_office()
    channel = replace(office.desk.directory.channels["default"], typing_preview=typing_preview)
    office.desk.directory = replace(office.desk.directory, channels={"default": channel})
    return office


async def _asks(office: Office, *, agent: JID = ANN, is_on: bool = True, present: tuple[JID, ...] = (ANN,)) -> str:
    listed = await office.desk.preview(Wish(agent, "support", room=(await office.room()).jid), present, is_on=is_on)
    return listed.visitor_name


def _previewed(office: Office) -> list[Previewed]:
    return [event for event in office.listener.drain() if isinstance(event, Previewed)]


async def test_what_nobody_reads_is_not_even_published() -> None:
    """
    Not before it was asked for, not of another visitor, and not after the last reader said no.
    """
    office = await _open()
    await office.write("Hello")
    previews = office.desk.previews
    previews.typed(VERA, "one")
    assert await _asks(office) == "Vera"
    previews.typed(VERA, "two")
    previews.typed(OMID, "three")
    previews.sent(VERA)
    assert await _asks(office, is_on=False) == "Vera"
    await _asks(office, is_on=False)
    previews.typed(VERA, "four")
    previews.sent(VERA)
    assert _previewed(office) == [Previewed(VERA, "two"), Previewed(VERA, is_sent=True), Previewed(VERA)]


async def test_it_is_each_agents_own_and_ends_with_the_conversation() -> None:
    """
    One who reads no more leaves it to the others; after the end nobody reads.
    """
    office = await _open()
    await office.write("Hello")
    for agent in (ANN, BOB):
        await _asks(office, agent=agent, present=(ANN, BOB))
    previews = office.desk.previews
    assert set(previews.readers(VERA)) == {ANN, BOB}
    await _asks(office, is_on=False)
    assert set(previews.readers(VERA)) == {BOB}
    await office.desk.take(Wish(BOB, "support"), fence=office.fence)
    assert set(previews.readers(VERA)) == {BOB}
    await office.desk.close(Wish(BOB, "support"), fence=office.fence)
    await office.write("One more thing")
    assert not previews.readers(VERA)
    assert _previewed(office) == [Previewed(VERA), Previewed(VERA)]


async def test_nobody_reads_on_when_something_was_missed() -> None:
    """
    It may have been the end of the conversation.
    """
    office = await _open()
    await office.write("Hello")
    await _asks(office)
    office.bus.publish(Missed())
    assert not office.desk.previews.readers(VERA)


async def test_it_is_refused_with_a_reason() -> None:
    """
    Where visitors are not told; to who is not in the room; when it is over. To stop is always possible.
    """
    office = await _open(typing_preview=False)
    with pytest.raises(Unknown):
        await office.desk.preview(Wish(ANN, "support"), (ANN,), is_on=True)
    await office.write("Hello")
    with pytest.raises(NotAllowed, match=r"channel “default”.*administrator.*typing_preview: true"):
        await _asks(office)
    office = await _open()
    await office.write("Hello")
    with pytest.raises(NotAllowed, match="#1 Vera: enter the room first"):
        await _asks(office, agent=BOB)
    await office.desk.close(Wish(ANN, "support", room=(await office.room()).jid), fence=office.fence)
    with pytest.raises(NotAllowed, match="#1 Vera is over"):
        await _asks(office)
    assert await _asks(office, is_on=False) == "Vera"
    assert not office.desk.previews.readers(VERA)


def test_it_is_in_no_trace_of_an_error() -> None:
    """
    What an event looks like in a log has none of the words.
    """
    assert "secret" not in repr(Previewed(VERA, "secret"))
