"""The test servers and test agents themselves: what the other tests take for granted."""

import asyncio

import asyncpg
import pytest

from tests.agents.agent import Agent, AgentError, said
from tests.agents.profanity import Profanity
from tests.integration.web_house import open_house
from tests.servers.fixtures import StartAgent, StartServer
from tests.servers.postgresql import PostgreSql
from tests.servers.proxy import Proxy
from tests.servers.visitor import Visitor
from tests.servers.xmpp import Kind, ServerSettings, XmppServer
from tests.unit.desks import SHARD
from tests.waiting import eventually

_CONFIG = "http://jabber.org/protocol/muc#roomconfig"


async def test_agents_use_everything_that_a_room_offers(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Each kind of message that a client can send reaches the other client with the ids that real clients use.
    """
    ann = await start_agent(xmpp_server, "ann")
    bob = await start_agent(xmpp_server, "bob", manner="dino")
    room = await _make_room(ann, "everything")
    await bob.join(room)

    first = await ann.say(room, "salâm 👋 & <b>]]>")
    heard = await bob.wait_for(said("salâm 👋 & <b>]]>", room=room))
    assert heard.id == heard.origin_id == first
    assert heard.stanza_id

    await ann.correct(room, first, "hello")
    correction = await bob.wait_for(lambda heard: heard.replaces == first)
    assert correction.body == "hello"
    assert correction.origin_id != correction.id

    await bob.react(heard, "👍")
    reaction = await ann.wait_for(lambda heard: heard.reactions)
    assert reaction.reaction_to == heard.stanza_id
    assert reaction.reactions == ("👍\ufe0f",)

    await bob.reply(room, heard, "good morning")
    reply = await ann.wait_for(lambda reply: reply.reply_to == heard.stanza_id)
    assert reply.body == "> salâm 👋 & <b>]]>\ngood morning"

    await ann.typing(room)
    assert (await bob.wait_for(lambda heard: heard.typing)).nick == "Ann"
    await bob.displayed(heard)
    await ann.wait_for(lambda seen: seen.displayed == heard.stanza_id)
    await ann.retract(room, first)
    await bob.wait_for(lambda heard: heard.retracts == first)
    await bob.direct("ann@localhost", "between us")
    assert (await ann.wait_for(said("between us"))).sender.startswith("bob@localhost/")


async def test_an_agent_comes_back_by_itself(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    A client whose connection broke is soon in its rooms again, as real clients are.
    """
    ann, bob = await start_agent(xmpp_server, "ann"), await start_agent(xmpp_server, "bob")
    room = await _make_room(ann, "back")
    await bob.join(room)
    since = len(bob.heard)
    await bob.cut()
    await bob.wait_for(lambda heard: 110 in heard.codes and heard.room == room, since=since)
    await ann.say(room, "there you are")
    await bob.wait_for(said("there you are"))


async def test_a_killed_server_keeps_what_it_archived(
    server_kind: Kind, start_server: StartServer, start_agent: StartAgent
) -> None:
    """
    With the storage that the kill tests use, a room and every echoed message survive SIGKILL an instant later.
    """
    server = await start_server(server_kind)
    ann = await start_agent(server, "ann")
    room = await _make_room(ann, "durable")
    texts = [f"message {number}" for number in range(20)]
    for text in texts:
        await ann.say(room, text)
    await ann.wait_for(said(texts[-1]))

    await server.kill()
    await server.start()
    await eventually(lambda: ann.statuses.count("online") == 2)
    again = await ann.join(room)
    assert 201 not in again.codes, "the room was forgotten"
    assert [message.body for message in await ann.archive(room)] == ["open", *texts]


async def test_a_permission_can_be_missing(
    server_kind: Kind, start_server: StartServer, start_agent: StartAgent
) -> None:
    """
    A server may be set up without an archive; the agent's client is told so rather than seeing an empty one.
    """
    server = await start_server(server_kind, ServerSettings(archive=False, upload=False))
    ann = await start_agent(server, "ann")
    room = await _make_room(ann, "unarchived")
    with pytest.raises(AgentError):
        await ann.archive(room)


async def test_a_terminal_shows_what_was_said(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Profanity joins a room, shows what others write, and what is typed into it arrives.
    """
    ann = await start_agent(xmpp_server, "ann")
    room = await _make_room(ann, "terminal")
    async with Profanity(xmpp_server, "dan@localhost") as dan:
        await dan.type(f"/join {room}")
        await ann.wait_for(lambda heard: heard.kind == "presence" and heard.nick == "Dan")
        await ann.say(room, "can you read this? 👍")
        await dan.sees("can you read this? 👍")
        await dan.type("clearly")
        await ann.wait_for(said("clearly", room=room))


async def test_a_cut_wire_breaks_connections_and_heals(prosody: XmppServer) -> None:
    """
    What goes through the proxy arrives; a cut breaks it for both ends, and the next connection works again.
    """
    async with Proxy(prosody.c2s_port) as proxy, Agent(prosody, "eve@localhost", port=proxy.port) as eve:
        assert proxy.connections == 1
        proxy.cut()
        await eventually(lambda: eve.statuses.count("online") == 2)
        assert proxy.connections == 1


async def test_a_page_that_is_loaded_anew_is_told_everything() -> None:
    """
    What had arrived on the old page's connection and was not shown yet is not taken for what the new page knows.
    """
    async with open_house() as house, Visitor(house.socket_url) as vera:
        await vera.wait_saved(await vera.say("Hello"))
        (visitor,) = [each.visitor for each in (await house.store.read(lambda work: work.open_rooms(SHARD)))]
        for number in range(20):
            came = vera.connections
            await house.agent_writes(visitor, f"line {number}")
            for _ in range(number):
                await asyncio.sleep(0)
            vera.reload()
            await eventually(lambda came=came: vera.connections > came)  # type: ignore[misc]
            assert [each.seq for each in vera.transcript()] == list(range(1, len(vera.transcript()) + 1))
            await vera.hears("line 0")


async def test_postgresql_recovers_from_a_kill(postgresql: PostgreSql) -> None:
    """
    Each test has an empty database of its own, and what was committed survives SIGKILL.
    """
    url = await postgresql.create_database()
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    await postgresql.kill()
    await postgresql.start()
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT number FROM kept") == 7
    await connection.close()


async def _make_room(owner: Agent, name: str) -> str:
    """An open, persistent, archived room that `owner` has made and is in."""
    room = f"{name}@conference.localhost"
    assert 201 in (await owner.join(room)).codes
    fields = {"FORM_TYPE": _CONFIG, "muc#roomconfig_persistentroom": "1"}
    form = "".join(f"<field var='{name}'><value>{value}</value></field>" for name, value in fields.items())
    query = (
        f"<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>{form}</x></query>"
    )
    await owner.send_raw(f"<iq type='set' to='{room}' id='make'>{query}</iq>")
    await owner.say(room, "open")
    await owner.wait_for(said("open", room=room))
    return room
