"""On duty and off, said in words; who else is here, and what a supervisor may do about it."""

import pytest

from tests.agents.forms import begin
from tests.e2e.scene import Scene
from tests.e2e.test_story_duty import here, lets_see
from tests.e2e.test_story_handing import HOUSE, told
from tests.waiting import eventually


async def test_an_agent_says_that_they_are_off_duty(scene: Scene) -> None:
    """
    In the lobby, where they stay; the visitor sees that nobody is there, and a restart changes nothing. By form they
    are back.
    """
    address, ann = scene.bridge.address, await scene.on_duty("ann")
    vera = await scene.visitor("Vera")
    await eventually(lambda: vera.standing and vera.standing.here, what="somebody is on duty")
    await ann.say(scene.bridge.lobby, "Off duty")
    await told(ann, address, "You are off duty: Support")
    await eventually(lambda: vera.standing and not vera.standing.here, what="nobody is on duty")
    await scene.bridge.kill()
    await scene.bridge.start()
    await ann.direct(address, "who")
    await told(ann, address, "⚫ Ann: off duty")
    omid = await scene.visitor("Omid")
    await omid.say("Anybody?")
    await omid.stands("waiting")
    step = await begin(ann, address, "onduty")
    assert "You are on duty: Support" in step.note
    await scene.offer(ann, "Anybody?")


async def test_by_presence_is_as_the_client_says_again(scene: Scene) -> None:
    """
    Ann is in the lobby. She said that she is off duty: by word she is there again. She left the lobby for good and said
    that she is on duty all the same: by form she is not there any more.
    """
    address, ann = scene.bridge.address, await scene.on_duty("ann")
    await lets_see(scene, ann)
    vera = await scene.visitor("Vera")
    await ann.direct(address, "off duty")
    await here(vera, is_here=False)
    await ann.direct(address, "by presence")
    await here(vera, is_here=True)
    await ann.direct(address, "on duty")
    await eventually(lambda: scene.bridge.query("SELECT wish FROM duties") == [("on",)], what="her wish")
    await ann.leave(scene.bridge.lobby)
    await eventually(lambda: not any(inside for (inside,) in scene.bridge.query("SELECT is_inside FROM duties")))
    await vera.say("Still there?")
    await scene.offer(ann, "Still there?")
    step = await begin(ann, address, "bypresence")
    assert "You are off duty: Support" in step.note
    await here(vera, is_here=False)


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_a_supervisor_signs_somebody_off(scene: Scene) -> None:
    """
    What Ann had is offered to Bob; the figures of the day can be read, by who may.
    """
    vera, _, room = await scene.conversation("Do not leave me")
    bob, dora = await scene.on_duty("bob"), await scene.agent("dora")
    address = scene.bridge.address
    await bob.direct(address, "sign off ann")
    await told(bob, address, "not permitted")
    await dora.direct(address, "signoff Ann")
    await told(dora, address, "Ann is off duty")
    await scene.take(bob, "Do not leave me")
    await bob.say(room, "I do not")
    await vera.hears("I do not")
    await dora.direct(address, "stats")
    await told(dora, address, "Support, last 24 hours: 1 conversations, 1 answered; now 0 waiting, 1 active, 0 over")
