"""A conversation that waits goes to another department."""

from dataclasses import replace

import pytest

from bridge.desk import Target, Wish
from bridge.directory import Agent
from bridge.errors import NotAllowed
from bridge.model import JID, Notice, VisitorId
from tests.unit.desks import ANN, BOB, LOBBY, Office
from tests.unit.houses import CLEO, DORA, asked, conversation, open_house, send_all, time_passes


async def test_one_that_waits_goes_to_another_department_at_once() -> None:
    """
    Those who were asked first are told, and the others asked.
    """
    office = await open_house()
    await office.write("I want to buy")
    await send_all(office)
    await office.desk.transfer(Wish(ANN, "support", number=1), Target(department="sales"), fence=office.fence)
    assert (await conversation(office)).department == "sales"
    assert [each.is_over for each in await asked(office, BOB)] == [True]
    assert [each.is_over for each in await asked(office, DORA)] == [False]
    with pytest.raises(NotAllowed, match="in Sales already"):
        await office.desk.transfer(Wish(DORA, "sales", number=1), Target(department="sales"), fence=office.fence)
    with pytest.raises(NotAllowed, match="take it first"):
        await office.desk.transfer(Wish(DORA, "sales", number=1), Target(BOB), fence=office.fence)


async def test_a_fallback_is_asked_when_nobody_is_there() -> None:
    """
    The visitor is told that somebody is; the lobby of their own department hears nothing.
    """
    office = await open_house(fallback="sales")
    for agent in (ANN, BOB):
        await office.desk.lobby_left("support", agent, fence=office.fence)
    await office.write("Hello?")
    assert (await conversation(office)).department == "sales"
    assert len(await asked(office, DORA)) == 1
    assert await asked(office, LOBBY) == []
    assert [each.notice for each in await office.log() if each.notice] == [Notice.WAITING]


async def test_a_fallback_is_asked_when_nobody_answers() -> None:
    """
    In the place of telling the visitor that nobody does; once, so that two departments send nobody round in circles.
    """
    office = await open_house(fallback="sales")
    sales = replace(office.desk.directory.departments["sales"], fallback="support")
    departments = {**office.desk.directory.departments, "sales": sales}
    office.desk.directory = replace(office.desk.directory, departments=departments)
    await office.write("Hello?")
    for seconds in (20, 40, 80):
        await send_all(office)
        assert (await conversation(office)).department == "support"
        await time_passes(office, seconds)
    assert (await conversation(office)).department == "sales"
    assert len(await asked(office, DORA)) == 1
    for seconds in (20, 40, 80, 160):
        await send_all(office)
        await time_passes(office, seconds)
    assert (await conversation(office)).department == "sales"
    assert [each.notice for each in await office.log() if each.notice] == [Notice.WAITING, Notice.UNANSWERED]


async def test_who_is_left_alone_goes_where_somebody_is() -> None:
    """
    The department empties while they wait: the fallback is asked at the next reminder, or as soon as somebody comes.
    """
    for is_there in (True, False):
        office = await open_house(fallback="sales")
        await office.write("Hello?")
        await send_all(office)
        for agent in (ANN, BOB):
            await office.desk.lobby_left("support", agent, fence=office.fence)
        if not is_there:
            for agent in (CLEO, DORA):
                await office.desk.lobby_left("sales", agent, fence=office.fence)
        await time_passes(office, 20)
        assert (await conversation(office)).department == ("sales" if is_there else "support")
        if not is_there:
            await office.desk.lobby_seen("sales", DORA, "dora", "", fence=office.fence)
        assert (await conversation(office)).department == "sales"
        assert len(await asked(office, DORA)) == 1


async def test_a_fallback_is_asked_at_once_when_everybody_is_full() -> None:
    """
    The visitor is told that somebody is there; the lobby of their own department hears nothing.
    """
    office = await full_house(dora=None)
    await comes(office, "omid")
    assert await department_of(office, "omid") == "sales"
    assert len(await asked(office, DORA)) == 1
    assert await asked(office, LOBBY) == []
    assert [each.notice for each in await office.log(VisitorId("omid")) if each.notice] == [Notice.WAITING]


@pytest.mark.parametrize(("freed", "department", "agent"), [("vera", "support", ANN), ("omid", "sales", DORA)])
async def test_who_finds_all_full_everywhere_waits_until_anybody_has_time(
    freed: str, department: str, agent: JID
) -> None:
    """
    In the line of their own department; whoever has time first, here or there, is asked.
    """
    office = await full_house(dora=1)
    await comes(office, "omid", taken_by=DORA)
    await comes(office, "mina")
    assert await department_of(office, "mina") == "support"
    assert [await asked(office, each) for each in (ANN, BOB, DORA)] == [[], [], []]
    await office.desk.close_conversation((await office.room(VisitorId(freed))).jid, fence=office.fence)
    assert await department_of(office, "mina") == department
    assert len([each for each in await asked(office, agent) if each.replaces is None]) == 1


async def test_nobody_comes_over_to_those_who_wait_already() -> None:
    """
    Dora has time for one more, and Omid waits for her: Mina stays where she is.
    """
    office = await full_house(dora=1)
    await comes(office, "omid")
    await comes(office, "mina")
    assert await department_of(office, "omid") == "sales"
    assert await department_of(office, "mina") == "support"


async def test_who_was_offered_until_all_were_full_goes_elsewhere_after_the_time_of_an_offer() -> None:
    """
    And does not come back for want of time there: two departments send nobody round in circles.
    """
    office = await full_house(dora=1, is_full=False)
    for name in ("vera", "mina", "omid"):
        await comes(office, name)
    for number, agent in ((1, ANN), (2, BOB)):
        await office.desk.take(Wish(agent, "support", number=number), fence=office.fence)
    await send_all(office)
    assert await department_of(office, "omid") == "support"
    await time_passes(office, 20)
    assert await department_of(office, "omid") == "sales"
    await office.desk.transfer(Wish(ANN, "support", number=1), Target(DORA), fence=office.fence)
    await office.desk.take(Wish(DORA, "sales", number=1), fence=office.fence)
    await send_all(office)
    await time_passes(office, 40)
    assert await department_of(office, "omid") == "sales"


async def full_house(*, dora: int | None, is_full: bool = True) -> Office:
    """Ann and Bob can have one conversation each, and have it; their visitors go to Dora in sales, who can have so many
    (`None`: as many as come), and hers to them.
    """
    agents = {ANN: Agent(ANN, "Ann", capacity=1), BOB: Agent(BOB, "Bob", capacity=1)}
    office = await open_house(fallback="sales", agents=agents)
    departments = office.desk.directory.departments
    people = {DORA: Agent(DORA, "Dora", capacity=dora)}
    sales = replace(departments["sales"], agents=people, fallback="support")
    office.desk.directory = replace(office.desk.directory, departments={**departments, "sales": sales})
    if is_full:
        await comes(office, "vera", taken_by=ANN)
        await comes(office, "nora", taken_by=BOB)
    return office


async def comes(office: Office, name: str, *, taken_by: JID | None = None) -> None:
    """Somebody writes for the first time, and may be taken at once; what was said of it until then is sent."""
    await office.write("Hello?", visitor=VisitorId(name), name=name.title())
    if taken_by is not None:
        await office.desk.take(Wish(taken_by, await department_of(office, name)), fence=office.fence)
        await send_all(office)


async def department_of(office: Office, name: str) -> str:
    """Where their last conversation is."""
    room = await office.room(VisitorId(name))
    found = await office.store.read(lambda work: work.last_conversation(room.id))
    assert found is not None
    return found.department
