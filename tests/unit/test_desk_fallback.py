"""A conversation that waits goes to another department."""

from dataclasses import replace

import pytest

from bridge.desk import Target, Wish
from bridge.errors import NotAllowed
from bridge.model import Notice
from tests.unit.desks import ANN, BOB, LOBBY
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
