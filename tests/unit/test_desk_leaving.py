"""What the visitor is told of agents who come and go."""

from dataclasses import replace

import pytest

from bridge.desk import Target, Wish
from bridge.model import JID, Notice
from tests.unit.desks import ANN, BOB, Office
from tests.unit.houses import CLEO, anns, open_house, time_passes

JOINED, LEFT = (Notice.JOINED, "Ann"), (Notice.LEFT, "Ann")


async def told(office: Office) -> list[tuple[Notice, str]]:
    """All that the desk said to Vera, after that she waits."""
    said = [(each.notice, each.name) for each in await office.log() if each.notice]
    assert said[0] == (Notice.WAITING, "")
    return said[1:]


async def ann_has_it() -> tuple[Office, JID]:
    """Ann has Vera's conversation; its room."""
    office = await open_house()
    return office, await anns(office)


async def test_who_hands_over_leaves_after_the_other_has_come() -> None:
    """
    Not while the other is only asked.
    """
    office, room = await ann_has_it()
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(BOB), fence=office.fence)
    assert await told(office) == [JOINED]
    await office.desk.take(Wish(BOB, "support"), fence=office.fence)
    assert await told(office) == [JOINED, (Notice.JOINED, "Bob"), LEFT]
    await office.desk.close(Wish(BOB, "support"), fence=office.fence)
    assert (await told(office))[3:] == [(Notice.CLOSED, "")]


async def test_who_leaves_it_to_a_colleague_leaves() -> None:
    """
    And so does one from whom a supervisor takes it.
    """
    office, room = await ann_has_it()
    await office.desk.leave(Wish(ANN, "support", room=room), [ANN, BOB], fence=office.fence)
    await office.desk.take_away(Wish(CLEO, "sales", room=room), fence=office.fence)
    come = [(Notice.JOINED, "Bob"), LEFT, (Notice.JOINED, "Cleo"), (Notice.LEFT, "Bob")]
    assert await told(office) == [JOINED, *come]


@pytest.mark.parametrize("how", ["leave", "sign off", "dismissed"])
async def test_who_leaves_nobody_there_leaves_before_others_are_asked(how: str) -> None:
    """
    By their own word, by a supervisor's, or because they work here no more.
    """
    office, room = await ann_has_it()
    if how == "leave":
        await office.desk.leave(Wish(ANN, "support", room=room), [], fence=office.fence)
    elif how == "sign off":
        await office.desk.sign_off(CLEO, ANN, fence=office.fence)
    else:
        await office.desk.set_welcomed("support", ANN, fence=office.fence)
        support = office.desk.directory.departments["support"]
        rest = replace(support, agents={BOB: support.agents[BOB]})
        departments = {**office.desk.directory.departments, "support": rest}
        office.desk.directory = replace(office.desk.directory, departments=departments)
        await office.desk.follow_directory("livechat.example.test", fence=office.fence)
    assert await told(office) == [JOINED, LEFT, (Notice.WAITING_AGAIN, "")]


async def test_who_is_only_silent_has_not_left() -> None:
    """
    Others are asked, and they may be the next as well.
    """
    office, _ = await ann_has_it()
    await office.write("Are you there?")
    await time_passes(office, 6 * 60)
    assert await told(office) == [JOINED, (Notice.WAITING_AGAIN, "")]
