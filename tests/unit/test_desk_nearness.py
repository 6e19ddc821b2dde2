"""From outside its room, something is done about a conversation only by whom it concerns."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bridge.canned import Canned
from bridge.desk import Detail, Target, Wish
from bridge.directory import Agent, Permission
from bridge.errors import NotAllowed
from bridge.model import DAYS, State
from tests.unit.desks import ANN, BOB, OMID, VERA, Office
from tests.unit.houses import CLEO, DORA, anns, conversation, open_house

Deed = Callable[[Office, Wish], Awaitable[object]]
DEEDS: dict[str, Deed] = {
    "note": lambda office, wish: office.desk.remark(wish, "Hi", fence=office.fence),
    "tag": lambda office, wish: office.desk.tag(wish, "refund", fence=office.fence),
    "phone": lambda office, wish: office.desk.note_detail(wish, Detail.PHONE, "030 1234", fence=office.fence),
    "block": lambda office, wish: office.desk.block(wish, DAYS, "spam", fence=office.fence),
    "unblock": lambda office, wish: office.desk.block(wish, 0, fence=office.fence),
    "canned": lambda office, wish: office.desk.send_canned(wish, "thanks", fence=office.fence),
    "push": lambda office, wish: office.desk.push(wish, "https://x.test", fence=office.fence),
    "hook": lambda office, wish: office.desk.brief(wish, Permission.ANSWER),
    "info": lambda office, wish: office.desk.room_of(wish),
    "invite": lambda office, wish: office.desk.invite(wish, BOB, fence=office.fence),
}
CHANGING = {"note", "tag", "phone", "block", "canned", "push", "invite"}


async def open_shop() -> Office:
    """Ann of support has Vera's conversation; Dora of sales may do whatever does not need a supervisor."""
    office = await open_house()
    sales = office.desk.directory.departments["sales"]
    dora = Agent(DORA, "Dora", permissions=frozenset(Permission) - {Permission.SUPERVISE})
    departments = {**office.desk.directory.departments, "sales": replace(sales, agents={**sales.agents, DORA: dora})}
    canned = {"thanks": Canned("thanks", "", {"en": "Thank you!"})}
    office.desk.directory = replace(office.desk.directory, departments=departments, canned=canned)
    await anns(office)
    return office


async def kept(office: Office) -> object:
    """All that could have changed."""
    visitor = await office.store.read(lambda work: work.visitor(VERA))
    return await office.room(), await conversation(office), visitor, await office.log(), await office.outbox()


@pytest.mark.parametrize("deed", DEEDS)
async def test_another_department_is_refused(deed: str) -> None:
    """
    Nothing changes; whoever is in the room, or supervises, may.
    """
    office = await open_shop()
    before = await kept(office)
    wish = Wish(DORA, "sales", number=1)
    with pytest.raises(NotAllowed, match="#1 is another department's"):
        await DEEDS[deed](office, wish)
    assert await kept(office) == before
    await DEEDS[deed](office, replace(wish, inside=[(await office.room()).jid]))
    assert (await kept(office) != before) == (deed in CHANGING)


@pytest.mark.parametrize("deed", DEEDS)
async def test_a_colleague_of_the_department_and_a_supervisor_may(deed: str) -> None:
    """
    By its number, without being inside.
    """
    for agent in (BOB, CLEO):
        office = await open_shop()
        support = office.desk.directory.departments["support"]
        bob = replace(support.agents[BOB], permissions=support.agents[BOB].permissions | {Permission.BLOCK})
        support = replace(support, agents={**support.agents, BOB: bob})
        departments = {**office.desk.directory.departments, "support": support}
        office.desk.directory = replace(office.desk.directory, departments=departments)
        before = await kept(office)
        await DEEDS[deed](office, Wish(agent, "support", number=1))
        assert (await kept(office) != before) == (deed in CHANGING)


async def test_another_room_is_not_this_one() -> None:
    """
    Who is inside with Omid is not inside with Vera.
    """
    office = await open_shop()
    await office.write("Hello", visitor=OMID)
    wish = Wish(DORA, "sales", number=1, inside=[(await office.room(OMID)).jid])
    with pytest.raises(NotAllowed, match="another department's"):
        await office.desk.remark(wish, "Hi", fence=office.fence)
    with pytest.raises(NotAllowed, match="not permitted"):
        await office.desk.recall(wish)


async def test_what_waits_elsewhere_is_neither_moved_nor_closed() -> None:
    """
    Those of its department decide.
    """
    office = await open_shop()
    await office.desk.leave(Wish(ANN, "support"), [], fence=office.fence)
    for deed in (
        office.desk.close(Wish(DORA, "sales", number=1), fence=office.fence),
        office.desk.transfer(Wish(DORA, "sales", number=1), Target(department="sales"), fence=office.fence),
    ):
        with pytest.raises(NotAllowed, match="another department's"):
            await deed
    now = await conversation(office)
    assert (now.state, now.department) == (State.WAITING, "support")


async def test_who_has_it_may_wherever_they_answer() -> None:
    """
    A conversation of a department in which they answer no more stays theirs.
    """
    office = await open_shop()
    support = office.desk.directory.departments["support"]
    departments = {**office.desk.directory.departments, "support": replace(support, agents={BOB: support.agents[BOB]})}
    sales = departments["sales"]
    departments["sales"] = replace(sales, agents={**sales.agents, ANN: support.agents[ANN]})
    office.desk.directory = replace(office.desk.directory, departments=departments)
    assert (await office.desk.tag(Wish(ANN, "sales", number=1), "refund", fence=office.fence)).tags == ("refund",)
