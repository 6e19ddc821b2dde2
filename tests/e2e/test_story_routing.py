"""Visitors who are offered to one agent after the other."""

import pytest

from tests.agents.agent import Agent
from tests.e2e.scene import Scene, corrects


@pytest.mark.department(routing="round-robin", timers={"offer": "1 min"})
@pytest.mark.parametrize("word", ["decline", "decline 1"])
async def test_what_one_declines_the_next_is_asked(scene: Scene, word: str) -> None:
    """
    Only Ann is asked; she declines by word, her line says so in place, and Bob is asked at once. The lobby heard of it
    from the beginning, and whoever is there may take it all the same.
    """
    ann = await scene.on_duty("ann")
    bob = await scene.on_duty("bob")
    vera = await scene.visitor("Vera")
    await vera.say("Who will it be?")
    offer = await scene.offer(ann, "Who will it be?")
    await scene.lobby_line(bob, "Who will it be?")
    assert not _offers(scene, bob)
    await ann.direct(scene.bridge.address, word)
    await ann.wait_for(corrects(offer, "Vera", "others are asked"))
    await scene.offer(bob, "Who will it be?")
    await ann.direct(scene.bridge.address, "decline 1")
    await ann.wait_for(lambda heard: heard.room == scene.bridge.address and "not offered to you" in (heard.body or ""))
    await ann.direct(scene.bridge.address, "take 1")
    room = await scene.accept(ann)
    await ann.say(room, "It is me after all.")
    await vera.hears("It is me after all.")


@pytest.mark.department(routing="round-robin", timers={"offer": "2 s"})
async def test_whoever_does_not_answer_is_passed_over(scene: Scene) -> None:
    """
    The bridge is killed while Ann is asked; after its start her time is over, and Bob is asked.
    """
    ann = await scene.on_duty("ann")
    bob = await scene.on_duty("bob")
    vera = await scene.visitor("Vera")
    await vera.wait_saved(await vera.say("Anybody?"))
    offer = await scene.offer(ann, "Anybody?")
    await scene.bridge.kill()
    await scene.bridge.start()
    await ann.wait_for(corrects(offer, "Vera", "others are asked"))
    room = await scene.take(bob, "Anybody?")
    await bob.say(room, "Bob is here.")
    await vera.hears("Bob is here.")


def _offers(scene: Scene, agent: Agent) -> list[str]:
    lines = [each.body or "" for each in agent.heard if each.room == scene.bridge.address]
    return [line for line in lines if "is waiting" in line]
