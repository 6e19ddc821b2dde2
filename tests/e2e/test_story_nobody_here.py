"""Nobody is on duty when the visitor writes."""

from tests.e2e.scene import Scene, enter
from tests.servers.visitor import Visitor
from tests.waiting import eventually


async def test_the_message_waits_for_the_next_agent(scene: Scene) -> None:
    """
    The visitor is told that nobody is there; whoever comes on duty is told of the message and can answer it.
    """
    ann = await scene.agent("ann")
    vera = await scene.visitor("Vera")
    assert vera.standing
    assert not vera.standing.here
    await vera.say("Is anybody there?")
    await vera.shows(lambda message: message.notice == "nobody_here")
    assert not any("Is anybody there?" in (heard.body or "") for heard in ann.heard)

    await enter(ann, scene.bridge.lobby)
    room = await scene.take(ann, "Is anybody there?")
    await ann.say(room, "I am now.")
    await vera.hears("I am now.")


async def test_an_agent_who_does_not_want_to_be_disturbed_is_not_on_duty(scene: Scene) -> None:
    """
    In the lobby with *do not disturb*, an agent gets no offer; available again, they do.
    """
    ann = await scene.on_duty("ann")
    vera = await scene.visitor("Vera")
    await _here(vera, is_here=True)
    await ann.presence("dnd")
    await _here(vera, is_here=False)
    await vera.say("Hello?")
    await vera.shows(lambda message: message.notice == "nobody_here")
    assert not any(heard.room == scene.bridge.address and "Hello?" in (heard.body or "") for heard in ann.heard)
    await ann.presence(None)
    await scene.offer(ann, "Hello?")
    await _here(vera, is_here=True)


async def _here(visitor: Visitor, *, is_here: bool) -> None:
    await eventually(lambda: visitor.standing and visitor.standing.here is is_here, what=f"here is {is_here}")
