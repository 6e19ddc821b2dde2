"""Who is asked first, who next, and who not at all."""

from typing import Any

import pytest

from bridge.desk import Wish
from bridge.directory import Agent
from bridge.errors import NotAllowed, Unknown
from bridge.model import JID, State, VisitorId
from bridge.outgoing import Announce
from tests.unit.desks import ANN, BOB, LOBBY, OMID, VERA, Office, open_office

CLEO = JID("cleo@example.test")
PEOPLE = {ANN: Agent(ANN, "Ann"), BOB: Agent(BOB, "Bob"), CLEO: Agent(CLEO, "Cleo")}


async def open_shop(routing: str, agents: dict[JID, Agent] | None = None, **more: Any) -> Office:
    """Three agents on duty, who are asked one after the other."""
    office = await open_office(routing=routing, agents=agents or PEOPLE, **more)
    for agent in agents or PEOPLE:
        await office.on_duty(agent)
    return office


async def returned(
    routing: str, agents: dict[JID, Agent] | None = None, *, is_there: bool = True, is_busy: bool = False
) -> Office:
    """Cleo had Vera's first conversation; now Vera begins a second one."""
    office = await open_shop(routing, agents)
    await office.write("Hello")
    await office.desk.take(Wish(CLEO, "support"), fence=office.fence)
    await office.desk.close_conversation((await office.room()).jid, fence=office.fence)
    if not is_there:
        await office.desk.lobby_left("support", CLEO, fence=office.fence)
    if is_busy:
        await office.write("Hello", visitor=OMID, name="Omid")
        await office.desk.take(Wish(CLEO, "support"), fence=office.fence)
    await asked(office)
    await office.write("Me again")
    return office


async def asked(office: Office) -> list[str]:
    """Who was sent a new offer since the last time."""
    names = []
    for agent in PEOPLE:
        for row in await office.outbox(agent):
            if isinstance(row.content, Announce):
                await office.desk.arrived(agent, row.cid, None, fence=office.fence)
                if row.content.replaces is None:
                    names.append(agent.partition("@")[0])
    return names


async def offer_passes(office: Office) -> None:
    """Twenty seconds without an answer."""
    office.clock.pass_minutes(20 / 60)
    await office.desk.tick(fence=office.fence)


async def test_one_after_the_other_then_all() -> None:
    """
    Each has twenty seconds; then everybody is asked again, and again. The lobby heard of it from the beginning.
    """
    office = await open_shop("round-robin")
    await office.write("Hello")
    assert len([each for each in await office.outbox(LOBBY) if isinstance(each.content, Announce)]) == 1
    order = [await asked(office)]
    for _ in range(3):
        await offer_passes(office)
        order.append(await asked(office))
    assert order == [["ann"], ["bob"], ["cleo"], ["ann", "bob", "cleo"]]


async def test_who_was_asked_too_long_is_told_that_others_are_asked_now() -> None:
    """
    In place; a late "take" still works, and then whoever is asked at that moment is told as well.
    """
    office = await open_shop("round-robin")
    await office.write("Hello")
    await asked(office)
    await offer_passes(office)
    told = [each.content for each in await office.outbox(ANN) if isinstance(each.content, Announce)]
    assert [(each.is_over, bool(each.replaces), each.state) for each in told] == [(True, True, State.WAITING)]
    await office.desk.take(Wish(ANN, "support", number=1), fence=office.fence)
    told = [each.content for each in await office.outbox(BOB) if isinstance(each.content, Announce)]
    assert [(each.state, each.agent_name) for each in told] == [(State.WAITING, ""), (State.ACTIVE, "Ann")]


async def test_turns_go_round() -> None:
    """
    Nobody is asked a second time before everybody was asked once.
    """
    office = await open_shop("round-robin")
    order = []
    for number in range(6):
        await office.write("Hello", visitor=VisitorId(f"visitor-{number}"), name=f"V{number}")
        order += await asked(office)
        await office.desk.take(Wish(ANN, "support", number=number + 1), fence=office.fence)
    assert order == ["ann", "bob", "cleo", "ann", "bob", "cleo"]


async def test_the_least_busy_is_asked() -> None:
    """
    Conversations count, and so do offers that are somebody's alone: ten visitors at once do not all go to one.
    """
    office = await open_shop("least-busy")
    order = []
    for number in range(6):
        await office.write("Hello", visitor=VisitorId(f"visitor-{number}"), name=f"V{number}")
        order += await asked(office)
    assert sorted(order) == ["ann", "ann", "bob", "bob", "cleo", "cleo"]


async def test_a_declined_offer_goes_to_the_next_at_once() -> None:
    """
    Who has none to decline is told so; when all have declined, the reminders come after their time.
    """
    office = await open_shop("round-robin")
    await office.write("Hello")
    order = await asked(office)
    for agent in (ANN, BOB, CLEO):
        await office.desk.decline(Wish(agent, "support"), fence=office.fence)
        order += await asked(office)
    assert order == ["ann", "bob", "cleo"]
    with pytest.raises(Unknown, match="Nobody is offered to you"):
        await office.desk.decline(Wish(ANN, "support"), fence=office.fence)
    with pytest.raises(NotAllowed, match="#1 Vera is not offered to you"):
        await office.desk.decline(Wish(ANN, "support", number=1), fence=office.fence)
    await offer_passes(office)
    assert await asked(office) == ["ann", "bob", "cleo"]


@pytest.mark.parametrize(("routing", "others"), [("round-robin", ["bob"]), ("everyone", ["ann", "bob"])])
async def test_a_returning_visitor_is_offered_to_the_agent_of_last_time(routing: str, others: list[str]) -> None:
    """
    Who knows them already, and alone for the time of one offer, also for who comes meanwhile; the others come after.
    """
    office = await returned(routing)
    assert await asked(office) == ["cleo"]
    await office.desk.lobby_left("support", BOB, fence=office.fence)
    await office.on_duty(BOB)
    assert await asked(office) == []
    await offer_passes(office)
    assert await asked(office) == others
    await office.desk.take(Wish(CLEO, "support", number=2), fence=office.fence)


async def test_where_all_are_asked_at_once_they_are_when_the_agent_of_last_time_does_not_want_it() -> None:
    """
    At once when she declines; when she is not there, or has no time, from the beginning.
    """
    office = await returned("everyone")
    await asked(office)
    await office.desk.decline(Wish(CLEO, "support"), fence=office.fence)
    assert await asked(office) == ["ann", "bob"]
    office = await returned("everyone", is_there=False)
    assert await asked(office) == ["ann", "bob"]
    office = await returned("everyone", {**PEOPLE, CLEO: Agent(CLEO, "Cleo", capacity=1)}, is_busy=True)
    assert await asked(office) == ["ann", "bob"]


async def test_all_are_asked_when_whoever_answered_fell_silent() -> None:
    """
    The agent of an earlier conversation is no more than the others once this one was answered.
    """
    office = await returned("everyone")
    await office.desk.take(Wish(ANN, "support", number=2), fence=office.fence)
    await asked(office)
    office.clock.pass_minutes(5)
    await office.desk.tick(fence=office.fence)
    assert (await office.desk.standing(VERA, channel="default")).state is State.WAITING
    assert await asked(office) == ["ann", "bob", "cleo"]


async def test_who_speaks_the_language_comes_first() -> None:
    """
    If nobody does, anybody is better than nobody.
    """
    agents = {**PEOPLE, BOB: Agent(BOB, "Bob", languages=("fa", "en")), ANN: Agent(ANN, "Ann", languages=("en",))}
    del agents[CLEO]
    office = await open_shop("everyone", agents)
    await office.write("سلام", language="fa-IR")
    assert await asked(office) == ["bob"]
    await office.write("Cześć", visitor=OMID, name="Omid", language="pl")
    assert await asked(office) == ["ann", "bob"]


async def test_who_is_full_is_asked_when_they_have_time_again() -> None:
    """
    Nobody is asked while all have as many as they can have; the oldest comes first when one of them ends.
    """
    agents = {ANN: Agent(ANN, "Ann", capacity=1)}
    office = await open_shop("everyone", agents)
    await office.write("Hello")
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    await asked(office)
    await office.write("I wait", visitor=OMID, name="Omid")
    assert await asked(office) == []
    await offer_passes(office)
    assert await asked(office) == []
    await office.desk.close_conversation((await office.room()).jid, fence=office.fence)
    assert await asked(office) == ["ann"]


async def test_who_comes_on_duty_is_asked_only_if_nobody_else_is() -> None:
    """
    While Ann is asked, Bob is not; what nobody was asked about is his at once.
    """
    office = await open_office(routing="round-robin")
    await office.write("Hello")
    await office.on_duty(ANN)
    assert await asked(office) == ["ann"]
    await office.on_duty(BOB)
    assert await asked(office) == []
    await offer_passes(office)
    assert await asked(office) == ["bob"]
