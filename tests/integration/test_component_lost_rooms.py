"""The server loses a room, and something comes between before it is as it was."""

from collections.abc import Mapping

import pytest

from bridge.desk import Desk
from bridge.model import JID, Fence, State
from component.capability import Capability
from component.errors import Disconnected, NoAnswer
from component.making import Making
from component.stanzas.queries import INFO_PAYLOAD, parse_info
from tests.agents.agent import said
from tests.integration.component_office import Office, opened
from tests.integration.test_component_conversation import conversation
from tests.servers.fixtures import StartAgent
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually


async def test_a_lost_room_is_finished_after_an_interruption(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    An answer is lost while the room is made anew: the second time it is configured all the same, and its agent let in.
    """
    real, broken = Making.configure, list[str]()

    async def configure(making: Making, room: str, service: str, owner: str, wanted: Mapping[str, str]) -> Capability:
        if room == lost and not broken:
            broken.append(room)
            raise NoAnswer("The answer to the form was lost.")
        return await real(making, room, service, owner, wanted)

    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        lost = await _lose(office, room)
        monkeypatch.setattr(Making, "configure", configure)
        await office.start()
        await vera.says("Still me")
        await ann.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room == lost)
        await ann.join(lost, history=20)
        await ann.say(lost, "Still you.")
        await vera.reads("Still you.")
        assert broken == [lost]
        assert {"muc_membersonly", "muc_hidden", "muc_persistent"} <= await _features(office, lost)


async def test_a_lost_room_is_finished_after_a_kill(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The bridge dies right after the server has made the room anew, before anything of it is kept: the next one finds a
    room that is open to strangers, or to nobody, and makes it a visitor's.
    """
    real, broken = Desk.room_lost, list[str]()

    async def room_lost(desk: Desk, room: JID, *, fence: Fence) -> None:
        if not broken:
            broken.append(room)
            raise Disconnected("The process was killed.")
        await real(desk, room, fence=fence)

    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        lost = await _lose(office, room)
        monkeypatch.setattr(Desk, "room_lost", room_lost)
        await office.start(until_ready=False)
        await ann.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room == lost)
        await ann.join(lost, history=20)
        await vera.says("Still me")
        await ann.wait_for(said("Still me", room=lost))
        assert broken == [lost]
        assert {"muc_membersonly", "muc_hidden", "muc_persistent"} <= await _features(office, lost)


async def test_a_room_that_somebody_else_made_is_not_entered(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    A client came back to a lost room before us and owns it now: the visitor gets another, and says nothing in that one.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        lost = await _lose(office, room)
        await ann.join(lost)
        since = len(ann.heard)
        await office.start()
        await vera.says("Still me")
        invited = await ann.wait_for(
            lambda heard: heard.invitation is not None and heard.invitation.room != lost, since=since
        )
        assert invited.invitation is not None
        again = invited.invitation.room
        await ann.join(again, history=20)
        await ann.wait_for(said("Still me", room=again))
        assert await office.rights(again, "owner") == {office.address}
        assert not [heard for heard in ann.heard if heard.room == lost and heard.body == "Still me"]


async def test_a_command_is_kept_while_the_store_is_away(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    It is carried out as soon as the database is back.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        with office.store_away():
            await ann.say(room, "!close")
            await ann.wait_for(said("!close", room=room))
            await office.link.round_trip()

        async def is_closed() -> bool:
            return (await office.desk.standing(vera.id, channel="default")).state is State.CLOSED

        await eventually(is_closed)


async def _lose(office: Office, room: str) -> JID:
    """The bridge is stopped, and what it believes to be the room's address is an address without a room."""
    await office.stop()
    lost = JID(room.replace("@", "-lost@"))
    await office.move_room(JID(room), lost)
    return lost


async def _features(office: Office, room: str) -> frozenset[str]:
    answer = await office.link.questions.ask(INFO_PAYLOAD, to=room, sender=f"{office.address}/parlour")
    return parse_info(answer).features
