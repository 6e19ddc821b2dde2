"""By form an agent can name whatever they could name in words."""

from dataclasses import replace

import pytest

from bridge.canned import Canned
from bridge.desk import Target, Wish
from bridge.directory import Permission
from bridge.model import JID, VisitorId
from bridge.outgoing import Remark
from tests.unit.chats import Chat, open_chat
from tests.unit.desks import ANN, BOB, OMID, VERA
from tests.unit.houses import CLEO, DORA, anns, open_house, send_all


async def open_shop() -> Chat:
    """Ann of support has Vera's conversation, #1; Dora of sales has Omid's, #2. Cleo supervises."""
    office = await open_house()
    office.desk.directory = replace(
        office.desk.directory, canned={"thanks": Canned("thanks", "", {"en": "Thank you!"})}
    )
    await anns(office)
    await office.write("Do you sell ships?", visitor=OMID, name="Omid")
    await office.desk.transfer(Wish(ANN, "support", number=2), Target(department="sales"), fence=office.fence)
    await office.desk.take(Wish(DORA, "sales"), fence=office.fence)
    await send_all(office)
    return open_chat(office)


async def permit(chat: Chat, agent: JID, *more: Permission) -> None:
    """In support."""
    support = chat.directory.departments["support"]
    known = support.agents[agent]
    agents = {**support.agents, agent: replace(known, permissions=known.permissions | set(more))}
    departments = {**chat.directory.departments, "support": replace(support, agents=agents)}
    chat.office.desk.directory = replace(chat.directory, departments=departments)


async def test_who_was_blocked_can_be_heard_again() -> None:
    """
    By form, although their conversation is over; nobody else is on that list, and a day later nobody.
    """
    chat = await open_shop()
    await permit(chat, BOB, Permission.BLOCK)
    assert "no conversation" in (await chat.opens("unblock", agent=BOB)).note
    form = await chat.opens("block", agent=BOB)
    assert form.conversations == ["🟢 #1 Vera · Ann"]
    assert "#1" in await chat.fills_in("block", agent=BOB, conversation="1", span="3", reason="d")
    assert (await chat.opens("unblock", agent=BOB)).conversations == ["⚫ #1 Vera · over"]
    chat.office.clock.pass_minutes(2 * 24 * 60)
    assert (await chat.opens("unblock", agent=BOB)).conversations == ["⚫ #1 Vera · over"]
    assert "heard again" in await chat.fills_in("unblock", agent=BOB, conversation="1")
    assert (await chat.office.room(VERA)).blocked_until is None
    assert (await chat.opens("unblock", agent=BOB)).conversations == []


async def test_another_departments_visitor_is_not_on_the_list() -> None:
    """
    Neither for a block nor afterwards, but for a supervisor.
    """
    chat = await open_shop()
    await permit(chat, BOB, Permission.BLOCK)
    assert (await chat.opens("block", agent=CLEO, department="sales")).conversations == [
        "🟢 #2 Omid · Dora",
        "🟢 #1 Vera · Ann · Support",
    ]
    await chat.fills_in("block", agent=CLEO, department="sales", conversation="2")
    assert (await chat.opens("unblock", agent=BOB)).conversations == []
    assert (await chat.opens("unblock", agent=CLEO)).conversations == ["⚫ #2 Omid · over · Sales"]


@pytest.mark.parametrize("node", ["history", "tag", "name", "email", "phone", "info", "trail", "note", "block", "mail"])
async def test_what_is_over_can_be_chosen_for_a_day(node: str) -> None:
    """
    With its mark; what would need a conversation that goes on is not offered for it.
    """
    chat = await open_shop()
    await permit(chat, ANN, Permission.BLOCK)
    await chat.office.desk.close(Wish(ANN, "support", number=1), fence=chat.office.fence)
    assert (await chat.opens(node)).conversations == ["⚫ #1 Vera · over"]
    assert (await chat.opens("push")).conversations == []
    chat.office.clock.pass_minutes(24 * 60 + 1)
    assert (await chat.opens(node)).conversations == []


async def test_a_long_day_hides_nobody_who_is_here() -> None:
    """
    Of what was one's own the latest come first, then what colleagues have, then the rest.
    """
    chat = await open_shop()
    await chat.office.desk.take_away(Wish(CLEO, "support", number=1), fence=chat.office.fence)
    for each in range(25):
        visitor = VisitorId(f"visitor-{each}")
        await chat.office.write("Hello", visitor=visitor, name=f"Vera {each}")
        await chat.office.desk.take(Wish(ANN, "support", number=3 + each), fence=chat.office.fence)
        await chat.office.desk.close(Wish(ANN, "support", number=3 + each), fence=chat.office.fence)
    listed = (await chat.opens("tag")).conversations
    assert listed[0].startswith("⚫ #27")
    assert listed[20] == "🟢 #1 Vera · Cleo"
    assert listed[-1].startswith("⚫ #3")
    assert len(listed) == 26
    assert len((await chat.opens("history")).conversations) == 25


@pytest.mark.parametrize("node", ["note", "info", "canned", "push", "tag", "trail", "history", "preview", "invite"])
async def test_whoever_is_inside_can_choose_that_conversation(node: str) -> None:
    """
    Also one of another department, who was called in; as soon as they have left, not any more.
    """
    chat = await open_shop()
    assert (await chat.opens(node, agent=DORA, department="sales")).conversations == ["🟢 #2 Omid · Dora"]
    chat.inside_of[DORA] = [(await chat.office.room(VERA)).jid]
    assert (await chat.opens(node, agent=DORA, department="sales")).conversations == [
        "🟢 #2 Omid · Dora",
        "🟢 #1 Vera · Ann · Support",
    ]


async def test_what_a_called_in_colleague_does_by_form_is_granted() -> None:
    """
    As long as they are inside: a note, a text for the visitor, the earlier conversations.
    """
    chat = await open_shop()
    room = (await chat.office.room(VERA)).jid
    refused = await chat.fills_in("note", agent=DORA, department="sales", conversation="1", note="Hi")
    assert refused == "#1 is another department's."
    chat.inside_of[DORA] = [room]
    assert "#1: noted" in await chat.fills_in("note", agent=DORA, department="sales", conversation="1", note="Hi")
    assert Remark("Dora", "Hi") in [each.content for each in await chat.office.outbox(room)]
    assert await chat.fills_in("canned", agent=DORA, department="sales", conversation="1", name="thanks") == "Done."
    assert "no conversation before" in await chat.fills_in("history", agent=DORA, conversation="1")


@pytest.mark.parametrize("node", ["join", "takeover"])
async def test_a_supervisor_steps_in_anywhere(node: str) -> None:
    """
    Whichever department they ask; its own conversations come first, and others say whose they are.
    """
    chat = await open_shop()
    assert (await chat.opens(node, agent=CLEO)).conversations == ["🟢 #1 Vera · Ann", "🟢 #2 Omid · Dora · Sales"]
    assert (await chat.opens(node, agent=CLEO, department="sales")).conversations[0] == "🟢 #2 Omid · Dora"
    await chat.fills_in(node, agent=CLEO, conversation="2")
    last = await chat.office.store.read(lambda work: work.active_of(CLEO))
    assert [each.id for each in last] == ([2] if node == "takeover" else [])


async def test_what_nobody_has_can_be_closed_and_moved() -> None:
    """
    By whoever answers there, as in words; what a colleague has is not offered for that.
    """
    chat = await open_shop()
    await chat.office.desk.close(Wish(DORA, "sales", number=2), fence=chat.office.fence)
    await chat.office.write("Anybody?", visitor=OMID)
    for node in ("close", "transfer"):
        assert (await chat.opens(node, agent=BOB)).conversations == ["🟠 #3 Omid · waiting"]
        assert (await chat.opens(node, agent=DORA, department="sales")).conversations == []
    assert (await chat.opens("leave", agent=BOB)).conversations == []
    assert (await chat.opens("take", agent=CLEO, department="sales")).conversations == [
        "🟠 #3 Omid · waiting · Support"
    ]
    assert await chat.fills_in("close", agent=BOB, conversation="3") == "#3 is over."


async def test_what_waits_where_one_asks_is_offered_first() -> None:
    """
    Before what waits in the other departments in which one answers, or may step in.
    """
    chat = await open_shop()
    await chat.office.desk.leave(Wish(DORA, "sales", number=2), [], fence=chat.office.fence)
    await chat.office.desk.leave(Wish(ANN, "support", number=1), [], fence=chat.office.fence)
    await chat.office.desk.decline(Wish(CLEO, "sales", number=2), fence=chat.office.fence)
    at_support = (await chat.opens("take", agent=CLEO)).conversations
    assert at_support == ["🟠 #1 Vera · waiting", "🟠 #2 Omid · waiting · Sales"]
    assert (await chat.opens("take", agent=CLEO, department="sales")).conversations[0] == "🟠 #2 Omid · waiting"


async def test_whoever_is_asked_to_take_over_may_look_first() -> None:
    """
    The card of a conversation of another department that is offered to them.
    """
    chat = await open_shop()
    await chat.office.desk.transfer(Wish(ANN, "support", number=1), Target(DORA), fence=chat.office.fence)
    assert "🟢 #1 Vera · Ann · Support" in (await chat.opens("info", agent=DORA, department="sales")).conversations
    assert "#1 Vera" in await chat.fills_in("info", agent=DORA, department="sales", conversation="1")


async def test_what_is_not_permitted_is_not_done_by_form() -> None:
    """
    Whatever was filled in.
    """
    chat = await open_shop()
    assert await chat.fills_in("block", agent=BOB, conversation="1") == "You are not permitted to do that."
    assert (await chat.office.room(VERA)).blocked_until is None
