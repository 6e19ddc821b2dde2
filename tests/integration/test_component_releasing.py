"""Agents are let out of a room that is over, and something comes between."""

from collections.abc import Awaitable, Callable

import pytest

from bridge.desk.ledger import queue
from bridge.model import JID, Side, State
from bridge.outgoing import Admit, Outgoing, Release
from bridge.store.work import Work
from component.errors import Disconnected
from component.place import Place
from component.releasing import let_out
from component.stanzas.queries import build_affiliation
from tests.agents.agent import Agent, said
from tests.integration.component_office import Office, OfficeVisitor, opened
from tests.integration.test_component_conversation import conversation
from tests.servers.fixtures import StartAgent
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually

DESTROY = {"after_close": "destroy"}
REVOKE = {"after_close": "revoke"}
Happening = Callable[[], Awaitable[object]]


@pytest.mark.parametrize("rooms", [REVOKE, DESTROY], ids=["revoke", "destroy"])
async def test_an_interruption_in_the_middle_is_made_good(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch, rooms: dict[str, str]
) -> None:
    """
    The bridge dies when the server has done it, and before we know: it is done again, and the next conversation finds
    Ann.
    """
    async with opened(xmpp_server, rooms=rooms) as office:
        vera, ann, room = await conversation(office, start_agent)
        broken = _let_happen(monkeypatch, after=_raise_disconnected)
        await _is_over(office, ann, room)
        await _is_out(office, ann)
        assert broken == [room]
        await _talk_again(office, vera, ann)


@pytest.mark.parametrize("rooms", [REVOKE, DESTROY], ids=["revoke", "destroy"])
async def test_an_agents_word_at_the_last_moment_counts(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch, rooms: dict[str, str]
) -> None:
    """
    It was looked at twice, and then Ann wrote: the visitor reads it, and Ann, who was let out, is let in again.
    """
    async with opened(xmpp_server, rooms=rooms) as office:
        vera, ann, room = await conversation(office, start_agent)

        async def she_writes() -> None:
            await ann.say(room, "Wait!")
            await ann.wait_for(said("Wait!", room=room))

        _let_happen(monkeypatch, before=she_writes)
        since = len(ann.heard)
        await _is_over(office, ann, room)
        await vera.reads("Wait!")
        invitation = (await ann.wait_for(lambda heard: heard.invitation is not None, since=since)).invitation
        assert invitation is not None
        assert (invitation.room == room) == (rooms is REVOKE)
        await ann.join(invitation.room)
        await ann.say(invitation.room, "Here I am again.")
        await vera.reads("Wait!", "Here I am again.")


@pytest.mark.parametrize("rooms", [REVOKE, DESTROY], ids=["revoke", "destroy"])
async def test_a_visitors_word_at_the_last_moment_is_offered(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch, rooms: dict[str, str]
) -> None:
    """
    Ann is asked, and let in for the conversation that begins, not out of it.
    """
    async with opened(xmpp_server, rooms=rooms) as office:
        vera, ann, room = await conversation(office, start_agent)
        _let_happen(monkeypatch, before=lambda: vera.says("One more thing"))
        await ann.join(office.lobby)
        await eventually(lambda: office.desk.is_open(office.key), what="Ann is on duty")
        await _is_over(office, ann, room)
        await _take(office, vera, ann, "One more thing")
        assert await vera.words(Side.VISITOR) == ["Hello?", "One more thing"]


async def test_who_was_to_be_let_in_before_the_end_is_not_let_in_after_it(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    Such a row was late: nobody would let them out again.
    """
    async with opened(xmpp_server) as office:
        _, ann, room = await conversation(office, start_agent)
        await _is_over(office, ann, room)
        await _is_out(office, ann)
        await _admit(office, room, ann.jid)
        await eventually(office.has_said_everything)
        assert ann.jid not in await office.rights(room, "member")


async def test_what_the_server_does_not_permit_holds_nothing_up(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    Somebody has made Ann an owner of the room: she stays one, others are let out, and the visitor is heard.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        promotion = build_affiliation(ann.jid, "owner")
        await office.link.questions.ask(promotion, to=room, kind="set", sender=f"{office.address}/parlour")
        await _is_over(office, ann, room)
        await eventually(office.has_said_everything)
        assert ann.jid in await office.rights(room, "owner")
        await vera.says("Hello again")
        await ann.wait_for(said("Hello again", room=room))


def _let_happen(
    monkeypatch: pytest.MonkeyPatch, *, before: Happening | None = None, after: Happening | None = None
) -> list[str]:
    """Once, right before or after agents are let out; the rooms of which it happened."""
    happened = list[str]()

    async def disturbed(place: Place, row: Outgoing, release: Release) -> bool:
        is_first = not happened
        if is_first:
            happened.append(place.room.jid)
        if is_first and before is not None:
            await before()
        is_destroyed = await let_out(place, row, release)
        if is_first and after is not None:
            await after()
        return is_destroyed

    monkeypatch.setattr("component.room_lane.let_out", disturbed)
    return happened


async def _raise_disconnected() -> None:
    raise Disconnected("The process was killed.")


async def _is_over(office: Office, ann: Agent, room: str) -> None:
    """Ann closes; all is said, and the grace is over at once."""
    await ann.say(room, "!close")

    async def is_closed() -> bool:
        return not await office.desk.is_going_on(JID(room)) and await office.has_said_everything()

    await eventually(is_closed)

    def release(work: Work) -> None:
        known = work.room_at(JID(room))
        last = work.last_conversation(known.id) if known else None
        assert last is not None
        department = office.desk.directory.department(office.key)
        shard = office.server.component
        queue(work, shard=shard, department=department, lane=JID(room), cid="release", content=Release(last.id))

    await office.store.change(release)


async def _is_out(office: Office, ann: Agent) -> None:
    """Until nothing is left to do."""
    await ann.wait_for(lambda heard: 321 in heard.codes or "<destroy" in heard.raw, what="the way out")
    await eventually(office.has_said_everything, within=30)


async def _talk_again(office: Office, vera: OfficeVisitor, ann: Agent) -> None:
    await ann.join(office.lobby)
    await eventually(lambda: office.desk.is_open(office.key), what="Ann is on duty", within=30)
    await vera.says("Me again")
    await _take(office, vera, ann, "Me again")


async def _take(office: Office, vera: OfficeVisitor, ann: Agent, words: str) -> None:
    """Ann takes what begins with these words, comes in by the invitation, and both hear each other."""
    await ann.wait_for(lambda heard: heard.type == "chat" and words in (heard.body or ""))
    since = len(ann.heard)
    await ann.direct(office.address, "take")
    invitation = (await ann.wait_for(lambda heard: heard.invitation is not None, since=since)).invitation
    assert invitation is not None
    await ann.join(invitation.room, history=20)
    await ann.wait_for(said(words, room=invitation.room))
    await ann.say(invitation.room, "Yes?")
    await vera.reads("Yes?")
    standing = await office.desk.standing(vera.id, channel="default")
    assert standing.state is State.ACTIVE


async def _admit(office: Office, room: str, agent: str) -> None:
    """Queue what lets an agent into a room."""

    def change(work: Work) -> None:
        department = office.desk.directory.department(office.key)
        content = Admit(JID(room), JID(agent), "Vera")
        queue(work, shard=office.server.component, department=department, lane=JID(agent), cid="late", content=content)

    await office.store.change(change)
