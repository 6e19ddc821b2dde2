"""What can be done by a menu of the agent's client: ad-hoc commands (XEP-0050)."""

import pytest

from tests.agents.agent import said
from tests.agents.forms import begin, complete, list_commands
from tests.e2e.scene import Scene
from tests.e2e.test_story_handing import HOUSE, told
from tests.waiting import eventually


async def test_an_agent_works_by_menu(scene: Scene) -> None:
    """
    Takes, reads the card, hands over, and Bob closes: all by forms, each of which is filled in already as far as that
    is possible.
    """
    address = scene.bridge.address
    ann, bob = await scene.on_duty("ann"), await scene.on_duty("bob")
    vera = await scene.visitor("Vera")
    await vera.say("Forms?")
    await scene.offer(ann, "Forms?")
    names = await list_commands(ann, address)
    assert {"take", "transfer", "close", "info", "help"} <= set(names)
    assert "takeover" not in names
    step = await begin(ann, address, "take")
    assert step.status == "executing"
    assert list(step.fields["conversation"].values()) == ["🟠 #1 Vera · waiting"]
    assert (await complete(ann, address, "take", step)).status == "completed"
    await vera.stands("active")
    step = await complete(ann, address, "info", await begin(ann, address, "info"))
    assert "#1 Vera" in step.note
    await told(ann, address, "#1 Vera", "here for the first time")
    step = await begin(ann, address, "transfer")
    assert list(step.fields["target"].values()) == ["Support", "Bob"]
    step = await complete(ann, address, "transfer", step, target="bob@localhost", note="she likes\nforms")
    assert "Bob is asked" in step.note
    await told(bob, address, "“she likes forms”")
    await complete(bob, address, "take", await begin(bob, address, "take"))
    await eventually(lambda: vera.standing and vera.standing.agent and vera.standing.agent.name == "Bob", what="Bob")
    await complete(bob, address, "close", await begin(bob, address, "close"))
    await vera.stands("closed")


async def test_a_note_from_outside_stands_in_the_room(scene: Scene) -> None:
    """
    Ann leaves one by form, Bob one by word; the bridge is killed after it. Both stand there once, the visitor reads
    neither.
    """
    vera, ann, room = await scene.conversation()
    bob, address = await scene.on_duty("bob"), scene.bridge.address
    step = await begin(ann, address, "note")
    step = await complete(ann, address, "note", step, note="she is\na regular")
    assert "noted in its room" in step.note
    await bob.direct(address, "note #1 ask Cleo")
    await told(bob, address, "noted in its room")
    await scene.bridge.kill()
    await scene.bridge.start()
    for words in ("📝 Ann: she is\na regular", "📝 Bob: ask Cleo"):
        await ann.wait_for(said(words, room=room))
    await ann.say(room, "after it")
    await vera.hears("after it")
    assert len([each for each in ann.heard if each.room == room and "📝" in (each.body or "")]) == 2
    assert [message.text for message in vera.transcript() if message.side == "agent"] == ["after it"]


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_what_a_form_cannot_do_is_said(scene: Scene) -> None:
    """
    Nothing to be taken, a value that was not offered, what is not permitted: a note that says so. Strangers see
    nothing. A supervisor may do more, also at the component's own address.
    """
    address, ann, dora = scene.bridge.address, await scene.on_duty("ann"), await scene.agent("dora")
    step = await begin(ann, address, "take")
    assert (step.status, step.note_kind) == ("completed", "error")
    assert "no conversation" in step.note
    vera = await scene.visitor("Vera")
    await vera.say("Hello")
    await scene.take(ann, "Hello")
    step = await begin(ann, address, "transfer")
    step = await complete(ann, address, "transfer", step, target="eve@localhost")
    assert "“eve@localhost” is not known here" in step.note
    step = await complete(ann, address, "takeover", step, conversation="1")
    assert (step.note_kind, step.note) == ("error", "You are not permitted to do that.")
    assert "takeover" in await list_commands(dora, "livechat.localhost")
    await scene.server.register("eve@localhost")
    eve = await scene.agent("eve")
    assert await list_commands(eve, address) == {}
