"""What happens at the edges: a server that refuses us, floods, limits, an archive that is missing, a lost lease."""

import asyncio
from collections.abc import Callable

import pytest

from bridge.bus import visitor_key
from bridge.errors import LostShard
from bridge.events import Typing
from bridge.model import Delivery, Side
from bridge.text import MAX_AGENT_TEXT
from component import room_lane
from tests.agents.agent import said
from tests.agents.heard import Heard
from tests.integration.component_office import Office, OfficeVisitor, opened
from tests.integration.test_component_conversation import conversation
from tests.servers.fixtures import StartAgent, StartServer
from tests.servers.ports import LOOPBACK
from tests.servers.proxy import Proxy
from tests.servers.xmpp import Kind, ServerSettings, XmppServer
from tests.waiting import eventually

A_WHILE = 3.0


async def test_a_server_that_does_not_want_us_is_left_alone(xmpp_server: XmppServer) -> None:
    """
    With a wrong secret there is one attempt, and then a long wait: no storm of reconnects.
    """
    async with Proxy(xmpp_server.component_port) as proxy:
        xmpp = {"server": f"{LOOPBACK}:{proxy.port}", "secret": "quite another"}
        office = await Office(xmpp_server, "support", xmpp=xmpp).start(until_ready=False)
        await eventually(lambda: proxy.accepted == 1 and proxy.connections == 0)
        await _goes_on(office)
        assert proxy.accepted == 1
        await office.stop()


async def test_a_server_that_hangs_up_is_not_stormed(xmpp_server: XmppServer) -> None:
    """
    Connections that end right after they began are tried again more and more slowly.
    """
    async with Proxy(xmpp_server.component_port) as proxy:
        office = Office(xmpp_server, "support", xmpp={"server": f"{LOOPBACK}:{proxy.port}"})
        await office.start()
        proxy.target = 1
        proxy.cut()
        await eventually(lambda: office.gateway is not None and not office.gateway.is_ready)
        await _goes_on(office)
        proxy.target = xmpp_server.component_port
        await eventually(lambda: office.gateway is not None and office.gateway.is_ready, within=30)
        await office.stop()


async def test_a_lost_lease_silences_us_at_once(xmpp_server: XmppServer) -> None:
    """
    Whoever does not hold the shard any more drops the stream, sends nothing, and says so to the composition root.
    """
    async with opened(xmpp_server) as office:
        vera = office.visitor("Vera")
        await vera.says("Hello?")
        await vera.room_address()
        assert office.gateway is not None
        assert office.gateway.life is not None
        stream = office.gateway.life.stream
        office.lose_lease()
        await eventually(lambda: not stream.is_open)
        with pytest.raises(LostShard):
            await office.ended()


async def test_a_flood_is_read_from_the_archive(
    xmpp_server: XmppServer, start_agent: StartAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    When more arrives than a room holds, its queue is thrown away and the archive is read: all arrives, in order.
    """
    monkeypatch.setattr(room_lane, "MAX_HEARD", 3)
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        lines = [f"line {number}" for number in range(60)]
        stanzas = [f"<message to='{room}' type='groupchat' id='{each}'><body>{each}</body></message>" for each in lines]
        await asyncio.gather(*(ann.send_raw(stanza) for stanza in stanzas))
        await vera.reads(*lines)


async def test_a_line_beyond_the_limit_is_told_to_its_author(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    The visitor sees nothing of it, nor of such a correction; it is dealt with, also after a restart, and all goes on.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        beyond = "x" * (MAX_AGENT_TEXT + 1)

        def refusals() -> int:
            return len([heard for heard in ann.heard if "did not reach the visitor" in (heard.body or "")])

        await ann.say(room, beyond)
        await eventually(lambda: refusals() == 1)
        first = await ann.say(room, "shortly")
        await vera.reads("shortly")
        await ann.correct(room, first, beyond)
        await eventually(lambda: refusals() == 2)
        after_correction = (await vera.room()).cursor
        await office.stop()
        await office.start()
        await ann.say(room, "and on")
        await vera.reads("shortly", "and on")
        assert refusals() == 2
        assert (await vera.room()).cursor != after_correction


async def test_rooms_without_an_archive_work(
    server_kind: Kind, start_server: StartServer, start_agent: StartAgent
) -> None:
    """
    An administrator forgot the archive: conversations go on all the same, also after a restart.
    """
    server = await start_server(server_kind, ServerSettings(archive=False))
    async with opened(server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await ann.say(room, "Yes?")
        await vera.reads("Yes?")
        await office.stop()
        await vera.says("still me")
        await office.start()
        await ann.wait_for(said("still me", room=room))
        await ann.say(room, "I see")
        await vera.reads("Yes?", "I see")


async def test_a_limit_of_rooms_delays_and_loses_nothing(start_server: StartServer, start_agent: StartAgent) -> None:
    """
    COMPAT ejabberd: over `max_user_conferences` a visitor's room waits until another conversation ends; agents are
    alerted all the same.
    """
    server = await start_server("ejabberd", ServerSettings(max_conferences=3))
    async with opened(server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await ann.join(office.lobby)
        others = [office.visitor(name) for name in ("Omid", "Mina", "Nora")]
        for other in others:
            await other.says("Me too")
            await ann.wait_for(_offer_of(other.name))
        assert not all([await _is_in_room(other) for other in others])
        await ann.say(room, "!close")

        async def is_next() -> bool:
            return any([await _is_in_room(other) for other in others[1:]])

        await eventually(is_next, within=40)
        assert await vera.words(Side.AGENT) == []


async def test_an_agent_who_types_is_seen(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    The visitor's side hears that Ann is writing, and that she stopped.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        heard: list[Typing] = []
        with office.bus.listen(visitor_key(vera.id)) as listener:
            await ann.typing(room)
            await ann.typing(room, False)

            def has_typed() -> bool:
                heard.extend(each for each in listener.drain() if isinstance(each, Typing))
                return [(each.name, each.is_writing) for each in heard] == [("Ann", True), ("Ann", False)]

            await eventually(has_typed)


async def test_whoever_leaves_types_no_more(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Ann's client goes in the middle of a word: nobody is writing any more.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        heard: list[bool] = []
        with office.bus.listen(visitor_key(vera.id)) as listener:

            def has_typed(*states: bool) -> bool:
                heard.extend(each.is_writing for each in listener.drain() if isinstance(each, Typing))
                return heard == list(states)

            await ann.typing(room)
            await eventually(lambda: has_typed(True))
            await ann.leave(room)
            await eventually(lambda: has_typed(True, False))


async def test_a_lost_stream_is_not_the_visitors_concern(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Whoever types or writes at the moment at which the stream is lost notices nothing of it.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        office.link.stream.drop()
        office.desk.visitor_types(vera.id, is_writing=True)
        await vera.says("Did it work?")
        await eventually(lambda: _is_in_room(vera))
        assert room.startswith("vera")
        assert ann.is_online


async def test_a_new_agent_is_let_in_and_told(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    The configuration is read again: whoever is new becomes a member of the lobby, gets the welcome and one invitation.
    """
    async with opened(xmpp_server) as office:
        carl = await start_agent(xmpp_server, "carl")
        office.appoint("ann", "carl")
        await carl.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room == office.lobby)
        await carl.join(office.lobby)
        assert len([heard for heard in carl.heard if "Welcome to" in (heard.body or "")]) == 1


def _offer_of(name: str) -> Callable[[Heard], bool]:
    return lambda heard: heard.type == "chat" and name in (heard.body or "")


async def _goes_on(office: Office) -> None:
    """The gateway neither ends nor fails for a while."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(A_WHILE):
            await office.ended()


async def _is_in_room(visitor: OfficeVisitor) -> bool:
    mine = [message for message in await visitor.log() if message.side is Side.VISITOR]
    return all(message.delivery is Delivery.IN_ROOM for message in mine)
