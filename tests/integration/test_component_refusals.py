"""What is refused, by a room or by us, and what must not be lost by it."""

import asyncio
import time
from collections.abc import Sequence
from xml.etree.ElementTree import Element, fromstring

import pytest

from bridge.model import JID, OutgoingId
from bridge.outgoing import Outgoing, SayInRoom
from component import lane as lanes
from component import switchboard
from component.saying import Saying
from tests.agents.agent import said
from tests.integration.component_office import opened
from tests.integration.test_component_conversation import conversation
from tests.servers.fixtures import StartAgent
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually

A_MOMENT = 0.01  # seconds


async def test_a_room_that_asks_us_to_wait_is_asked_more_and_more_seldom(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Each refusal of the same line doubles the pause, although entering the room works in between.
    """
    waits: list[int] = []

    def growing(failures: int) -> float:
        waits.append(failures)
        return 0.01

    def refuse(saying: Saying, row: Outgoing, words: SayInRoom) -> None:
        _say_nothing(saying, row, words)
        answer = _refusal(row.cid, "resource-constraint", room, to=saying.visitor, kind="wait")
        asyncio.get_running_loop().call_later(A_MOMENT, office.switchboard.receive, answer)

    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        with monkeypatch.context() as strict:
            strict.setattr(lanes, "growing", growing)
            strict.setattr(Saying, "_say_words", refuse)
            await vera.says("Again and again")
            await eventually(lambda: len(waits) >= 4)
        assert waits[:4] == [0, 1, 2, 3]
        await ann.wait_for(said("Again and again", room=room))


async def test_what_agents_say_is_kept_while_the_lobby_is_entered_anew(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    A lobby throws the department out while the database is away: an agent's word from before counts all the same.
    """
    async with opened(xmpp_server) as office:
        vera, ann = office.visitor("Vera"), await start_agent(xmpp_server, "ann")
        await ann.join(office.lobby)
        await vera.says("Hello?")
        await ann.wait_for(lambda heard: heard.type == "chat" and "Vera" in (heard.body or ""))
        lobby = office.switchboard.lobbies[office.lobby]
        await eventually(lambda: not lobby.has_work())
        with office.store_away():
            await ann.say(office.lobby, "take")
            await ann.wait_for(said("take", room=office.lobby))
            await office.link.round_trip()
            lobby.is_inside = False
        await ann.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room != office.lobby)


async def test_an_error_of_an_occupant_is_not_the_rooms(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Whoever sits in a room can send errors with the id of a visitor's line: it counts as said all the same.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        lane = office.lane(room)
        assert lane.voice is not None
        sent = lane.voice.sent
        with monkeypatch.context() as strict:
            strict.setattr(Saying, "_say_words", _say_nothing)
            await vera.says("Still here?", cid="line-0001")
            await eventually(lambda: "line-0001" in sent)
            office.switchboard.receive(_refusal("line-0001", "not-allowed", f"{room}/Ann", to=lane.voice.visitor))
            await lane.settled()
            assert "line-0001" in sent
        lane.go_outside(is_wanted=True)
        await ann.wait_for(said("Still here?", room=room))


async def test_strangers_do_not_drown_out_agents(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    When there is too much to answer, strangers go without; what an agent tells the department is dealt with.
    """
    monkeypatch.setattr(switchboard, "MAX_ERRANDS", 0)
    async with opened(xmpp_server) as office:
        eve = await start_agent(xmpp_server, "eve")
        await eve.direct(office.address, "Hello?")
        _, ann, room = await conversation(office, start_agent)
        await ann.say(room, "Yes?")
        assert not [heard for heard in eve.heard if heard.error is not None]


async def test_a_sweep_that_read_too_early_says_nothing_twice(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A line is lost, said again and echoed while the sweep still holds what it read before: the agent reads it once.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        assert office.gateway is not None
        assert office.gateway.life is not None
        read = office.desk.outbox

        async def is_empty() -> bool:
            return not await read(office.server.component)

        async def outbox(shard: str, *, lane: JID | None = None, after: OutgoingId | None = None) -> Sequence[Outgoing]:
            rows = await read(shard, lane=lane, after=after)
            if lane is None:
                office.lane(room).go_outside(is_wanted=True)
                await eventually(is_empty)
            return rows

        with monkeypatch.context() as lossy:
            lossy.setattr(Saying, "_say_words", _say_nothing)
            await vera.says("Once")
            await office.lane(room).settled()
            await office.gateway.life._sweep_outbox()
        monkeypatch.setattr(office.desk, "outbox", outbox)
        await office.gateway.life._sweep_outbox()
        await vera.says("And on")
        await ann.wait_for(said("And on", room=room))
        assert [heard.body for heard in ann.speech(room)].count("Once") == 1


def _say_nothing(saying: Saying, row: Outgoing, _: SayInRoom) -> None:
    """A line that is lost on its way."""
    saying.sent[row.cid] = row, time.monotonic()


def _refusal(cid: str, condition: str, sender: str, *, to: str, kind: str = "cancel") -> Element:
    error = f"<error type='{kind}'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
    return fromstring(
        f"<message xmlns='jabber:client' type='error' id='{cid}' from='{sender}' to='{to}'>{error}</message>"
    )
