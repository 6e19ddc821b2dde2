"""Duty beyond the lobby, on real servers: agents let the department see their devices."""

from functools import partial

import pytest
import pytest_asyncio

from bridge.model import JID, DutyWish
from component import sightings
from tests.agents.agent import Agent, AgentError, Predicate
from tests.integration.component_office import Office, opened
from tests.servers.fixtures import StartAgent
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually


@pytest_asyncio.fixture(autouse=True)
async def _accounts(xmpp_server: XmppServer) -> None:
    """A request to an account that is not there yet is lost."""
    for name in ("ann", "bob"):
        await xmpp_server.register(f"{name}@{xmpp_server.host}")


async def lets_see(agent: Agent, office: Office) -> None:
    """The agent's client is asked, and says yes."""
    await agent.wait_for(_asks(office, "subscribe"), what="a request")
    await agent.send_raw(f"<presence to='{office.address}' type='subscribed'/>")


async def devices_are(office: Office, agent: Agent, *shows: str) -> None:
    """Until the desk knows that the agent's devices show this."""

    async def known() -> bool:
        duties = {each.agent: each.devices for each in await office.desk.duties(office.key)}
        assert duties.get(JID(agent.jid)) == tuple(sorted(shows))
        return True

    await eventually(known)


async def enters(agent: Agent, room: str) -> bool:
    """Whether the room lets the agent in by now."""
    try:
        await agent.join(room)
    except AgentError:
        return False
    return True


async def is_open(office: Office, *, wanted: bool) -> None:
    async def as_wanted() -> bool:
        return await office.desk.is_open(office.key) is wanted

    await eventually(as_wanted, what=f"somebody is there: {wanted}")


async def test_an_agent_may_be_on_duty_without_the_lobby(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Each device counts, as it comes and goes, with what it shows; a visitor's offer reaches the one who asked for duty.
    """
    async with opened(xmpp_server) as office:
        phone = await start_agent(xmpp_server, "ann", device="phone")
        await lets_see(phone, office)
        await devices_are(office, phone, "")
        agent = JID(phone.jid)
        await office.desk.wish_duty(office.key, agent, DutyWish.ON, fence=office.link.fence())
        await is_open(office, wanted=True)
        await office.visitor("Vera").says("Is anybody on the road?")
        await phone.wait_for(lambda heard: "Is anybody on the road?" in (heard.body or ""))
        laptop = await start_agent(xmpp_server, "ann", device="laptop")
        await laptop.presence("dnd")
        await devices_are(office, phone, "", "dnd")
        await is_open(office, wanted=False)
        await laptop.close()
        await devices_are(office, phone, "")
        await is_open(office, wanted=True)
        await phone.send_raw(f"<presence to='{office.address}' type='unsubscribed'/>")
        await is_open(office, wanted=False)


async def test_do_not_disturb_under_another_name_in_the_lobby(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Two devices with names of their own, of an agent whom we may not see elsewhere: one that is not to be disturbed is
    enough.
    """
    async with opened(xmpp_server) as office:
        phone = await start_agent(xmpp_server, "ann", device="phone")
        laptop = await start_agent(xmpp_server, "ann", device="laptop")
        laptop.nick = "Ann at her desk"
        for agent in (phone, laptop):
            await eventually(partial(enters, agent, office.lobby), every=0.2)
        await is_open(office, wanted=True)
        await laptop.presence("dnd")
        await is_open(office, wanted=False)
        await laptop.presence("away")
        await is_open(office, wanted=True)


async def test_after_a_restart_it_is_asked_who_is_there(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    What changed while the bridge was down is known again: also that somebody has gone, of which some servers say
    nothing.
    """
    async with opened(xmpp_server) as office:
        ann, bob = await start_agent(xmpp_server, "ann"), await start_agent(xmpp_server, "bob")
        for agent in (ann, bob):
            await lets_see(agent, office)
            await devices_are(office, agent, "")
        await office.stop()
        await ann.presence("dnd")
        await bob.close()
        await office.start()
        await devices_are(office, ann, "dnd")
        await devices_are(office, bob)


async def test_who_works_here_no_more_is_not_looked_at(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Ann's permission is given back, and what was known of her is forgotten; appointed again, she is asked again.
    """
    async with opened(xmpp_server) as office:
        ann = await start_agent(xmpp_server, "ann")
        await lets_see(ann, office)
        await devices_are(office, ann, "")
        since = len(ann.heard)
        office.appoint("bob")

        async def is_forgotten() -> bool:
            return not await office.desk.duties(office.key) and await office.has_said_everything()

        await eventually(is_forgotten)
        office.appoint("ann", "bob")
        await ann.wait_for(_asks(office, "subscribe"), since=since)
        await ann.send_raw(f"<presence to='{office.address}' type='subscribed'/>")
        await devices_are(office, ann, "")


async def test_nothing_is_kept_of_strangers(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Eve shows herself to the department and lets it see her; nobody looks.
    """
    async with opened(xmpp_server) as office:
        eve, ann = await start_agent(xmpp_server, "eve"), await start_agent(xmpp_server, "ann")
        await eve.send_raw(f"<presence to='{office.address}' type='subscribed'/>")
        await eve.send_raw(f"<presence to='{office.address}'/>")
        await lets_see(ann, office)
        await devices_are(office, ann, "")
        assert [each.agent for each in await office.desk.duties(office.key)] == [ann.jid]
        assert JID(eve.jid) not in office.switchboard.sightings._devices


async def test_an_agent_who_adds_the_department_is_asked_back(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Whoever once said no, or was never asked, can change it from their own client, also after a restart.
    """
    async with opened(xmpp_server) as office:
        ann = await start_agent(xmpp_server, "ann")
        await ann.wait_for(_asks(office, "subscribe"))
        await ann.send_raw(f"<presence to='{office.address}' type='unsubscribed'/>")
        await office.stop()
        await office.start()
        since = len(ann.heard)
        await ann.send_raw(f"<presence to='{office.address}' type='subscribe'/>")
        await ann.wait_for(_asks(office, "subscribe"), since=since)
        await ann.send_raw(f"<presence to='{office.address}' type='subscribed'/>")
        await devices_are(office, ann, "")


async def test_many_devices_are_too_many(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The newest are kept; what one person can make us remember is bounded.
    """
    monkeypatch.setattr(sightings, "MAX_DEVICES", 2)
    async with opened(xmpp_server) as office:
        ann = await start_agent(xmpp_server, "ann")
        await lets_see(ann, office)
        await devices_are(office, ann, "")
        known = office.switchboard.sightings._devices[JID(ann.jid)]
        for name in ("phone", "tablet", "watch"):
            await start_agent(xmpp_server, "ann", device=name)
            await eventually(lambda newest=name: any(each.endswith(f"/{newest}") for _, each in known), what=name)
        assert {each.partition("/")[2] for _, each in known} == {"tablet", "watch"}


def _asks(office: Office, kind: str) -> Predicate:
    """A presence of the department's that is about who may see whom."""
    return lambda heard: heard.room == office.address and heard.type == kind
