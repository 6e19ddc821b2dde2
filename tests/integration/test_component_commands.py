"""What agents tell the desk in words, and what never reaches the visitor."""

import pytest

from bridge.model import State
from tests.agents.agent import Agent, said
from tests.agents.heard import Heard
from tests.integration.component_office import Office, opened
from tests.integration.test_component_conversation import conversation
from tests.servers.fixtures import StartAgent
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually

OMEMO = "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/></encrypted>"


async def test_commands_never_reach_the_visitor(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Lines with `!`, and with `/` before a word, are kept back; their author alone is told why. `/me` is speech.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await ann.say(room, "!help")
        await _told(ann, office, "!close")
        await ann.say(room, "!clsoe")
        await _told(ann, office, "“!clsoe” is no command")
        await ann.say(room, "/help")
        await _told(ann, office, "“/help” was not sent")
        await ann.say(room, "!note she is angry")
        await ann.say(room, "/me waves")
        await ann.say(room, "/etc/passwd is a file")
        await vera.reads("/me waves", "/etc/passwd is a file")


async def test_a_note_stays_a_note(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    A note that is corrected does not become speech; speech that is corrected into a command is taken back.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        note = await ann.say(room, "!note angry")
        await ann.correct(room, note, "angry, be careful")
        await _told(ann, office, "not for the visitor")
        slip = await ann.say(room, "note angry")
        await vera.reads("note angry")
        await ann.correct(room, slip, "!note angry")
        await vera.reads("")


async def test_an_encrypted_message_is_answered_at_once(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    What cannot be read never reaches the visitor, nor its stand-in text; its author learns what to do.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        body = "<body>I sent you an OMEMO encrypted message</body>"
        await ann.send_raw(f"<message to='{room}' type='groupchat' id='secret'>{body}{OMEMO}</message>")
        await _told(ann, office, "encrypted with OMEMO")
        await ann.send_raw(f"<message to='{office.address}' type='chat' id='secret2'>{body}{OMEMO}</message>")
        await ann.wait_for(lambda heard: heard.type == "chat" and (heard.body or "").startswith("Your message could"))
        await ann.say(room, "in the clear")
        await vera.reads("in the clear")


async def test_an_agent_closes_a_conversation(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    `!close` ends it, the room shows it, the department leaves; the visitor's next words begin another in the same room.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await ann.say(room, "!close")
        await ann.wait_for(lambda heard: heard.room == room and (heard.subject or "").startswith("⚫"))
        await ann.wait_for(
            lambda heard: heard.room == room and heard.nick == office.name and heard.type == "unavailable",
            what="the department leaving",
        )
        assert (await office.desk.standing(vera.id, channel="default")).state is State.CLOSED
        await vera.says("One more thing")
        await ann.wait_for(said("One more thing", room=room))
        await ann.wait_for(lambda heard: heard.room == room and (heard.subject or "").startswith("🟠 #2"))
        await ann.say(room, "Yes?")
        await vera.reads("Yes?")


async def test_a_command_in_a_room_at_rest_is_done_once(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    It wakes the room, whose archive has it as well: it is answered once all the same.
    """
    async with opened(xmpp_server) as office:
        _, ann, room = await conversation(office, start_agent)
        await ann.say(room, "!close")
        await ann.wait_for(lambda heard: heard.room == room and (heard.subject or "").startswith("⚫"))
        await eventually(lambda: not office.lane(room).is_inside)
        await ann.say(room, "!nonsense")
        await _told(ann, office, "“!nonsense” is no command")
        await office.lane(room).settled()
        await ann.say(room, "!more")
        await _told(ann, office, "“!more” is no command")
        assert len([heard for heard in ann.heard if "!nonsense" in (heard.body or "") and heard.type == "chat"]) == 1


async def test_an_agent_speaks_in_a_room_at_rest(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    After the conversation is over an agent may write all the same: the visitor gets it, under the agent's own name.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await ann.say(room, "!close")
        await ann.wait_for(lambda heard: heard.room == room and (heard.subject or "").startswith("⚫"))
        await ann.say(room, "Your parcel has arrived.")
        await vera.reads("Your parcel has arrived.")
        assert next(each for each in await vera.log() if each.text == "Your parcel has arrived.").author == ann.jid


@pytest.mark.parametrize("way", ["word", "number", "reaction", "lobby"])
async def test_there_are_many_ways_to_take(xmpp_server: XmppServer, start_agent: StartAgent, way: str) -> None:
    """
    A word, a number, a thumb on the offer, or a word in the lobby: each takes the conversation, and the lobby shows it.
    """
    async with opened(xmpp_server) as office:
        ann = await start_agent(xmpp_server, "ann")
        await ann.join(office.lobby)
        await eventually(lambda: office.desk.is_open(office.key), what="Ann is on duty")
        vera = office.visitor("Vera")
        await vera.says("Hello?")
        line = await ann.wait_for(lambda heard: heard.room == office.lobby and "Vera" in (heard.body or ""))
        offer = await ann.wait_for(lambda heard: heard.type == "chat" and "🟠" in (heard.body or ""))
        await _take(ann, office, way, line=line, offer=offer)
        corrected = await ann.wait_for(lambda heard: heard.room == office.lobby and heard.replaces == line.id)
        assert (corrected.body or "").startswith("🟢")
        assert "Vera" in (corrected.body or "")
        mine = await ann.wait_for(lambda heard: heard.type == "chat" and heard.replaces == offer.id)
        assert await vera.room_address() in (mine.body or "")


async def test_the_second_to_take_is_told(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Two agents want the same conversation: one has it, the other learns who.
    """
    async with opened(xmpp_server) as office:
        ann, bob = await start_agent(xmpp_server, "ann"), await start_agent(xmpp_server, "bob")
        await office.visitor("Vera").says("Hello?")
        await ann.direct(office.address, "take 1")
        await ann.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room.startswith("vera"))
        await bob.direct(office.address, "take 1")
        await bob.wait_for(lambda heard: heard.type == "chat" and "Ann has it already" in (heard.body or ""))
        await bob.direct(office.address, "what?")
        await bob.wait_for(lambda heard: heard.type == "chat" and "help lists them" in (heard.body or ""))


async def test_an_agent_is_spoken_to_in_their_language(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Offers and answers are in the agent's language, and the agent answers in it; English is understood as well.
    """
    agents = [{"jid": f"ann@{xmpp_server.host}", "language": "fa"}]
    async with opened(xmpp_server, department={"agents": agents}) as office:
        vera, ann, room = await conversation(office, start_agent, take="بردار")
        await ann.say(room, "!راهنما")
        await _told(ann, office, "!پایان")
        await ann.say(room, "سلام")
        await vera.reads("سلام")


async def _take(ann: Agent, office: Office, way: str, *, line: Heard, offer: Heard) -> None:
    if way == "word":
        await ann.direct(office.address, "Take!")
    elif way == "number":
        await ann.direct(office.address, "take 1")
    elif way == "reaction":
        await ann.react(offer, "👍")
    else:
        await ann.react(line, "👍\ufe0f")


async def _told(ann: Agent, office: Office, part: str) -> Heard:
    def is_it(heard: Heard) -> bool:
        body = heard.body or ""
        return heard.type == "chat" and heard.room == office.address and body.startswith("[Vera]") and part in body

    return await ann.wait_for(is_it, what=f"the department saying {part!r}")
