"""What the visitor sees of who answers: the photo and the words that the agent's own client published."""

import asyncio
import base64
import hashlib
import urllib.request

import pytest

from tests.agents.agent import Agent
from tests.e2e.scene import Scene, enter
from tests.pictures import png
from tests.servers.visitor import Visitor
from tests.waiting import eventually

BLUE, RED = png(0, 0, 255), png(255, 0, 0)


async def test_the_visitor_sees_the_agents_photo(scene: Scene) -> None:
    """
    The one in the agent's vCard, to the byte; another one as soon as there is one. A restart keeps it, although the
    agent's client says nothing new. Taken away, it is gone here as well.
    """
    vera, ann, _ = await scene.conversation()
    await _publish_card(ann, BLUE)
    await ann.presence(None)
    assert await _photo_of(scene, vera) == BLUE
    first = _path(vera)
    await _publish_card(ann, RED)
    await ann.presence("chat")
    await eventually(lambda: _path(vera) != first, what="another photo")
    assert await _photo_of(scene, vera) == RED
    await scene.bridge.kill()
    await scene.bridge.start()
    again = await scene.start_visitor(scene.bridge, "Omid")
    assert again.is_connected
    assert await _photo_of(scene, vera) == RED
    assert ann.jid not in str(vera.frames)
    await _publish_card(ann, b"")
    await ann.presence(None)
    await eventually(lambda: _path(vera) is None, what="no photo")


async def test_a_photo_that_only_pep_knows_is_seen_too(scene: Scene) -> None:
    """
    XEP-0084, published for everybody; the card may know nothing of it.
    """
    ann = await scene.agent("ann")
    await _publish_node(ann, BLUE)
    await enter(ann, scene.bridge.lobby)
    vera = await scene.visitor("Vera")
    await vera.say("Good morning")
    await scene.take(ann, "Good morning")
    await vera.stands("active")
    assert await _photo_of(scene, vera) == BLUE


@pytest.mark.department(show_status=True)
async def test_the_visitor_reads_what_the_agent_says_of_themselves(scene: Scene) -> None:
    """
    The status text of the agent's presence in the lobby, as it changes, until it is taken away.
    """
    vera, ann, _ = await scene.conversation()
    await _say_status(scene, ann, "<status>Back at 14:00</status>")
    await eventually(lambda: _status(vera) == "Back at 14:00", what="the status")
    await _say_status(scene, ann, "")
    await eventually(lambda: _status(vera) is None, what="no status")


async def _publish_card(agent: Agent, photo: bytes) -> None:
    encoded = base64.b64encode(photo).decode()
    picture = f"<PHOTO><TYPE>image/png</TYPE><BINVAL>{encoded}</BINVAL></PHOTO>" if photo else ""
    await agent.send_raw(f"<iq type='set' id='card'><vCard xmlns='vcard-temp'><FN>Ann</FN>{picture}</vCard></iq>")


async def _publish_node(agent: Agent, photo: bytes) -> None:
    number = hashlib.sha1(photo, usedforsecurity=False).hexdigest()
    encoded = base64.b64encode(photo).decode()
    info = f"<info id='{number}' bytes='{len(photo)}' type='image/png' width='48' height='48'/>"
    for name, inside in (("data", encoded), ("metadata", info)):
        payload = f"<{name} xmlns='urn:xmpp:avatar:{name}'>{inside}</{name}>"
        await agent.send_raw(
            f"<iq type='set' id='{name}'><pubsub xmlns='http://jabber.org/protocol/pubsub'>"
            f"<publish node='urn:xmpp:avatar:{name}'><item id='{number}'>{payload}</item></publish>"
            "<publish-options><x xmlns='jabber:x:data' type='submit'>"
            "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
            "<field var='pubsub#access_model'><value>open</value></field></x></publish-options></pubsub></iq>"
        )


async def _say_status(scene: Scene, agent: Agent, words: str) -> None:
    await agent.send_raw(f"<presence to='{scene.bridge.lobby}/{agent.nick}'>{words}</presence>")


async def _photo_of(scene: Scene, visitor: Visitor) -> bytes:
    path = await eventually(lambda: _path(visitor), what="a photo")
    return await asyncio.to_thread(_get, scene.bridge.url + path)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return bytes(answer.read())


def _path(visitor: Visitor) -> str | None:
    agent = visitor.standing.agent if visitor.standing else None
    return agent.photo if agent else None


def _status(visitor: Visitor) -> str | None:
    agent = visitor.standing.agent if visitor.standing else None
    return agent.status if agent else None
