"""An agent speaks first, and the visitor answers."""

from dataclasses import replace
from typing import Any

import pytest

from bridge.desk import Arrival, Call
from bridge.directory import Agent
from bridge.errors import NotAllowed, Refused, TooLong, Unknown
from bridge.events import InvitationMoved, Step
from bridge.model import JID, MINUTES, Conversation, Message, Moment, Notice, Side, State
from bridge.outgoing import Admit, Announce, Greet, Inform, SayInRoom, Word
from tests.unit.desks import ANN, BOB, OMID, VERA, Office, open_office
from tests.unit.test_guests import SHOP

USUAL = {"en": "May I help?", "fa": "کمک می‌خواهید؟"}


async def looked_at(**of_department: Any) -> Office:
    """Ann is on duty; Vera looks at the shop."""
    office = await open_office(invitations=USUAL, **of_department)
    await office.on_duty()
    await comes(office)
    return office


async def comes(office: Office, **about: Any) -> None:
    await office.desk.visits.arrives(Arrival(VERA, "default", page=SHOP, **about), "tab")


async def invite(office: Office, guest: str = "V1", words: str = "", *, agent: JID = ANN, opens: bool = False) -> str:
    """What the visitor reads."""
    made = await office.desk.invite_guest(Call(agent, "support", guest, words, opens=opens))
    return made.words


async def conversation(office: Office) -> Conversation:
    room = await office.room()
    found = await office.store.read(lambda work: work.last_conversation(room.id))
    assert found is not None
    return found


def spoken(log: list[Message]) -> list[tuple[Side, str, str]]:
    return [(each.side, each.name, each.text) for each in log if each.side is not Side.NOTICE]


async def test_the_answer_begins_a_conversation_of_the_agents() -> None:
    """
    With what the agent said, said in the room by the department, before what the visitor says. The agent is let in and
    told; nobody else is asked, and the visitor is not told to wait.
    """
    office = await looked_at()
    await office.on_duty(BOB)
    assert await invite(office, words=" This way, please ") == "This way, please"
    assert await office.store.read(lambda work: work.room_of(VERA)) is None
    assert office.desk.visits.invitation(VERA) is not None
    await office.write("Thank you")
    log = await office.log()
    assert [each.notice for each in log if each.notice] == [Notice.JOINED]
    assert spoken(log) == [(Side.AGENT, "Ann", "This way, please"), (Side.VISITOR, "", "Thank you")]
    begun, room = await conversation(office), await office.room()
    assert (begun.state, begun.agent, begun.agent_name) == (State.ACTIVE, ANN, "Ann")
    assert (room.awaited, room.awaited_since) == (Side.AGENT, office.clock.now)
    said = [each.content for each in await office.outbox(room.jid) if isinstance(each.content, Greet | SayInRoom)]
    assert [each.text for each in said] == ["This way, please", "Thank you"]
    told = [each.content for each in await office.outbox(ANN)]
    assert told == [
        Admit(room.jid, ANN, "Vera"),
        Inform(Word.ANSWERED, begun.id, "Vera", room.jid, note="Thank you"),
    ]
    assert not await office.outbox(BOB)
    assert office.desk.visits.invitation(VERA) is None
    await office.write("And then?")
    assert len(spoken(await office.log())) == 3
    steps = [each.step for each in office.listener.drain() if isinstance(each, InvitationMoved)]
    assert steps == [Step.MADE, Step.ANSWERED]


async def test_a_post_that_comes_twice_is_one_answer() -> None:
    """
    The page said it again, since its connection broke.
    """
    office = await looked_at()
    await invite(office)
    first = await office.write("Yes", cid="cid-00000000")
    assert await office.write("Yes", cid="cid-00000000") == first
    assert len(spoken(await office.log())) == 2


@pytest.mark.parametrize("why", ["off duty", "dismissed", "restarted", "expired", "forbidden"])
async def test_without_its_agent_the_answer_waits_as_usual(why: str) -> None:
    """
    Off duty, not employed any more or not permitted: then what they said stands before the answer all the same. When
    the invitation is forgotten, nothing does. Whoever is asked reads the visitor's words, not the agent's.
    """
    office = await looked_at()
    await office.on_duty(BOB)
    await invite(office)
    if why == "off duty":
        await office.desk.lobby_left("support", ANN, fence=office.fence)
    elif why == "restarted":
        office.desk.visits.invitations._standing.clear()
    elif why == "expired":
        office.clock.pass_minutes(30)
    else:
        support = office.desk.directory.departments["support"]
        silent = {ANN: Agent(ANN, "Ann", permissions=frozenset())} if why == "forbidden" else {}
        agents = {BOB: support.agents[BOB], **silent}
        departments = {"support": replace(support, agents=agents)}
        office.desk.directory = replace(office.desk.directory, departments=departments)
    await office.write("Yes, please")
    begun = await conversation(office)
    assert (begun.state, begun.agent) == (State.WAITING, None)
    offers = [each.content for each in await office.outbox(BOB) if isinstance(each.content, Announce)]
    assert [each.words for each in offers] == ["Yes, please"]
    is_forgotten = why in ("restarted", "expired")
    assert len(spoken(await office.log())) == (1 if is_forgotten else 2)


async def test_the_usual_words_are_said_in_the_visitors_language() -> None:
    """
    As the department has them; where it has none, there is nothing to say.
    """
    office = await looked_at()
    await comes(office, language="fa-IR")
    assert await invite(office) == "کمک می‌خواهید؟"
    silent = await open_office()
    await silent.on_duty()
    await comes(silent)
    with pytest.raises(Refused, match="empty"):
        await invite(silent)
    with pytest.raises(TooLong):
        await invite(silent, words="x" * 5_000)


@pytest.mark.parametrize("guest", ["V1", "v1", "1", "۱", "V۱"])
async def test_a_visitor_is_called_as_one_likes(guest: str) -> None:
    """
    In any digits, with or without the letter.
    """
    office = await looked_at()
    assert await invite(office, guest) == "May I help?"


@pytest.mark.parametrize("guest", ["V2", "vera", "", "V", "V9999999", "#1"])
async def test_nobody_is_invited_who_is_not_here(guest: str) -> None:
    """
    A number that nobody has, a name, nothing at all.
    """
    office = await looked_at()
    with pytest.raises(Unknown, match="lists them"):
        await invite(office, guest)


async def test_another_departments_visitors_are_not_ones_own() -> None:
    """
    They are invited through the department that their channel leads to.
    """
    office = await looked_at()
    with pytest.raises(Unknown):
        await office.desk.invite_guest(Call(ANN, "sales", "V1", "Hello"))


async def test_only_agents_on_duty_invite_and_only_who_can_be() -> None:
    """
    Nobody whose conversation goes on, nobody who is blocked; whoever came back after a closed one can be.
    """
    office = await looked_at()
    for agent, why in ((BOB, "on duty first"), (JID("eve@example.test"), "Only agents")):
        with pytest.raises(NotAllowed, match=why):
            await invite(office, agent=agent)
    await office.write("Hello")
    assert await office.desk.conversations_of([VERA, OMID]) == {VERA: 1}
    with pytest.raises(NotAllowed, match="has a conversation already: #1"):
        await invite(office)
    room = await office.room()
    await office.desk.close_conversation(room.jid, fence=office.fence)
    assert await office.desk.conversations_of([VERA]) == {}
    blocked = replace(await office.room(), blocked_until=Moment(office.clock.now + MINUTES))
    await office.store.change(lambda work: work.put_room(blocked))
    with pytest.raises(NotAllowed, match="blocked"):
        await invite(office)
    office.clock.pass_minutes(2)
    await invite(office, words="Something else?")
    await office.write("No")
    assert spoken(await office.log())[-2:] == [(Side.AGENT, "Ann", "Something else?"), (Side.VISITOR, "", "No")]
    assert (await conversation(office)).agent == ANN


async def test_whoever_left_is_told_of() -> None:
    """
    Once they do not come back.
    """
    office = await looked_at()
    await invite(office, opens=True)
    office.desk.visits.leaves(VERA, "tab")
    await office.desk.visits.settle()
    office.clock.pass_minutes(1)
    await office.desk.visits.settle()
    steps = [each.step for each in office.listener.drain() if isinstance(each, InvitationMoved)]
    assert steps == [Step.MADE, Step.GONE]
