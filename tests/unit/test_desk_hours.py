"""What a department's hours mean at the desk: who is alerted when, and what pages learn."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bridge.desk import Wish
from bridge.events import DutyChanged
from bridge.hours import Hours
from bridge.model import DAYS, JID, MINUTES, Moment, Notice, State
from bridge.outgoing import Announce, ShowState
from tests.unit.desks import ANN, BOB, LOBBY, SHARD, START, VERA, Office, open_office

# The clock of the office begins on Tuesday, 14 November 2023, 22:13:20 UTC.
OFFICE_HOURS = Hours("UTC", ((((9 * 60), 17 * 60),),) * 7)
UNTIL_MORNING = (9 * 60 - 22 * 60 - 13) % (24 * 60)  # minutes; 40 seconds later than nine


async def evening(**of_department: Any) -> Office:
    """Ann is in the lobby, and it is night."""
    office = await open_office(hours=OFFICE_HOURS, **of_department)
    await office.desk.follow_directory(SHARD, fence=office.fence)
    await office.on_duty(ANN)
    return office


async def minutes_later(office: Office, minutes: float) -> None:
    """Time goes by, and what is due is looked at."""
    office.clock.pass_minutes(minutes)
    await office.desk.tick(fence=office.fence)


async def said_to(office: Office, lane: JID) -> list[Announce]:
    """Every offer that is still to be sent there; it is sent now."""
    rows = [each for each in await office.outbox(lane) if isinstance(each.content, Announce)]
    for row in rows:
        await office.desk.arrived(lane, row.cid, f"archive-{row.cid}", fence=office.fence)
    return [row.content for row in rows if isinstance(row.content, Announce)]


def told(office: Office) -> list[tuple[bool, bool]]:
    """What pages heard: whether somebody is there, and whether it was said when."""
    events = [event for event in office.listener.drain() if isinstance(event, DutyChanged)]
    return [(event.is_open, event.opens_at is not None) for event in events]


async def test_outside_hours_nobody_is_there_and_nobody_is_alerted() -> None:
    """
    Although Ann is in the lobby: no message, no reminder all night; the lobby's line is said, the visitor told.
    """
    office = await evening()
    assert not await office.desk.is_open("support")
    await office.write("Hello?")
    assert [each.notice for each in await office.log() if each.notice] == [Notice.NOBODY_HERE]
    assert len(await said_to(office, LOBBY)) == 1
    await office.on_duty(BOB)
    for _ in range(60):
        await minutes_later(office, 5)
    assert [await said_to(office, lane) for lane in (ANN, BOB, LOBBY)] == [[], [], []]


async def test_at_night_a_visitor_may_be_taken_all_the_same() -> None:
    """
    Whoever is awake and reads the lobby.
    """
    office = await evening()
    await office.write("Hello?")
    taken = await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    assert taken.conversation.state is State.ACTIVE


async def test_when_hours_begin_those_who_wait_are_offered_as_if_just_come() -> None:
    """
    With a message and then reminders, and every page learns that somebody is there.
    """
    office = await evening()
    await office.write("Hello?")
    await said_to(office, LOBBY)
    told(office)
    await minutes_later(office, UNTIL_MORNING - 1)
    assert await said_to(office, ANN) == []
    await minutes_later(office, 1)
    assert told(office) == [(True, False)]
    assert await office.desk.is_open("support")
    assert [each.reminders for each in await said_to(office, ANN)] == [0]
    assert await said_to(office, LOBBY) == [], "it stands there already"
    await minutes_later(office, 1 / 3)
    assert [each.reminders for each in await said_to(office, ANN)] == [1]


async def test_who_was_asked_in_the_evening_is_asked_anew_in_the_morning() -> None:
    """
    The evening's reminders are forgotten: the room is orange again, and asking begins with the first.
    """
    office = await evening()
    await minutes_later(office, UNTIL_MORNING + 8 * 60 - 2)
    await office.write("Hello?")
    for _ in range(3):
        await said_to(office, ANN)
        await minutes_later(office, 1)
    assert not await office.desk.is_open("support")
    await said_to(office, ANN)
    for _ in range(30):
        await minutes_later(office, 30)
    assert await said_to(office, ANN) == []
    await minutes_later(office, 60)
    assert [each.reminders for each in await said_to(office, ANN)] == [0]
    states = [row.content for row in await office.outbox((await office.room()).jid)]
    assert [each.is_overdue for each in states if isinstance(each, ShowState)] == [False, True, False]


async def test_one_by_one_begins_with_one_in_the_morning() -> None:
    """
    Where one after the other is asked, hours begin with the first of them.
    """
    office = await evening(routing="round-robin")
    await office.on_duty(BOB)
    await office.write("Hello?")
    await minutes_later(office, UNTIL_MORNING)
    assert sorted([len(await said_to(office, agent)) for agent in (ANN, BOB)]) == [0, 1]


async def test_when_hours_end_pages_learn_when_the_next_begin() -> None:
    """
    Also where nobody was there anyway: what was not known is known now.
    """
    office = await evening()
    await minutes_later(office, UNTIL_MORNING)
    await office.desk.lobby_left("support", ANN, fence=office.fence)
    told(office)
    standing = await office.desk.standing(VERA, channel="default")
    assert (standing.is_open, standing.opens_at) == (False, None)
    await minutes_later(office, 8 * 60)
    assert told(office) == [(False, True)]
    standing = (await office.desk.welcome(VERA, channel="default")).standing
    assert standing.opens_at == Moment(int(datetime(2023, 11, 16, 9, tzinfo=UTC).timestamp()) * 1000)
    assert standing == await office.desk.standing(VERA, channel="default")


async def test_hours_that_began_while_nobody_kept_time_begin_late() -> None:
    """
    The bridge was down at nine: whoever waits is offered as soon as it is back.
    """
    office = await evening()
    await office.write("Hello?")
    office.clock.pass_minutes(UNTIL_MORNING + 30)
    await office.desk.follow_directory(SHARD, fence=office.fence)
    await office.desk.tick(fence=office.fence)
    assert len(await said_to(office, ANN)) == 1
    await minutes_later(office, 7.5 * 60)
    assert not await office.desk.is_open("support")


async def test_the_evenings_offers_do_not_keep_the_morning_quiet_after_a_restart() -> None:
    """
    Ann was asked before the department closed; the bridge was down at nine: she is asked as if for the first time.
    """
    office = await evening()
    await minutes_later(office, UNTIL_MORNING + 8 * 60 - 1)
    await office.write("Hello?")
    assert len(await said_to(office, ANN)) == 1
    await minutes_later(office, 5)
    office.clock.pass_minutes(16 * 60)
    await office.desk.follow_directory(SHARD, fence=office.fence)
    await office.desk.tick(fence=office.fence)
    assert [each.reminders for each in await said_to(office, ANN)] == [0]


async def test_what_is_still_to_be_said_in_the_morning_is_said_once() -> None:
    """
    The XMPP server was away since the evening: one line is enough.
    """
    office = await evening()
    await minutes_later(office, UNTIL_MORNING + 8 * 60 - 1)
    await office.write("Hello?")
    await minutes_later(office, 5)
    await minutes_later(office, 16 * 60)
    assert await office.desk.is_open("support")
    assert len(await said_to(office, ANN)) == 1


async def test_who_was_asked_since_hours_began_is_not_asked_twice() -> None:
    """
    A timer that fires a little late finds a visitor who came meanwhile.
    """
    office = await evening()
    office.clock.pass_minutes(UNTIL_MORNING)
    await office.write("Good morning")
    await office.desk.tick(fence=office.fence)
    assert len(await said_to(office, ANN)) == 1


async def test_a_restart_within_hours_asks_nobody_again() -> None:
    """
    Following the same directory changes nothing for those who are being asked.
    """
    office = await evening()
    await minutes_later(office, UNTIL_MORNING)
    await office.write("Hello?")
    assert len(await said_to(office, ANN)) == 1
    await office.desk.follow_directory(SHARD, fence=office.fence)
    assert await said_to(office, ANN) == []


async def test_other_hours_count_at_once() -> None:
    """
    The administrator opens the department tonight: whoever waits is offered; without hours it stays open.
    """
    office = await evening()
    await office.write("Hello?")
    told(office)
    for hours in (Hours("UTC", (((0, 24 * 60),),) * 7), None):
        support = replace(office.desk.directory.departments["support"], hours=hours)
        office.desk.directory = replace(office.desk.directory, departments={"support": support})
        await office.desk.follow_directory(SHARD, fence=office.fence)
        assert told(office) == [(True, False)]
        assert await office.desk.is_open("support")
    assert len(await said_to(office, ANN)) == 1
    due = await office.store.read(lambda work: work.due_timers(Moment(START + 400 * DAYS), 100))
    assert [timer.kind for timer in due] == ["offer"]


async def test_the_next_change_is_always_planned() -> None:
    """
    Day after day, without anybody following the directory.
    """
    office = await evening()
    await minutes_later(office, UNTIL_MORNING)
    for _ in range(3):
        assert await office.desk.is_open("support")
        await minutes_later(office, 8 * 60)
        assert not await office.desk.is_open("support")
        await minutes_later(office, 16 * 60)
    planned = await office.store.read(lambda work: work.timer("hours", "support"))
    assert planned is not None
    assert (planned.due - 9 * 60 * MINUTES) % DAYS == 8 * 60 * MINUTES
