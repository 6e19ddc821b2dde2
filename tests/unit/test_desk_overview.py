"""All that waits and goes on, for an agent who asks."""

from dataclasses import replace

import pytest

from bridge.desk import Overview, Target, Wish
from bridge.errors import NotAllowed
from bridge.model import JID, Side, VisitorId
from component.overviews import TALKS_SHOWN, build_overview
from component.words import languages
from tests.unit.desks import ANN, BOB, OMID, START, Office, open_office
from tests.unit.houses import CLEO, DORA, anns, open_house, time_passes

MINA = VisitorId("mina")


async def seen(office: Office, agent: JID, department: str = "support") -> list[str]:
    """The lines that an agent reads who asks this department."""
    found = await office.desk.survey(Wish(agent, department))
    return build_overview(found, office.desk.directory, "en").splitlines()


async def test_who_waits_stands_first_then_what_goes_on() -> None:
    """
    The oldest first, with how long they wait, or whose turn it is and for how long; what is over is not there.
    """
    office = await open_office()
    await office.on_duty()
    assert await seen(office, ANN) == ["nobody waits, and no conversation goes on"]
    await anns(office)
    office.clock.pass_minutes(2)
    await office.write("Hello?", visitor=OMID, name="Omid")
    office.clock.pass_minutes(1)
    await office.write("Hello?", visitor=MINA, name="Mina")
    assert await seen(office, BOB) == [
        "waiting: 2, going on: 1",
        "🟠 #2 Omid · waiting for 1 min",
        "🟠 #3 Mina · waiting for 0 min",
        "🟢 #1 Vera · Ann · the visitor's turn for 3 min",
    ]
    await office.write("Are you there?")
    await time_passes(office, 70)
    assert await seen(office, ANN) == [
        "waiting: 2, going on: 1",
        "🔴 #2 Omid · waiting for 2 min",
        "🔴 #3 Mina · waiting for 1 min",
        "🟢 #1 Vera · Ann · to answer for 1 min",
    ]
    for number in (1, 2, 3):
        await office.desk.close(Wish(ANN, "support", number=number), fence=office.fence)
    assert await seen(office, ANN) == ["nobody waits, and no conversation goes on"]


async def test_who_lost_their_agent_waits_again() -> None:
    """
    Since when is not known, only when it began.
    """
    office = await open_house()
    room = await anns(office)
    office.clock.pass_minutes(3)
    await office.desk.leave(Wish(ANN, "support", room=room), [], fence=office.fence)
    assert (await seen(office, BOB))[1:] == ["🟠 #1 Vera · waiting again, began 3 min ago"]


async def test_everybody_sees_their_own_departments() -> None:
    """
    And the one that they ask; a supervisor sees all, and then each line says which it is. Others see nothing.
    """
    office = await open_house()
    room = await anns(office)
    await office.write("Hello?", visitor=OMID, name="Omid")
    await office.desk.transfer(Wish(BOB, "support", number=2), Target(department="sales"), fence=office.fence)
    assert await seen(office, ANN) == [
        "waiting: 0, going on: 1",
        "🟢 #1 Vera · Ann · the visitor's turn for 0 min",
    ]
    assert await seen(office, DORA, "sales") == ["waiting: 1, going on: 0", "🟠 #2 Omid · waiting for 0 min"]
    everything = [
        "waiting: 1, going on: 1",
        "🟠 #2 Omid · waiting for 0 min · Sales",
        "🟢 #1 Vera · Ann · the visitor's turn for 0 min · Support",
    ]
    assert await seen(office, CLEO, "sales") == await seen(office, CLEO) == everything
    assert await seen(office, DORA) == everything, "she answers in the one, and asks the other"
    with pytest.raises(NotAllowed, match="Only agents"):
        await office.desk.survey(Wish(JID("eve@example.test"), "support", room=room))


@pytest.mark.parametrize("language", sorted(languages()))
async def test_a_long_list_is_cut(language: str) -> None:
    """
    The oldest are shown, and how many there are besides.
    """
    office = await open_office()
    for number in range(TALKS_SHOWN + 3):
        await office.write("Hello?", visitor=VisitorId(f"v{number}"), name=f"V{number}")
    lines = build_overview(await office.desk.survey(Wish(ANN, "support")), office.desk.directory, language).splitlines()
    assert len(lines) == TALKS_SHOWN + 2
    assert str(TALKS_SHOWN + 3) in lines[0]
    assert "#1 V0" in lines[1]
    assert "3" in lines[-1]


async def test_the_page_is_named_by_its_title() -> None:
    """
    Briefly, or by its address where it has none; nobody's turn is not told.
    """
    office = await open_office()
    await anns(office)
    found = await office.desk.survey(Wish(ANN, "support"))
    talk = found.active[0]
    assert (talk.awaited, talk.awaited_since) == (Side.VISITOR, START)
    for title, words in (("Oak table", "Oak table"), ("", "https://shop.example.org/oak")):
        page = replace(talk.conversation.page, url="https://shop.example.org/oak", title=title)
        shown = replace(talk, conversation=replace(talk.conversation, page=page), awaited=None)
        overview = Overview(found.departments, found.now, [], [shown])
        line = build_overview(overview, office.desk.directory, "en").splitlines()[1]
        assert line == f"🟢 #1 Vera · {words} · Ann"
