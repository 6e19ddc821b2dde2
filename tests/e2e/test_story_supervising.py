"""What a supervisor does by menu: looks in, takes over, signs somebody off, reads who is there and how it goes."""

import pytest

from tests.agents.forms import begin, complete, list_commands
from tests.e2e.scene import Scene
from tests.e2e.test_story_handing import HOUSE, joined, told
from tests.servers.visitor import Visitor
from tests.waiting import eventually


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_a_supervisor_comes_in_and_takes_over(scene: Scene) -> None:
    """
    Dora of another department chooses among all that goes on in support: she looks in, and it stays Ann's; then it is
    hers. Both are told, and Vera reads her name.
    """
    vera, ann, room = await scene.conversation()
    dora, address = await scene.agent("dora"), scene.bridge.address
    step = await begin(dora, address, "join")
    assert list(step.fields["conversation"].values()) == ["🟢 #1 Vera · Ann"]
    step = await complete(dora, address, "join", step)
    assert step.note == "#1: you are invited into the room."
    assert await joined(dora, address) == room
    assert _answering(vera) == "Ann"
    step = await complete(dora, address, "takeover", await begin(dora, address, "takeover"))
    assert (step.status, step.note_kind) == ("completed", "info")
    await told(ann, address, "Dora took it over")
    await eventually(lambda: _answering(vera) == "Dora", what="Dora's name")
    await dora.say(room, "Now it is me")
    await vera.hears("Now it is me")


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_a_supervisor_signs_somebody_off(scene: Scene) -> None:
    """
    Whom Ann had waits again, and Bob is asked; Ann gets nobody more. Who is on duty the form says before and after it.
    """
    vera, ann, _ = await scene.conversation("I was Ann's")
    bob, dora, address = await scene.on_duty("bob"), await scene.agent("dora"), scene.bridge.address
    who = await begin(dora, address, "who")
    assert who.status == "completed"
    assert sorted(line.split()[1].strip(":") for line in who.note.splitlines()) == ["Ann", "Bob"]
    step = await begin(dora, address, "signoff")
    assert step.fields["colleague"]["ann@localhost"] == "Ann"
    assert "dora@localhost" not in step.fields["colleague"]
    step = await complete(dora, address, "signoff", step, colleague="ann@localhost")
    assert "Ann is off duty" in step.note
    await told(ann, address, "Dora took you off duty")
    await vera.stands("waiting")
    room = await scene.take(bob, "I was Ann's")
    await bob.say(room, "And now mine")
    await vera.hears("And now mine")
    omid = await scene.visitor("Omid")
    await omid.say("Somebody new")
    await scene.offer(bob, "Somebody new")
    assert not [each for each in ann.heard if each.room == address and "Somebody new" in (each.body or "")]


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_a_supervisor_reads_the_figures(scene: Scene) -> None:
    """
    Of the last 24 hours: begun, waiting, answered, by whom. An agent is not shown that there are any.
    """
    _, ann, _ = await scene.conversation()
    dora, address = await scene.agent("dora"), scene.bridge.address
    omid = await scene.visitor("Omid")
    await omid.wait_saved(await omid.say("I wait"))
    step = await begin(dora, address, "stats")
    assert step.status == "completed"
    assert "2 conversations, 1 answered; now 1 waiting, 1 active, 0 over" in step.note
    assert "Ann: 1" in step.note
    assert not {"stats", "signoff", "takeover", "join"} & set(await list_commands(ann, address))
    step = await begin(ann, address, "stats")
    assert (step.note_kind, step.note) == ("error", "You are not permitted to do that.")


def _answering(visitor: Visitor) -> str:
    """Whose name the visitor's page shows."""
    return visitor.standing.agent.name if visitor.standing and visitor.standing.agent else ""
