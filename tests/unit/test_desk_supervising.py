"""What supervisors do about agents, and the figures of a day."""

import pytest

from bridge.desk import Wish
from bridge.errors import NotAllowed, Unknown
from bridge.hours import Hours
from bridge.model import JID, State
from bridge.outgoing import Relieve
from tests.unit.desks import ANN, BOB, OMID
from tests.unit.houses import CLEO, anns, asked, conversation, open_house, send_all


async def test_an_agent_is_signed_off() -> None:
    """
    What they have waits again, for others; they are asked for nothing, though they are in the lobby, and told once.
    """
    office = await open_house()
    await anns(office)
    with pytest.raises(NotAllowed, match="not permitted"):
        await office.desk.sign_off(BOB, ANN, fence=office.fence)
    with pytest.raises(Unknown, match="no agent eve"):
        await office.desk.sign_off(CLEO, JID("eve@example.test"), fence=office.fence)
    assert (await office.desk.sign_off(CLEO, ANN, fence=office.fence)).name == "Ann"
    now = await conversation(office)
    assert (now.state, now.agent) == (State.WAITING, None)
    assert len(await asked(office, BOB)) == 1
    assert await asked(office, ANN) == []
    await office.desk.sign_off(CLEO, ANN, fence=office.fence)
    assert [row.content for row in await office.outbox(ANN)] == [Relieve("Cleo")]
    assert [(each.agent, each.is_on_duty) for each in await office.desk.duties("support")] == [
        (ANN, False),
        (BOB, True),
    ]


async def test_the_figures_of_a_day() -> None:
    """
    Of one department, for whoever may see them; what began earlier is no part of it.
    """
    office = await open_house()
    with pytest.raises(NotAllowed):
        await office.desk.figures(ANN, "support")
    empty = await office.desk.figures(CLEO, "support")
    assert (empty.begun, empty.until_answer, empty.by_agent) == (0, None, [])
    await office.write("Yesterday")
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    await office.desk.close(Wish(ANN, "support"), fence=office.fence)
    office.clock.pass_minutes(24 * 60 + 1)
    await office.write("Hello?")
    office.clock.pass_minutes(0.5)
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    await office.write("Anybody?", visitor=OMID, name="Omid")
    await send_all(office)
    figures = await office.desk.figures(CLEO, "support")
    assert (figures.begun, figures.waiting, figures.active, figures.closed) == (2, 1, 1, 0)
    assert (figures.answered, figures.until_answer, figures.by_agent) == (1, 30_000, [("Ann", 1)])
    assert (await office.desk.figures(CLEO, "sales")).begun == 0
    assert not figures.is_today


async def test_a_day_begins_at_midnight_where_the_department_is() -> None:
    """
    In Warsaw it is 23:13 when the first writes, and another day when the second does.
    """
    office = await open_house(hours=Hours("Europe/Warsaw", week=(((0, 1440),),) * 7))
    await office.write("Yesterday")
    office.clock.pass_minutes(60)
    await office.write("Today", visitor=OMID, name="Omid")
    office.clock.pass_minutes(60)
    figures = await office.desk.figures(CLEO, "support")
    assert (figures.begun, figures.is_today) == (1, True)
