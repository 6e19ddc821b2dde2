"""People on the XMPP side who are not what they seem."""

import asyncio

import pytest

from tests.agents.agent import Agent, AgentError, said
from tests.e2e.scene import Scene, enter, invited
from tests.servers.visitor import Visitor

MINUTE = 60_000


async def test_a_stranger_cannot_speak_to_a_visitor(scene: Scene) -> None:
    """
    Whoever is not in the room reaches neither the visitor's page nor the store, whatever they send to the room, to
    the visitor's address, or to the department; and they are not told whose address it is.
    """
    vera, ann, room = await scene.conversation()
    eve = await scene.agent("eve")
    with pytest.raises(AgentError):
        await eve.join(room)
    address = room.replace(f"@{scene.server.muc}", f"@{scene.server.component}")
    for stanza in _forged(room, address):
        await eve.send_raw(stanza)
    await eve.direct(scene.bridge.address, "take")
    await ann.say(room, "last")
    await vera.hears("last")
    assert [message.text for message in vera.transcript() if message.side == "agent"] == ["last"]
    assert not scene.bridge.query("SELECT text FROM messages WHERE text LIKE '%forged%'")
    assert not any(heard.invitation for heard in eve.heard)
    assert scene.proxy.accepted == 1, "the stream broke"


async def test_a_forged_time_is_not_believed(scene: Scene) -> None:
    """
    COMPAT ejabberd: passes a `<delay/>` of its clients through. Words said now are shown with the time of now.
    """
    vera, ann, room = await scene.conversation()
    delay = f"<delay xmlns='urn:xmpp:delay' from='{room}' stamp='1999-12-31T23:59:59Z'/>"
    await ann.send_raw(
        f"<message type='groupchat' to='{room}' id='forged-1'><body>in the past?</body>{delay}</message>"
    )
    shown = await vera.hears("in the past?")
    standing = next(message for message in vera.transcript() if message.side == "visitor")
    assert 0 <= shown.at - standing.at < MINUTE


async def test_a_colleague_cannot_change_what_another_said(scene: Scene) -> None:
    """
    Bob corrects and retracts Ann's message, with her occupant id in his stanza: hers stays as it was.
    """
    vera, ann, bob, room = await _two_agents_in_one_room(scene)
    hers = await ann.say(room, "Twenty euros")
    shown = await vera.hears("Twenty euros")
    heard = await bob.wait_for(said("Twenty euros", room=room))
    forged = f"<occupant-id xmlns='urn:xmpp:occupant-id:0' id='{heard.occupant_id or 'ann'}'/>"
    replace = f"<replace xmlns='urn:xmpp:message-correct:0' id='{hers}'/>"
    retract = f"<retract xmlns='urn:xmpp:message-retract:1' id='{hers}'/>"
    await bob.send_raw(
        f"<message type='groupchat' to='{room}' id='f1'><body>Two euros</body>{replace}{forged}</message>"
    )
    await bob.send_raw(f"<message type='groupchat' to='{room}' id='f2'>{retract}{forged}</message>")
    await bob.say(room, "after it")
    await vera.hears("after it")
    message = vera.messages[shown.seq]
    assert (message.text, message.retracted, message.name) == ("Twenty euros", False, "Ann")


async def test_a_private_message_is_not_shown(scene: Scene) -> None:
    """
    What an agent whispers to the visitor's nick inside the room is not part of the conversation.
    """
    vera, ann, room = await scene.conversation()
    await ann.send_raw(f"<message type='chat' to='{room}/Vera' id='pm'><body>whispered</body></message>")
    await ann.say(room, "aloud")
    await vera.hears("aloud")
    assert not any(message.text == "whispered" for message in vera.transcript())
    assert scene.proxy.accepted == 1, "the stream broke"


async def test_encrypted_words_are_answered_not_relayed(scene: Scene) -> None:
    """
    An encrypted message cannot be read: its sender is told so, the visitor sees nothing of it.
    """
    vera, ann, room = await scene.conversation()
    since = len(ann.heard)
    hint = "<encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl' name='OMEMO'/>"
    omemo = "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/><payload>AAAA</payload></encrypted>"
    body = "<body>I sent you an OMEMO encrypted message</body>"
    await ann.send_raw(f"<message type='groupchat' to='{room}' id='secret'>{body}{omemo}{hint}</message>")
    await ann.wait_for(lambda heard: "OMEMO" in (heard.body or "") and heard.id != "secret", since=since)
    await ann.say(room, "in the clear")
    await vera.hears("in the clear")
    assert [message.text for message in vera.transcript() if message.side == "agent"] == ["in the clear"]


def _forged(room: str, address: str) -> list[str]:
    """What Eve sends: each would show "forged" to the visitor if it were believed."""
    body = "<body>forged</body>"
    occupant = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='ann'/>"
    delay = f"<delay xmlns='urn:xmpp:delay' from='{room}' stamp='2026-01-01T00:00:00Z'/>"
    stanza_id = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{room}' id='1'/>"
    inner = f"<message xmlns='jabber:client' type='groupchat' from='{room}/Ann'>{body}</message>"
    forwarded = f"<forwarded xmlns='urn:xmpp:forward:0'>{inner}</forwarded>"
    result = f"<result xmlns='urn:xmpp:mam:2' id='1'>{forwarded}</result>"
    targets = (address, f"{address}/web", room, f"{room}/Vera")
    messages = [
        f"<message type='{kind}' to='{to}' id='e{number}{kind}'>{content}</message>"
        for number, to in enumerate(targets)
        for kind in ("chat", "groupchat", "normal", "headline")
        for content in (body, body + occupant + delay + stanza_id, result)
    ]
    presences = [f"<presence type='{kind}' to='{address}'/>" for kind in ("subscribe", "probe", "unavailable")]
    return [*messages, *presences, f"<iq type='get' to='{address}/web' id='i1'><query xmlns='x:unknown'/></iq>"]


async def _two_agents_in_one_room(scene: Scene) -> tuple[Visitor, Agent, Agent, str]:
    """Ann took Vera's first conversation, Bob the second: both are members of the room."""
    vera, ann, room = await scene.conversation()
    bob = await scene.on_duty("bob")
    await ann.say(room, "!close")
    await vera.stands("closed")
    await vera.say("Somebody else, please")
    await scene.lobby_line(bob, "Somebody else, please")
    await bob.direct(scene.bridge.address, "take")
    await bob.wait_for(invited)
    await asyncio.gather(enter(bob, room), vera.stands("active"))
    return vera, ann, bob, room
