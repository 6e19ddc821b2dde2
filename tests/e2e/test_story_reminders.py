"""A visitor whom nobody answers: agents hear of it again and again, until somebody does."""

import pytest

from tests.agents.agent import Agent
from tests.agents.heard import Heard
from tests.e2e.scene import Scene, corrects
from tests.waiting import eventually

_ATTENTION = "urn:xmpp:attention:0"


@pytest.mark.department(timers={"offer": "1 s"})
async def test_agents_are_reminded_until_one_answers(scene: Scene) -> None:
    """
    Each reminder is a new message that a phone rings for, marked red, and asks for attention (XEP-0224), which the
    first offer does not; a line in the lobby calls them by name. Bob, who is off duty, is asked once, too. The visitor
    is told that nobody has answered. Taking by the last line ends it, and corrects that line.
    """
    ann, bob = await scene.on_duty("ann"), await scene.agent("bob")
    vera = await scene.visitor("Vera")
    await eventually(lambda: vera.standing and vera.standing.here, what="somebody is on duty")
    await vera.say("Is nobody there?")
    offer = await scene.offer(ann, "Is nobody there?")
    assert _ATTENTION not in offer.raw
    await ann.wait_for(
        lambda heard: heard.room == scene.bridge.lobby and (heard.body or "").startswith("Ann: 🔴 #1 Vera")
    )
    await scene.offer(bob, "Is nobody there?")
    await vera.shows(lambda message: message.notice == "unanswered")
    last = (await _reminders(scene, ann, 3))[-1]
    assert _ATTENTION in last.raw
    await ann.react(last, "👍")
    room = await scene.accept(ann)
    await ann.wait_for(corrects(last, "Vera", "yours"))
    await ann.wait_for(lambda heard: heard.room == room and (heard.subject or "").startswith("🟢"))
    await ann.say(room, "Here I am.")
    await vera.hears("Here I am.")


@pytest.mark.department(timers={"offer": "2 s"})
async def test_a_restart_forgets_no_reminder(scene: Scene) -> None:
    """
    The bridge is killed while somebody waits: after its start agents are asked again all the same.
    """
    ann = await scene.on_duty("ann")
    vera = await scene.visitor("Vera")
    await vera.wait_saved(await vera.say("Still there?"))
    await scene.offer(ann, "Still there?")
    await scene.bridge.kill()
    await scene.bridge.start()
    await _reminders(scene, ann, 1)


async def _reminders(scene: Scene, agent: Agent, count: int) -> list[Heard]:
    """The first so many reminders that reached this agent as messages."""

    def found() -> list[Heard]:
        reminders = [each for each in agent.heard if each.room == scene.bridge.address and _is_reminder(each)]
        return reminders if len(reminders) >= count else []

    return await eventually(found, within=20, what=f"{count} reminders")


def _is_reminder(heard: Heard) -> bool:
    return (heard.body or "").startswith("🔴 #1 Vera is still waiting") and not heard.replaces
