"""What a visitor is told when something changes, in the department's own words."""

import pytest

from tests.e2e.scene import Scene
from tests.waiting import eventually

TEXTS = {
    "waiting_again": {"en": "{agent} had to go, {visitor}: a colleague of {department} takes over.", "fa": "یک لحظه"},
    "timed_out": "We have closed #{number}, {visitor}. {agent} was glad to help.",
}


@pytest.mark.department(texts=TEXTS, timers={"agent_silence": "2 s", "visitor_silence": "2 s"})
async def test_silence_is_told_in_the_departments_own_words(scene: Scene) -> None:
    """
    Ann takes it and says nothing: others are asked. Then she speaks, and Vera says nothing: it is over. Both are told
    with what is known filled in, in the order in which it happened, and stand there after a reload as well.
    """
    ann = await scene.on_duty("ann")
    vera = await scene.visitor("Vera")
    await eventually(lambda: vera.standing and vera.standing.here, what="somebody is on duty")
    await vera.say("Good morning")
    await scene.offer(ann, "Good morning")
    await ann.direct(scene.bridge.address, "take")
    await vera.shows(lambda message: message.notice == "waiting_again")
    room = await scene.accept(ann)
    await ann.say(room, "Here I am.")
    await vera.hears("Here I am.")
    await vera.stands("closed")
    vera.reload()
    await vera.shows(lambda message: message.notice == "timed_out")
    assert [(each.notice, each.text) for each in vera.transcript()] == [
        (None, "Good morning"),
        ("waiting", None),
        ("joined", None),
        ("waiting_again", "Ann had to go, Vera: a colleague of Support takes over."),
        ("joined", None),
        (None, "Here I am."),
        ("timed_out", "We have closed #1, Vera. Ann was glad to help."),
    ]
