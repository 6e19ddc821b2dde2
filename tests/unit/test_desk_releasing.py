"""After a conversation: what agents read in its room, and when they are let out of it."""

from dataclasses import replace

import pytest

from bridge.desk import Target, Wish
from bridge.directory import AGENTS_PERMISSIONS, AfterClose, Agent, Permission
from bridge.model import JID, MINUTES, ConversationId, Moment, State, VisitorId
from bridge.outgoing import Admit, Conclude, Release, ShowState
from tests.unit.desks import ANN, BOB, OMID, SHARD, START, Office, open_office
from tests.unit.houses import DORA, LEAD, anns, open_house

GRACE = 10
EMIL = VisitorId("emil")
SUPPORT = JID(f"support@{SHARD}")


async def test_the_room_says_that_it_is_over_before_it_shows_it() -> None:
    """
    By whom, when, and until when agents may add something.
    """
    office = await _answered()
    await office.desk.close(Wish(ANN, "support", number=1), fence=office.fence)
    room = await office.room()
    said = [row.content for row in await office.outbox(room.jid) if isinstance(row.content, Conclude | ShowState)]
    until = Moment(START + GRACE * MINUTES)
    assert said[-2] == Conclude(ConversationId(1), "Vera", START, by="Ann", open_until=until)
    assert isinstance(said[-1], ShowState)
    assert said[-1].state is State.CLOSED


async def test_silence_is_said_to_be_the_reason() -> None:
    """
    And nobody's name.
    """
    office = await _answered()
    await office.desk.agent_writes(await office.heard(), "Hello", fence=office.fence)
    await _pass(office, 16)
    (end,) = [row.content for row in await office.outbox() if isinstance(row.content, Conclude)]
    assert (end.is_silent, end.by) == (True, "")


async def test_who_keeps_a_visitor_out_has_ended_it() -> None:
    """
    Their name stands in the room's last line.
    """
    permissions = frozenset({*AGENTS_PERMISSIONS, Permission.BLOCK})
    office = await open_office(agents={ANN: Agent(ANN, "Ann", permissions=permissions)})
    await office.write("Spam")
    await office.desk.block(Wish(ANN, "support", number=1), MINUTES, fence=office.fence)
    assert [row.content.by for row in await office.outbox() if isinstance(row.content, Conclude)] == ["Ann"]


async def test_agents_are_let_out_after_the_grace() -> None:
    """
    Not a moment before, and once.
    """
    office = await _closed()
    await _pass(office, GRACE - 1)
    assert await _releases(office) == []
    await _pass(office, 2)
    assert await _releases(office) == [ConversationId(1)]
    await _pass(office, 60)
    assert await _releases(office) == [ConversationId(1)]
    assert await office.desk.is_to_be_released((await office.room()).jid, ConversationId(1))


@pytest.mark.parametrize("who", ["visitor", "agent"])
async def test_nobody_is_let_out_of_what_goes_on(who: str) -> None:
    """
    Whoever wrote meanwhile has begun the next conversation; its own end counts.
    """
    office = await _closed()
    await _pass(office, GRACE - 1)
    await _writes(office, who)
    await _pass(office, 3)
    assert await _releases(office) == []
    room = await office.room()
    await office.desk.close_conversation(room.jid, fence=office.fence)
    await _pass(office, GRACE - 1)
    assert await _releases(office) == []
    await _pass(office, 2)
    assert await _releases(office) == [ConversationId(2)]


@pytest.mark.parametrize("who", ["visitor", "agent"])
async def test_it_is_looked_at_once_more_at_the_last_moment(who: str) -> None:
    """
    Somebody writes while the row is on its way: it does not count any more, also not after the next end.
    """
    office = await _closed()
    await _pass(office, GRACE + 1)
    room = await office.room()
    await _writes(office, who)
    assert not await office.desk.is_to_be_released(room.jid, ConversationId(1))
    await office.desk.close_conversation(room.jid, fence=office.fence)
    assert not await office.desk.is_to_be_released(room.jid, ConversationId(1))
    assert await office.desk.is_to_be_released(room.jid, ConversationId(2))


async def test_an_agent_who_opens_it_again_is_let_in_again() -> None:
    """
    They may have been let out while their words were on their way.
    """
    office = await _closed()
    before = await _admitted(office)
    await _writes(office, "agent")
    assert await _admitted(office) == [*before, ANN]
    await _writes(office, "agent")
    assert await _admitted(office) == [*before, ANN]


async def test_a_visitor_who_returns_is_offered_in_the_same_room() -> None:
    """
    Whoever takes it is let in again.
    """
    office = await _closed()
    room = await office.room()
    await _pass(office, GRACE + 1)
    await office.on_duty(BOB)
    await office.write("Me again")
    await office.desk.take(Wish(BOB, "support"), fence=office.fence)
    rows = [row.content for row in await office.outbox(BOB) if isinstance(row.content, Admit)]
    assert rows == [Admit(room.jid, BOB, "Vera")]


async def test_rooms_may_be_kept() -> None:
    """
    Then there is no end to what agents may add, and nobody is let out, also not if that was set later.
    """
    office = await _answered()
    _set(office, AfterClose.KEEP)
    await office.desk.close(Wish(ANN, "support", number=1), fence=office.fence)
    (end,) = [row.content for row in await office.outbox() if isinstance(row.content, Conclude)]
    assert end.open_until is None
    await _pass(office, 60)
    assert await _releases(office) == []

    office = await _closed()
    _set(office, AfterClose.KEEP)
    await _pass(office, 60)
    assert await _releases(office) == []


async def test_nobody_need_be_let_out_at_a_new_address() -> None:
    """
    The room moves while the row is on its way: it does not follow.
    """
    office = await _closed()
    await _pass(office, GRACE + 1)
    room = await office.room()
    await office.desk.move_room(room.jid, fence=office.fence)
    assert await _releases(office) == []


async def test_whoever_is_dismissed_leaves_rooms_that_were_handed_to_their_department() -> None:
    """
    And, working nowhere any more, also those into which a colleague may have called them.
    """
    office = await open_house()
    await office.desk.set_welcomed("sales", DORA, fence=office.fence)
    vera = await anns(office)
    await office.desk.transfer(Wish(ANN, "support", room=vera), Target(DORA), fence=office.fence)
    await office.desk.take(Wish(DORA, "sales"), fence=office.fence)
    await office.write("And I?", visitor=OMID, name="Omid")
    await office.write("We, too", visitor=EMIL, name="Emil")
    omid = (await office.room(OMID)).jid
    for jid in (vera, omid):
        await office.desk.room_made(jid, owner=SUPPORT, is_new=True, fence=office.fence)
    _employ(office, "sales")
    await office.desk.follow_directory(SHARD, fence=office.fence)
    assert await _to_leave(office, DORA) == [vera, omid]
    _employ(office, "support", DORA)
    assert await _to_leave(office, DORA) == [vera]


async def test_whoever_is_dismissed_keeps_what_is_theirs_elsewhere() -> None:
    """
    Dora leaves sales for support, and has a conversation there, in a room that belonged to sales for a while.
    """
    office = await open_house()
    vera = await anns(office)
    await office.desk.room_made(vera, owner=SUPPORT, is_new=True, fence=office.fence)
    await office.desk.transfer(Wish(ANN, "support", room=vera), Target(DORA), fence=office.fence)
    await office.desk.take(Wish(DORA, "sales"), fence=office.fence)
    assert await _to_leave(office, DORA) == []


async def _answered() -> Office:
    """Vera waits no more: Ann answers."""
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Hello")
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    return office


async def _closed() -> Office:
    """Ann has closed it."""
    office = await _answered()
    await office.desk.close(Wish(ANN, "support", number=1), fence=office.fence)
    return office


async def _pass(office: Office, minutes: int) -> None:
    """By the minute, with all that falls due."""
    for _ in range(minutes):
        office.clock.pass_minutes(1)
        await office.desk.tick(fence=office.fence)


async def _writes(office: Office, who: str) -> None:
    if who == "visitor":
        await office.write("One more thing")
    else:
        await office.desk.agent_writes(await office.heard(), "By the way", fence=office.fence)


async def _releases(office: Office) -> list[ConversationId]:
    """After which conversations agents are to be let out."""
    return [row.content.conversation for row in await office.outbox() if isinstance(row.content, Release)]


async def _admitted(office: Office) -> list[JID]:
    """Who is to be let in, in that order."""
    return [row.content.agent for row in await office.outbox() if isinstance(row.content, Admit)]


async def _to_leave(office: Office, agent: JID) -> list[JID]:
    """The rooms from which sales lets this agent out."""
    return [room.jid for room in await office.desk.rooms_to_leave(SHARD, "sales", agent)]


def _set(office: Office, after_close: AfterClose) -> None:
    office.desk.directory = replace(office.desk.directory, after_close=after_close)


def _employ(office: Office, key: str, *agents: JID) -> None:
    """These in that department, and the supervisor."""
    departments = office.desk.directory.departments
    people = {LEAD.jid: LEAD, **{agent: Agent(agent, "Dora") for agent in agents}}
    changed = {**departments, key: replace(departments[key], agents=people)}
    office.desk.directory = replace(office.desk.directory, departments=changed)
