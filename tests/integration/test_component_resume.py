"""Whatever breaks, nothing that was said is lost, and nothing is said twice."""

import asyncio
import contextlib

import pytest

from bridge.errors import ParlourError
from bridge.model import JID, Delivery, Side
from component.link import ENTERING_AT_ONCE
from component.rounds import check_inside
from tests.agents.agent import said, says_when_inside
from tests.integration.component_office import Office, OfficeVisitor, opened
from tests.integration.test_component_conversation import conversation
from tests.servers.fixtures import StartAgent, StartServer
from tests.servers.ports import LOOPBACK
from tests.servers.proxy import Proxy
from tests.servers.xmpp import Kind, XmppServer
from tests.waiting import eventually

LINES = 30


async def test_what_was_said_while_we_were_away_is_made_up_for(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    After a restart, the agent's words are read from the archive, then the visitor's are sent, each once.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await office.stop()
        await ann.say(room, "Are you still there?")
        wrong = await ann.say(room, "oops")
        await ann.retract(room, wrong)
        await ann.say(room, "!note she went away")
        await vera.says("Yes, I am.")
        await office.start()
        await _room_has(office, room, ["Hello?", "Yes, I am."])
        await _all_in_room(vera)
        assert await vera.words(Side.AGENT) == ["Are you still there?", ""]


async def test_a_place_that_the_archive_does_not_know(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    COMPAT Prosody refuses an unknown place, ejabberd begins at the beginning: all is there, and nothing twice.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await ann.say(room, "one")
        await vera.reads("one")
        await office.stop()
        await ann.say(room, "two")
        await office.forget_place(JID(room), "never-was-an-id")
        await office.start()
        await vera.reads("one", "two")


async def test_a_stream_that_breaks_in_traffic_loses_and_repeats_nothing(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    The wire is cut again and again while both sides write: each line arrives once, in order.
    """
    async with Proxy(xmpp_server.component_port) as proxy:
        server = f"{LOOPBACK}:{proxy.port}"
        async with opened(xmpp_server, xmpp={"server": server}) as office:
            vera, ann, room = await conversation(office, start_agent)
            for number in range(LINES):
                await asyncio.gather(vera.says(f"visitor {number}"), ann.say(room, f"agent {number}"))
                if number % 10 == 5:
                    proxy.cut()
            await vera.reads(*(f"agent {number}" for number in range(LINES)))
            await _room_has(office, room, ["Hello?", *(f"visitor {number}" for number in range(LINES))])
            await _all_in_room(vera)


@pytest.mark.parametrize("end", ["kill", "stop"])
async def test_a_server_that_ends_loses_nothing(
    server_kind: Kind, start_server: StartServer, start_agent: StartAgent, end: str
) -> None:
    """
    The server is killed, or stopped, in the middle of a conversation; when it is back, both sides go on.
    """
    server = await start_server(server_kind)
    async with opened(server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await vera.says("visitor 0")
        await _room_has(office, room, ["Hello?", "visitor 0"])
        await (server.kill() if end == "kill" else server.stop())
        await vera.says("visitor 1")
        await server.start()
        await vera.says("visitor 2")
        await _room_has(office, room, ["Hello?", "visitor 0", "visitor 1", "visitor 2"])
        await eventually(
            lambda: says_when_inside(ann, room, "agent"), within=60, every=0.5, what="Ann is back in the room"
        )
        await vera.reads("agent")


async def test_a_visitor_who_was_thrown_out_is_back_at_once(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Somebody with the right to do so throws the visitor out of the room: they are inside again, and nothing is missed.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        owner = f"{office.address}/parlour"
        payload = "<query xmlns='http://jabber.org/protocol/muc#admin'><item nick='Vera' role='none'/></query>"
        await office.link.questions.ask(payload, to=room, kind="set", sender=owner)
        await ann.wait_for(lambda heard: heard.kind == "presence" and heard.nick == "Vera" and 307 in heard.codes)
        await vera.says("I am back")
        await _room_has(office, room, ["Hello?", "I am back"])
        await ann.say(room, "Welcome back")
        await vera.reads("Welcome back")


async def test_a_room_that_the_server_lost_is_made_again(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    A room that vanished while nobody looked is made anew by the department, and never belongs to the visitor.
    """
    async with opened(xmpp_server) as office:
        vera = office.visitor("Vera")
        await vera.says("Hello?")
        room = (await vera.room()).jid
        await office.stop()
        other = JID(room.replace("@", "-moved@"))
        await office.move_room(room, other)
        await office.start()
        await vera.says("Still me")
        ann = await start_agent(xmpp_server, "ann")
        await ann.direct(office.address, "take")
        await ann.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room == other)
        await _room_has(office, other, ["Still me"])
        assert await office.rights(other, "owner") == {office.address}


async def test_a_store_that_is_away_for_a_moment_loses_no_answer(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    What an agent says while the database cannot be reached stays in its place, and is kept as soon as it can.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        with office.store_away():
            await ann.say(room, "one")
            await ann.say(room, "two")
            await ann.wait_for(said("two", room=room))
            await office.link.round_trip()
        await vera.reads("one", "two")
        assert office.lane(room).is_inside


async def test_our_occupant_is_asked_whether_it_is_inside(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Where it is, nothing changes; where it is not, although nobody told us, it enters again.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        lane = office.lane(room)
        await check_inside(lane)
        assert lane.is_inside
        since = len(ann.heard)
        assert lane.place is not None
        lane.place.nick = "somebody who is not there"
        await check_inside(lane)
        await eventually(lambda: lane.is_inside)
        await vera.says("Here I am")
        await ann.wait_for(said("Here I am", room=room), since=since)


async def test_what_comes_while_the_archive_is_read_moves_no_place_back(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    It is in both: dealt with once, and the store's place stands at the last of it, so that no command is run again.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        question = await ann.wait_for(said("Hello?", room=room))
        async with contextlib.AsyncExitStack() as doors:
            for _ in range(ENTERING_AT_ONCE):
                await doors.enter_async_context(office.link.entering)
            office.lane(room).go_outside(is_wanted=True)
            await ann.react(question, "👍")
            await ann.say(room, "one")
            await ann.say(room, "!note for colleagues")
            last = await ann.wait_for(said("!note for colleagues", room=room))
        await vera.reads("one")

        async def has_read_all() -> bool:
            return (await vera.room()).cursor == last.stanza_id

        await eventually(has_read_all)
        await eventually(lambda: office.lane(room).is_idle)
        assert await has_read_all()


async def _room_has(office: Office, room: str, lines: list[str]) -> None:
    """The room's own archive is the judge: these are the visitor's lines, each once."""

    async def has() -> bool:
        try:
            said = await office.lines(room, "Vera")
        except ParlourError:
            return False
        assert said == lines
        return True

    await eventually(has, within=30, every=0.2)


async def _all_in_room(visitor: OfficeVisitor) -> None:
    async def arrived() -> bool:
        mine = [message for message in await visitor.log() if message.side is Side.VISITOR]
        return all(message.delivery is Delivery.IN_ROOM for message in mine)

    await eventually(arrived)
