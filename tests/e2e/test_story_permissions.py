"""Rights of a group's own, chosen one by one."""

import pytest

from tests.agents.forms import begin, complete, list_commands
from tests.e2e.scene import Scene
from tests.e2e.test_story_handing import told

HOUSE = {"groups": {"beginners": {"agents": ["ann@localhost"], "permissions": ["answer", "contact"]}}}
REFUSED = "You are not permitted to do that."


@pytest.mark.house(**HOUSE)
async def test_a_group_may_do_just_what_it_was_given(scene: Scene) -> None:
    """
    Ann may answer and note what visitors tell, and hand nothing over, by word or by form; Bob, who is in no group, has
    all an agent's rights. What was refused nobody was asked for.
    """
    vera, ann, room = await scene.conversation()
    bob, address = await scene.on_duty("bob"), scene.bridge.address
    await ann.say(room, "!tag refund")
    await ann.say(room, "!transfer bob")
    await told(ann, address, REFUSED)
    step = await begin(ann, address, "phone")
    step = await complete(ann, address, "phone", step, value="02 1234567")
    assert (step.status, step.note_kind) == ("completed", "info")
    step = await begin(ann, address, "transfer")
    assert (step.note_kind, step.note) == ("error", REFUSED)
    theirs, his = set(await list_commands(ann, address)), set(await list_commands(bob, address))
    assert {"take", "tag", "phone"} <= theirs
    assert his - theirs == {"transfer", "invite", "history", "mail"}
    step = await complete(ann, address, "info", await begin(ann, address, "info"))
    assert "02 1234567 · #refund" in step.note
    await ann.say(room, "!leave")
    await vera.stands("waiting")
    await scene.offer(bob, "Good morning")
    assert not [each for each in bob.heard if "asks you to take over" in (each.body or "")]
