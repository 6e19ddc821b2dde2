"""A conversation is over: agents read so, and after a while their clients are rid of the room."""

import pytest

from tests.agents.agent import Agent, AgentError, said
from tests.agents.heard import Heard
from tests.e2e.scene import Scene, enter
from tests.e2e.test_story_handing import joined, told
from tests.waiting import eventually

SOON = {"release_after": "2 s"}
LATER = {"release_after": "6 s"}


async def last_line(agent: Agent, room: str, *words: str) -> Heard:
    """The department's own, by which agents read that it is over."""
    return await agent.wait_for(
        lambda heard: heard.room == room and all(each in (heard.body or "") for each in ("⚫", *words)),
        what=f"the last line in {room}",
    )


async def is_let_out(agent: Agent, room: str, *, since: int = 0) -> Heard:
    """Its client is told that it is no member any more (XEP-0045 §9.4, status 321). Others' ways out are told, too."""
    return await agent.wait_for(
        lambda heard: heard.room == room and heard.nick == agent.nick and 321 in heard.codes,
        since=since,
        what=f"the way out of {room}",
    )


async def may_not_enter(agent: Agent, room: str) -> None:
    """As its client would at the next start."""
    with pytest.raises(AgentError, match="registration-required"):
        await agent.join(room)


@pytest.mark.house(rooms=SOON)
async def test_agents_are_let_out_and_in_again(scene: Scene) -> None:
    """
    Ann closes; she and Bob read it and are out, also Ann's phone. The visitor notices nothing, and finds everything
    when she is back: the same room, Bob in it, and what was said before.
    """
    vera, ann, room = await scene.conversation("Where is my parcel?")
    phone = await scene.agent("ann", device="phone")
    bob = await scene.on_duty("bob")
    await enter(phone, room)
    await ann.say(room, "!invite bob")
    await scene.accept(bob)
    await ann.say(room, "On its way")
    await vera.hears("On its way")
    await ann.say(room, "!close")
    await vera.stands("closed")
    for each in (ann, bob, phone):
        await last_line(each, room, "#1 Vera: closed by Ann at", "You can close this window", "still reaches Vera")
        await is_let_out(each, room)
        await may_not_enter(each, room)
    before = [message.text for message in vera.transcript()]
    await ann.direct(scene.bridge.address, "take 1")
    await told(ann, scene.bridge.address, "#1 Vera is over", "you are asked")
    vera.reload()
    cid = await vera.say("One more thing")
    await vera.wait_saved(cid)
    await scene.offer(ann, "One more thing")
    await scene.lobby_line(bob, "One more thing")
    since = len(bob.heard)
    await bob.direct(scene.bridge.address, "take 2")
    await bob.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room == room, since=since)
    await enter(bob, room)
    await bob.say(room, "Here I am")
    await vera.hears("Here I am")
    await vera.say("Good")
    await bob.wait_for(said("Good", room=room))
    assert [message.text for message in vera.transcript()][: len(before)] == before
    kept = [each.body for each in await bob.archive(room) if each.body and not each.body.startswith(("!", "⚫"))]
    assert kept == ["Where is my parcel?", "On its way", "One more thing", "Here I am", "Good"]


@pytest.mark.house(rooms=LATER)
async def test_what_an_agent_adds_in_time_opens_it_again(scene: Scene) -> None:
    """
    The visitor reads it, and nobody is let out before that conversation has ended, too.
    """
    vera, ann, room = await scene.conversation()
    await ann.say(room, "!close")
    await last_line(ann, room, "closed by Ann")
    await ann.say(room, "By the way")
    await vera.hears("By the way")
    await vera.stands("active")
    since = len(ann.heard)
    await eventually(lambda: not scene.bridge.query("SELECT 1 FROM timers WHERE kind = 'release'"), within=20)
    await vera.say("Yes?")
    await ann.wait_for(said("Yes?", room=room), since=since)
    assert not [heard for heard in ann.heard if heard.room == room and 321 in heard.codes]
    await ann.say(room, "!close")
    await is_let_out(ann, room)


@pytest.mark.house(rooms=SOON)
async def test_a_killed_bridge_lets_them_out_when_it_is_back(scene: Scene) -> None:
    """
    But first it hears what was said meanwhile: that conversation goes on.
    """
    vera, ann, room = await scene.conversation()
    await ann.say(room, "!close")
    await last_line(ann, room, "closed by Ann")
    await scene.bridge.kill()
    await ann.say(room, "While you were away")
    await eventually(lambda: not vera.is_connected)
    await scene.bridge.start()
    await vera.hears("While you were away")
    await vera.stands("active")
    await ann.say(room, "!close")
    await vera.stands("closed")
    await scene.bridge.kill()
    await scene.bridge.start()
    await is_let_out(ann, room)
    await may_not_enter(ann, room)
    lines = [each for each in ann.speech(room) if (each.body or "").startswith("⚫")]
    assert len(lines) == 2


@pytest.mark.house("dora", rooms=SOON, groups={"leads": {"agents": ["dora@localhost"], "permissions": "supervisor"}})
@pytest.mark.department(groups=["leads"], timers={"visitor_silence": "2 s"})
async def test_silence_ends_it_as_well(scene: Scene) -> None:
    """
    The line says why; a supervisor comes in only when it goes on again.
    """
    vera, ann, room = await scene.conversation()
    dora = await scene.agent("dora")
    await ann.say(room, "Still there?")
    await last_line(ann, room, "since the visitor said no more")
    await is_let_out(ann, room)
    await dora.direct(scene.bridge.address, "join 1")
    await told(dora, scene.bridge.address, "#1 Vera is over")
    await may_not_enter(dora, room)
    await vera.say("I am back")
    await scene.offer(ann, "I am back")
    await dora.direct(scene.bridge.address, "join 2")
    assert await joined(dora, scene.bridge.address) == room


@pytest.mark.house(rooms={"after_close": "keep"})
async def test_a_room_may_be_kept(scene: Scene) -> None:
    """
    Agents stay members, and read of no end to that.
    """
    vera, ann, room = await scene.conversation()
    await ann.say(room, "!close")
    line = await last_line(ann, room, "You can close this window.")
    assert "until" not in (line.body or "")
    assert scene.bridge.query("SELECT 1 FROM timers WHERE kind = 'release'") == []
    await ann.leave(room)
    await enter(ann, room)
    await ann.say(room, "Late, but here")
    await vera.hears("Late, but here")


@pytest.mark.house(rooms={"after_close": "destroy", **SOON})
async def test_a_room_may_be_destroyed(scene: Scene) -> None:
    """
    With everybody inside; the visitor keeps what was said, and is received in another room, again and again.
    """
    vera, ann, first = await scene.conversation()
    await ann.say(first, "Good morning, Vera")
    await vera.hears("Good morning, Vera")
    await ann.say(first, "!close")
    await last_line(ann, first, "closed by Ann")
    await ann.wait_for(lambda heard: heard.room == first and "<destroy" in heard.raw, what="the end of the room")
    await eventually(lambda: scene.bridge.query("SELECT jid FROM rooms") != [(first,)], what="another address")
    await scene.bridge.kill()
    await scene.bridge.start()
    await eventually(lambda: vera.is_connected and vera.standing and vera.standing.here)
    cid = await vera.say("Me again")
    await vera.wait_saved(cid)
    await scene.offer(ann, "Me again")
    since = len(ann.heard)
    await ann.direct(scene.bridge.address, "take")
    invitation = (await ann.wait_for(lambda heard: heard.invitation is not None, since=since)).invitation
    assert invitation is not None
    assert invitation.room != first
    await enter(ann, invitation.room, history=20)
    await ann.wait_for(said("Me again", room=invitation.room))
    await ann.say(invitation.room, "Welcome back")
    await vera.hears("Welcome back")
    spoken = [message.text for message in vera.transcript() if message.side != "notice"]
    assert spoken == ["Good morning", "Good morning, Vera", "Me again", "Welcome back"]
