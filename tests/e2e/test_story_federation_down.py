"""The server of an agent dies, and comes back: nobody waits for ever, nothing is lost."""

import pytest

from tests.agents.agent import said
from tests.e2e.federation import Federation
from tests.e2e.test_story_duty import here, lets_see
from tests.e2e.test_story_federation import devices_of_ann
from tests.e2e.test_story_handing import told
from tests.waiting import eventually


@pytest.mark.department(timers={"offer": "2 s"})
async def test_a_server_dies_before_somebody_writes(federation: Federation) -> None:
    """
    Ann seems to be in the lobby still. The line that tells of Vera finds out that she is not; Bob takes it. When her
    server is back, she is on duty as before, and takes the next.
    """
    ann = await federation.on_duty("ann")
    vera = await federation.visitor("Vera")
    await here(vera, is_here=True)
    await federation.far_dies()
    await vera.say("Anybody?")
    await here(vera, is_here=False)
    bob = await federation.on_duty("bob")
    room = await federation.take(bob, "Anybody?")
    await bob.say(room, "I am")
    await vera.hears("I am")

    await federation.comes_back(ann)
    omid = await federation.visitor("Omid")
    await omid.say("And now?")
    room = await federation.take(ann, "And now?")
    await ann.say(room, "Now too")
    await omid.hears("Now too")


async def test_a_server_dies_under_who_is_on_duty_by_word(federation: Federation) -> None:
    """
    Ann is on duty by word, outside the lobby, and her server dies: the offer that comes back from it says that she is
    not there. When it is back, she is seen again, and is offered what waits.
    """
    ann = await federation.agent("ann")
    await lets_see(federation, ann)
    await eventually(lambda: devices_of_ann(federation), what="Ann's device is seen")
    await ann.direct(federation.bridge.address, "on duty")
    vera = await federation.visitor("Vera")
    await here(vera, is_here=True)
    await federation.far_dies()
    await vera.say("Anybody?")
    await here(vera, is_here=False)
    await federation.far.start()
    await here(vera, is_here=True)
    room = await federation.take(ann, "Anybody?")
    await ann.say(room, "I am")
    await vera.hears("I am")


@pytest.mark.department(timers={"agent_silence": "3 s", "offer": "2 s"})
async def test_a_server_dies_in_the_middle_of_a_conversation(federation: Federation) -> None:
    """
    What Vera says meanwhile is lost for nobody: it waits again, Bob takes it and reads it; Ann reads it when she is
    back, and may take it over.
    """
    vera, ann, room = await federation.conversation()
    bob = await federation.on_duty("bob")
    await federation.far_dies()
    await vera.say("Are you there?")
    assert await federation.take(bob, "Good morning", history=20) == room
    await bob.wait_for(said("Are you there?", room=room))
    await bob.say(room, "I am")
    await vera.hears("I am")
    await federation.knows_ann(is_inside=False)
    await federation.comes_back(ann)
    await bob.say(room, "!transfer ann")
    await told(ann, federation.bridge.address, "Bob asks you to take over")
    await ann.direct(federation.bridge.address, "take")
    await told(bob, federation.bridge.address, "Ann has it now")
    await federation.accept(ann, history=20)
    await ann.say(room, "So am I")
    await vera.hears("So am I")
    assert {"Are you there?", "I am"} <= {each.body for each in await ann.archive(room)}
