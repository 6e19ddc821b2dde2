"""Duty beyond the lobby: several devices, and what agents ask for."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.duty import Reach, is_on_duty, reach, takes_new
from bridge.errors import NotAllowed
from bridge.events import DutyChanged
from bridge.model import JID, Duty, DutyWish, Moment, State
from bridge.outgoing import Announce
from tests.unit.desks import ANN, BOB, LOBBY, OMID, VERA, Office, open_office

SHOWS = ("", "chat", "away", "xa", "dnd")
DEVICES = st.none() | st.lists(st.sampled_from(SHOWS), max_size=3, unique=True).map(tuple)


async def is_open(office: Office) -> bool:
    return await office.desk.is_open("support")


async def devices(office: Office, *shows: str, agent: JID = ANN) -> None:
    """What the agent's devices show from now on."""
    await office.desk.presence_seen(agent, shows, fence=office.fence)


async def wish(office: Office, wanted: DutyWish, agent: JID = ANN) -> Duty:
    return await office.desk.wish_duty("support", agent, wanted, fence=office.fence)


async def offered_to(office: Office, agent: JID) -> int:
    """How many lines told this agent that somebody waits."""
    rows = [row.content for row in await office.outbox(agent)]
    return len([each for each in rows if isinstance(each, Announce) and each.state is State.WAITING])


async def pass_minutes(office: Office, minutes: float) -> None:
    office.clock.pass_minutes(minutes)
    await office.desk.tick(fence=office.fence)


async def test_one_device_that_is_not_to_be_disturbed_is_enough() -> None:
    """
    Also when the laptop in the lobby is available; nobody is there, until it is taken back.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await devices(office, "", "dnd")
    assert not await is_open(office)
    await devices(office, "")
    assert await is_open(office)


async def test_a_phone_that_is_away_changes_nothing_while_the_laptop_is_open() -> None:
    """
    The laptop closes: after the grace, not before, the agent is off duty; the phone is picked up: on duty again.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await devices(office, "", "away")
    await pass_minutes(office, 10)
    assert await is_open(office)
    await devices(office, "away")
    await pass_minutes(office, 4)
    assert await is_open(office)
    await pass_minutes(office, 2)
    assert not await is_open(office)
    await office.on_duty(ANN)
    assert not await is_open(office), "the lobby shows the nick of the laptop that is closed"
    await devices(office, "")
    assert await is_open(office)


async def test_devices_alone_are_no_duty() -> None:
    """
    Without a word of the agent, being online somewhere is not being at work.
    """
    office = await open_office()
    await devices(office, "")
    assert not await is_open(office)
    await office.on_duty(ANN)
    await office.desk.lobby_left("support", ANN, fence=office.fence)
    assert not await is_open(office)


async def test_who_asked_to_be_on_duty_is_so_wherever_they_are_online() -> None:
    """
    Outside the lobby, as long as a device can be reached, with the same grace for *away*; again when they are back.
    """
    office = await open_office()
    await devices(office, "")
    assert (await wish(office, DutyWish.ON)).is_on_duty
    assert await is_open(office)
    await office.write("Hello?")
    assert await offered_to(office, ANN) == 1
    await devices(office)
    assert not await is_open(office)
    await devices(office, "xa")
    assert await is_open(office)
    await pass_minutes(office, 6)
    assert not await is_open(office)
    assert (await wish(office, DutyWish.ON)).is_on_duty, "asked for now, so somebody is there"
    await devices(office, "dnd")
    assert not await is_open(office)


async def test_who_cannot_be_seen_is_told_what_to_do() -> None:
    """
    In the lobby anybody can be on duty; elsewhere only who lets the department see them.
    """
    office = await open_office()
    with pytest.raises(NotAllowed, match=r"Add support@livechat\.example\.test to your contacts"):
        await wish(office, DutyWish.ON)
    await devices(office)
    assert not (await wish(office, DutyWish.ON)).is_on_duty
    await wish(office, DutyWish.NONE)
    await office.desk.presence_seen(ANN, None, fence=office.fence)
    assert await office.desk.duties("support") == []
    with pytest.raises(NotAllowed):
        await wish(office, DutyWish.ON)
    await office.on_duty(ANN)
    assert (await wish(office, DutyWish.ON)).is_on_duty


async def test_only_an_agent_of_the_department_can_ask() -> None:
    """
    A stranger's wish is refused, and their presence leaves nothing behind.
    """
    office = await open_office()
    eve = JID("eve@example.test")
    with pytest.raises(NotAllowed, match="Only the department's agents"):
        await wish(office, DutyWish.ON, eve)
    await devices(office, "", agent=eve)
    assert await office.desk.duties("support") == []


async def test_off_duty_is_off_duty_whatever_presence_says() -> None:
    """
    It outlives leaving the lobby and coming back, and what the bridge reads there after a restart; it is told once.
    """
    office = await open_office()
    await office.on_duty(ANN)
    office.listener.drain()
    await wish(office, DutyWish.OFF)
    assert [each.is_open for each in office.listener.drain() if isinstance(each, DutyChanged)] == [False]
    await office.desk.lobby_left("support", ANN, fence=office.fence)
    await office.desk.lobby_read("support", [(ANN, "ann", "")], fence=office.fence)
    await devices(office, "", "chat")
    assert not await is_open(office)
    await office.write("Hello?")
    assert await offered_to(office, ANN) == 0
    await wish(office, DutyWish.NONE)
    assert await is_open(office)
    assert await offered_to(office, ANN) == 1


async def test_who_drains_keeps_their_visitors_and_gets_no_new_ones() -> None:
    """
    For a visitor who comes now nobody is there; the conversation that is theirs goes on.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Hello")
    await office.desk.agent_writes(await office.heard(), "Good morning", fence=office.fence)
    assert (await wish(office, DutyWish.DRAINING)).is_on_duty
    assert not await is_open(office)
    await office.write("And I?", visitor=OMID, name="Omid")
    assert await offered_to(office, ANN) == 1
    assert (await office.desk.standing(VERA, channel="default")).agent_name == "Ann"
    await wish(office, DutyWish.NONE)
    assert await offered_to(office, ANN) == 2


async def test_the_whole_department_is_asked_but_for_those_who_said_no() -> None:
    """
    The second reminder goes to Bob, who is merely not there; not when he has said that he is off duty.
    """
    for wanted, heard in ((DutyWish.NONE, 1), (DutyWish.OFF, 0), (DutyWish.DRAINING, 0)):
        office = await open_office()
        await office.on_duty(ANN)
        await wish(office, wanted, BOB)
        await office.write("Hello?")
        for _ in range(8):
            for row in await office.outbox():
                await office.desk.done(row.id, fence=office.fence)
            assert await offered_to(office, BOB) == 0
            await pass_minutes(office, 1 / 3)
            if await offered_to(office, BOB):
                break
        assert await offered_to(office, BOB) == heard


async def test_silence_after_a_question_means_offline() -> None:
    """
    Of whom we may see; of others it means nothing.
    """
    office = await open_office()
    await devices(office, "")
    await wish(office, DutyWish.ON)
    await office.on_duty(BOB, show="dnd")
    for agent in (ANN, BOB):
        await office.desk.presence_silent(agent, fence=office.fence)
    assert not await is_open(office)
    assert {each.agent: each.devices for each in await office.desk.duties("support")} == {ANN: (), BOB: None}


async def test_the_lobby_calls_only_those_who_are_in_it() -> None:
    """
    Ann is on duty elsewhere: a reminder reaches her as a message.
    """
    office = await open_office()
    await devices(office, "")
    await wish(office, DutyWish.ON)
    await office.on_duty(BOB)
    await office.write("Hello?")
    for row in await office.outbox():
        await office.desk.done(row.id, fence=office.fence)
    await pass_minutes(office, 1 / 3)
    lines = [row.content for row in await office.outbox(LOBBY)]
    assert [each.called for each in lines if isinstance(each, Announce)] == [("bob",)]
    assert await offered_to(office, ANN) == 1


async def test_leaving_the_lobby_forgets_whom_nothing_else_is_known_of() -> None:
    """
    What is known of devices, or was wished, stays.
    """
    office = await open_office()
    for agent in (ANN, BOB):
        await office.on_duty(agent)
    await devices(office, "away")
    await office.desk.lobby_read("support", [], fence=office.fence)
    kept = await office.desk.duties("support")
    assert [(each.agent, each.is_inside, each.is_on_duty) for each in kept] == [(ANN, False, False)]


def test_the_rules_one_by_one() -> None:
    """
    What is shown in the lobby and elsewhere, and how far that reaches.
    """
    cases = {
        ("", None): Reach.HERE,
        ("chat", ()): Reach.HERE,
        ("away", None): Reach.AWAY,
        ("dnd", ("",)): Reach.DND,
        ("", ("away", "dnd")): Reach.DND,
        ("", ("away", "xa")): Reach.AWAY,
        ("away", ("away", "chat")): Reach.HERE,
    }
    found = {(show, shown): reach(_duty(show=show, devices=shown)) for show, shown in cases}
    assert found == cases


@given(st.sampled_from(SHOWS), DEVICES, st.booleans(), st.booleans())
def test_no_wish_reaches_further_than_presence(
    show: str, devices: tuple[str, ...] | None, is_inside: bool, was_on: bool
) -> None:
    """
    Off is off; without a wish only the lobby counts; whoever is on duty without a wish would be with *on*; who drains
    never takes new visitors; dnd anywhere is off.
    """
    for before in (None, _duty(is_on_duty=was_on)):
        on = {
            wanted: is_on_duty(_duty(show=show, devices=devices, is_inside=is_inside, wish=wanted), before)
            for wanted in DutyWish
        }
        assert not on[DutyWish.OFF]
        assert is_inside or not on[DutyWish.NONE]
        assert on[DutyWish.ON] or not on[DutyWish.NONE]
        assert on[DutyWish.ON] == on[DutyWish.DRAINING]
        if "dnd" in (devices or ()) or (is_inside and show == "dnd"):
            assert not any(on.values())
    for wanted, is_on in product(DutyWish, (True, False)):
        assert takes_new(_duty(wish=wanted, is_on_duty=is_on)) is (is_on and wanted is not DutyWish.DRAINING)


def _duty(**known: Any) -> Duty:
    return replace(Duty("support", ANN, "ann", "", Moment(0), is_on_duty=False), **known)
