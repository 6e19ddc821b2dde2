"""The house changes while people talk: on a real server, rights follow, and nothing that was said is lost."""

import pytest

from bridge.desk.ledger import queue
from bridge.model import JID, Delivery, Side, State
from bridge.outgoing import Admit
from bridge.store.work import Work
from tests.agents.agent import Agent, AgentError, said, says_when_inside
from tests.agents.heard import Heard
from tests.integration.component_office import Office, OfficeVisitor, opened
from tests.integration.test_component_conversation import conversation
from tests.servers.fixtures import StartAgent, StartServer
from tests.servers.xmpp import Kind, XmppServer
from tests.waiting import eventually


async def test_a_quiet_room_is_heard_after_a_restart(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    What an agent adds after the end, while we are away, reaches the visitor when we are back, and goes on from there.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await _ends(office, vera, ann, room)
        await office.stop()
        await ann.say(room, "One more thing.")
        await office.start()
        await vera.reads("One more thing.")
        assert (await office.desk.standing(vera.id, channel="default")).state is State.ACTIVE
        await ann.say(room, "And another.")
        await vera.reads("One more thing.", "And another.")


async def test_a_quiet_room_is_heard_after_the_server_was_killed(
    server_kind: Kind, start_server: StartServer, start_agent: StartAgent
) -> None:
    """
    The server has forgotten who was inside: our visitor is inside again, although nothing goes on there.
    """
    server = await start_server(server_kind)
    async with opened(server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await _ends(office, vera, ann, room)
        await server.kill()
        await server.start()
        await eventually(
            lambda: says_when_inside(ann, room, "Are you there?"), within=60, every=0.5, what="Ann is back"
        )
        await eventually(lambda: office.gateway is not None and office.gateway.is_ready, within=60)
        await vera.reads("Are you there?")


async def test_a_quiet_room_is_not_disturbed(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Where nothing was said, a restart shows itself to nobody: the department does not come in.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await _ends(office, vera, ann, room)
        await ann.wait_for(lambda heard: heard.room == room and heard.nick == office.name and _has_left(heard))
        await office.stop()
        since = len(ann.heard)
        await office.start()
        await office.adopted()
        assert not office.lane(room).is_inside
        await ann.direct(office.address, "help")
        await ann.wait_for(lambda heard: heard.type == "chat" and "take" in (heard.body or ""), since=since)
        assert not [heard for heard in ann.heard[since:] if heard.kind == "presence" and heard.nick == office.name]


async def test_a_renamed_department_keeps_its_rooms(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Its rooms belong to the new address, the old one has no right there any more, and the talk goes on.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        before = office.address
        await office.stop()
        office.rename(f"{office.key}-new")
        await vera.says("Who are you now?")
        await office.start()
        await ann.wait_for(said("Who are you now?", room=room))
        await ann.say(room, "The same people.")
        await vera.reads("The same people.")
        assert before != office.address
        assert await office.rights(room, "owner") == {office.address}
        assert before not in await office.rights(room, "member")


async def test_a_department_is_renamed_in_the_middle_of_a_talk(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    Without a restart: the old lobby is left, the new one is entered, and nobody notices in the room.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        office.rename(f"{office.key}-new")
        office.follow()
        await ann.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room == office.lobby)
        await ann.join(office.lobby)
        await ann.say(room, "Still here.")
        await vera.reads("Still here.")
        await vera.says("Good.")
        await ann.wait_for(said("Good.", room=room))
        omid = office.visitor("Omid")
        await eventually(lambda: office.desk.is_open(office.key), what="Ann is on duty")
        await omid.says("And I?")
        await ann.wait_for(lambda heard: heard.type == "chat" and "Omid" in (heard.body or ""))
        await ann.direct(office.address, "take")
        await ann.wait_for(lambda heard: heard.invitation is not None and "omid" in heard.invitation.room)


async def test_whoever_works_here_no_more_is_let_in_nowhere(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Taken out of the configuration, Ann loses the lobby and the room, and what was still to let her in does not; her
    visitor waits for Bob.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        bob = await start_agent(xmpp_server, "bob")
        await bob.join(office.lobby)
        office.appoint("bob")
        ann_jid = f"ann@{xmpp_server.host}"

        async def has_no_right() -> bool:
            rights = [await office.rights(each, "member") for each in (room, office.lobby)]
            return all(ann_jid not in members for members in rights)

        await eventually(has_no_right, within=20)
        await _admit(office, room, ann_jid)
        await eventually(office.has_said_everything)
        assert ann_jid not in await office.rights(room, "member")
        with pytest.raises(AgentError):
            await ann.join(room)
        with pytest.raises(AgentError):
            await ann.join(office.lobby)
        await bob.wait_for(lambda heard: heard.type == "chat" and "Vera" in (heard.body or ""))
        await bob.direct(office.address, "take")
        await bob.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room == room)
        await bob.join(room)
        await bob.say(room, "I go on.")
        await vera.reads("I go on.")


async def test_whoever_comes_back_is_let_in_again(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Appointed anew, they are told of the lobby once more.
    """
    async with opened(xmpp_server) as office:
        _, ann, _ = await conversation(office, start_agent)
        office.appoint("bob")
        ann_jid = f"ann@{xmpp_server.host}"

        async def is_out() -> bool:
            return ann_jid not in await office.rights(office.lobby, "member")

        await eventually(is_out, within=20)
        since = len(ann.heard)
        office.appoint("ann", "bob")
        await ann.wait_for(
            lambda heard: heard.invitation is not None and heard.invitation.room == office.lobby, since=since
        )
        await ann.join(office.lobby)


async def test_a_destroyed_room_is_replaced(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    An administrator destroys a room in the middle of a talk. COMPAT ejabberd gives its address again, Prosody does
    not: there the room moves. Either way the agent is invited anew without a word of the visitor's, and both go on.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        since = len(ann.heard)
        payload = "<query xmlns='http://jabber.org/protocol/muc#owner'><destroy/></query>"
        await office.link.questions.ask(payload, to=room, kind="set", sender=f"{office.address}/parlour")
        invited = await ann.wait_for(
            lambda heard: heard.invitation is not None and heard.invitation.room.startswith("vera-"), since=since
        )
        assert invited.invitation is not None
        again = invited.invitation.room
        assert (again == room) == (xmpp_server.kind == "ejabberd")
        await ann.join(again)
        await vera.says("Are you there?")
        await ann.wait_for(said("Are you there?", room=again))
        await ann.say(again, "Here I am.")
        await vera.reads("Here I am.")
        assert "Are you there?" in await office.lines(again, "Vera")

        async def is_in_room() -> bool:
            mine = [message for message in await vera.log() if message.side is Side.VISITOR]
            return all(message.delivery is Delivery.IN_ROOM for message in mine)

        await eventually(is_in_room)
        assert await office.rights(again, "owner") == {office.address}


async def test_a_destroyed_room_that_nobody_needs_is_left_alone(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    An administrator clears up after the end: the room stays away until its visitor writes again.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await _ends(office, vera, ann, room)
        payload = "<query xmlns='http://jabber.org/protocol/muc#owner'><destroy/></query>"
        await office.link.questions.ask(payload, to=room, kind="set", sender=f"{office.address}/parlour")
        await ann.wait_for(lambda heard: heard.room == room and "<destroy" in heard.raw)
        lane = office.lane(room)
        await eventually(lambda: lane.is_idle and not lane.is_inside)
        await ann.join(office.lobby)
        await eventually(lambda: office.desk.is_open(office.key), what="Ann is on duty")
        await vera.says("I am back.")
        await ann.wait_for(lambda heard: heard.type == "chat" and "I am back." in (heard.body or ""))
        again = await vera.room_address()
        await ann.wait_for(lambda heard: heard.type == "chat" and f"xmpp:{again}?join" in (heard.body or ""))


async def _ends(office: Office, vera: OfficeVisitor, ann: Agent, room: str) -> None:
    """The conversation is over, and the room has settled."""
    await ann.say(room, "!close")

    async def is_over() -> bool:
        standing = await office.desk.standing(vera.id, channel="default")
        return standing.state is State.CLOSED and await office.has_said_everything()

    await eventually(is_over)


async def _admit(office: Office, room: str, agent: str) -> None:
    """Queue what lets an agent into a room, as if they had taken its conversation."""

    def change(work: Work) -> None:
        department = office.desk.directory.department(office.key)
        content = Admit(JID(room), JID(agent), "Vera")
        queue(work, shard=office.server.component, department=department, lane=JID(agent), cid="late", content=content)

    await office.store.change(change)


def _has_left(heard: Heard) -> bool:
    return heard.kind == "presence" and heard.type == "unavailable"
