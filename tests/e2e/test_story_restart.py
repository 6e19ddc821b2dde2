"""The bridge or the server goes away in the middle of a conversation, and comes back."""

import pytest

from tests.agents.agent import said
from tests.e2e.scene import Scene, enter
from tests.waiting import eventually


@pytest.mark.parametrize("way", ["stop", "kill"])
async def test_the_bridge_is_restarted(scene: Scene, way: str) -> None:
    """
    What the agent says meanwhile reaches the visitor, what the visitor says meanwhile reaches the agent, once each;
    nobody has to do anything.
    """
    vera, ann, room = await scene.conversation()
    await getattr(scene.bridge, way)()
    await eventually(lambda: not vera.is_connected)
    await ann.say(room, "Said while you were away")
    cid = await vera.say("Written while you were away")
    await scene.bridge.start()
    await vera.hears("Said while you were away")
    await vera.wait_saved(cid)
    await ann.wait_for(said("Written while you were away", room=room))
    await ann.say(room, "Now")
    await vera.hears("Now")
    heard = [message.body for message in ann.speech(room) if message.nick == "Vera"]
    assert heard.count("Written while you were away") == 1
    assert [message.text for message in vera.transcript() if message.side == "agent"] == [
        "Said while you were away",
        "Now",
    ]


@pytest.mark.parametrize("way", ["stop", "kill"])
async def test_the_server_is_restarted(scene: Scene, way: str) -> None:
    """
    While the XMPP server is away visitors are served: what they write is saved, and is in the room when it is back.
    """
    vera, ann, room = await scene.conversation()
    await getattr(scene.server, way)()
    cid = await vera.say("Are you still there?")
    await vera.wait_saved(cid)
    since = len(ann.heard)
    await scene.server.start()
    await ann.wait_for(lambda heard: heard.room == room and 110 in heard.codes, since=since, within=30)

    async def archived() -> list[str | None]:
        return [message.body for message in await ann.archive(room) if message.body == "Are you still there?"]

    assert await eventually(archived, within=30) == ["Are you still there?"]
    await ann.say(room, "I am back.")
    await vera.hears("I am back.", within=30)


async def test_duty_is_known_again_after_a_restart(scene: Scene) -> None:
    """
    A bridge that comes back knows who is in the lobby, and offers them who writes next.
    """
    ann = await scene.on_duty("ann")
    await scene.bridge.kill()
    await scene.bridge.start()
    vera = await scene.visitor("Vera")
    await eventually(lambda: vera.standing and vera.standing.here)
    await vera.say("After the restart")
    room = await scene.take(ann, "After the restart")
    await enter(ann, room)
    await vera.stands("active")


async def test_nobody_loses_a_subscription(scene: Scene) -> None:
    """
    A restart of the bridge never tells an agent that they may not see its presence any more.
    """
    ann = await scene.on_duty("ann")
    await ann.send_raw(f"<presence to='{scene.bridge.address}' type='subscribed'/>")
    await scene.bridge.kill()
    await scene.bridge.start()
    await ann.send_raw(f"<presence to='{scene.bridge.address}' type='probe'/>")
    vera = await scene.visitor("Vera")
    await vera.say("Hello")
    await scene.offer(ann, "Hello")
    assert not any(heard.type in ("unsubscribed", "unsubscribe") for heard in ann.heard)
