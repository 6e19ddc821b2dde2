"""Whom nobody answers can say where they are to be reached."""

from dataclasses import replace

import pytest

from bridge.desk import Desk
from bridge.errors import BadAddress, Blocked, NotAllowed
from bridge.model import MINUTES, Moment, Notice
from bridge.outgoing import Reachable
from tests.unit.desks import ANN, VERA, Office, directory, open_office

ADDRESS = "vera@shop.example"


async def told(office: Office) -> list[tuple[Notice, str]]:
    """The notices that the visitor has read, with their names."""
    return [(each.notice, each.name) for each in await office.log() if each.notice]


async def said(office: Office) -> list[Reachable]:
    """What the agents in the room are told of it."""
    rows = await office.outbox((await office.room()).jid)
    return [each.content for each in rows if isinstance(each.content, Reachable)]


async def test_an_address_is_kept_and_told_once() -> None:
    """
    The visitor reads where they can be reached, agents read it in the room and on the card; said again by a page that
    saw no answer it changes nothing.
    """
    office = await open_office()
    await office.write("Hello?")
    for _ in range(2):
        await office.desk.leave_address(VERA, f" {ADDRESS} ")
    assert await told(office) == [(Notice.NOBODY_HERE, ""), (Notice.REACHABLE, ADDRESS)]
    assert await said(office) == [Reachable("Vera", ADDRESS)]
    assert (await office.desk.describe((await office.room()).jid)).email == ADDRESS


async def test_another_address_takes_its_place() -> None:
    """
    What was a slip is put right.
    """
    office = await open_office()
    await office.write("Hello?")
    await office.desk.leave_address(VERA, "vera@shop.exampel")
    await office.desk.leave_address(VERA, ADDRESS)
    assert (await office.desk.describe((await office.room()).jid)).email == ADDRESS
    assert [each.email for each in await said(office)] == ["vera@shop.exampel", ADDRESS]


async def test_what_cannot_be_an_address_is_refused() -> None:
    """
    Nothing is kept of it; nothing at all is nothing.
    """
    office = await open_office()
    await office.write("Hello?")
    for wrong in ("vera", "vera@shop", "vera@shop.example\nBcc: all@shop.example"):
        with pytest.raises(BadAddress):
            await office.desk.leave_address(VERA, wrong)
    await office.desk.leave_address(VERA, "")
    assert await told(office) == [(Notice.NOBODY_HERE, "")]
    assert await said(office) == []


async def test_only_who_has_written_and_is_heard_leaves_one() -> None:
    """
    Nobody who only looks, whose conversation is over, or who is blocked.
    """
    office = await open_office()
    with pytest.raises(NotAllowed):
        await office.desk.leave_address(VERA, ADDRESS)
    await office.write("Hello?")
    blocked = replace(await office.room(), blocked_until=Moment(office.clock.now + MINUTES))
    await office.store.change(lambda work: work.put_room(blocked))
    with pytest.raises(Blocked):
        await office.desk.leave_address(VERA, ADDRESS)
    office.clock.pass_minutes(2)
    await office.desk.close_conversation(blocked.jid, fence=office.fence)
    with pytest.raises(NotAllowed):
        await office.desk.leave_address(VERA, ADDRESS)


async def test_who_is_known_reads_where_they_are_reached() -> None:
    """
    The next time that nobody answers they are not asked again: they read the address that is known.
    """
    office = await open_office()
    await office.write("Hello?")
    await office.desk.leave_address(VERA, ADDRESS)
    await office.desk.close_conversation((await office.room()).jid, fence=office.fence)
    await office.write("Hello again?")
    assert (await told(office))[-2:] == [(Notice.NOBODY_HERE, ""), (Notice.REACHABLE, ADDRESS)]
    assert len(await said(office)) == 1


async def test_who_is_answered_is_not_asked() -> None:
    """
    Where somebody is on duty nothing is said of addresses, until nobody has answered.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Hello?")
    await office.desk.leave_address(VERA, ADDRESS)
    await office.desk.close_conversation((await office.room()).jid, fence=office.fence)
    await office.write("Hello?")
    assert (await told(office))[-1] == (Notice.WAITING, "")
    for _ in range(4):
        office.clock.pass_minutes(10)
        await office.desk.tick(fence=office.fence)
    assert (await told(office))[-2:] == [(Notice.UNANSWERED, ""), (Notice.REACHABLE, ADDRESS)]


async def test_a_channel_may_ask_nobody() -> None:
    """
    Then none is taken, and none is told.
    """
    office = await open_office()
    known = directory()
    channels = {"default": replace(known.channels["default"], asks_address=False)}
    silent: Desk = office.desk
    silent.directory = replace(known, channels=channels)
    await office.write("Hello?")
    with pytest.raises(NotAllowed):
        await silent.leave_address(VERA, ADDRESS)
    assert await told(office) == [(Notice.NOBODY_HERE, "")]
