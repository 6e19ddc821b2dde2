"""An offer opens the room to whom it is made: once, and again when we have been outside."""

import pytest

from bridge.desk.ledger import queue
from bridge.model import JID, ConversationId, State
from bridge.outgoing import Announce
from bridge.store.work import Work
from component import agent_lane
from component.stanzas.queries import build_affiliation
from tests.agents.agent import Agent
from tests.integration.component_office import Office, opened
from tests.servers.fixtures import StartAgent
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually


async def test_many_offers_open_the_room_once(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Ann is asked again and again, and Bob once; she and he become members, each a single time.
    """
    async with opened(xmpp_server) as office:
        room, let_in = await _asked(office), _spy(monkeypatch)
        ann, bob = await start_agent(xmpp_server, "ann"), await start_agent(xmpp_server, "bob")
        for number in range(4):
            await _offer(office, room, ann.jid, f"offer {number}")
            await _reads(ann, f"offer {number}")
        await _offer(office, room, bob.jid, "yours?")
        await _reads(bob, "yours?")
        assert let_in == [ann.jid, bob.jid]
        assert {ann.jid, bob.jid} <= await office.rights(room, "member")


async def test_who_lost_the_way_in_meanwhile_gets_it_again(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Ours left the room and came back, and nobody knows what happened there between.
    """
    async with opened(xmpp_server) as office:
        room = await _asked(office)
        ann = await start_agent(xmpp_server, "ann")
        await _offer(office, room, ann.jid, "first")
        await _reads(ann, "first")
        owner = f"{office.address}/parlour"
        await office.link.questions.ask(build_affiliation(ann.jid, "none"), to=room, kind="set", sender=owner)
        office.lane(room).go_outside(is_wanted=True)
        await _offer(office, room, ann.jid, "second")
        await _reads(ann, "second")
        assert ann.jid in await office.rights(room, "member")


async def _asked(office: Office) -> JID:
    """Somebody has asked, and their room is ready."""
    vera = office.visitor("Vera")
    await vera.says("Hello?")
    room = JID(await vera.room_address())
    await eventually(office.has_said_everything)
    return room


async def _offer(office: Office, room: JID, agent: str, words: str) -> None:
    def change(work: Work) -> None:
        department = office.desk.directory.department(office.key)
        offer = Announce(ConversationId(1), State.WAITING, "Vera", words, "https://shop.example.org", "Shop", room)
        queue(work, shard=office.server.component, department=department, lane=JID(agent), cid=words, content=offer)

    await office.store.change(change)


async def _reads(agent: Agent, words: str) -> None:
    await agent.wait_for(lambda heard: heard.type == "chat" and f"“{words}”" in (heard.body or ""))


def _spy(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom the offers let in from now on."""
    let_in = list[str]()

    def build(jid: str, affiliation: str) -> str:
        let_in.append(jid)
        return build_affiliation(jid, affiliation)

    monkeypatch.setattr(agent_lane, "build_affiliation", build)
    return let_in
