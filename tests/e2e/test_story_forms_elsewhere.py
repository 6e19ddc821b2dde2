"""What is done from outside the visitor's room, by menu or by a number, to just that visitor."""

import pytest

from tests.agents.agent import said
from tests.agents.forms import begin, complete
from tests.e2e.scene import Scene, enter
from tests.e2e.test_story_handing import HOUSE, joined, told
from tests.waiting import eventually

CANNED = {"thanks": {"text": {"en": "Thank you, {visitor}!"}}}


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_who_was_blocked_by_menu_is_heard_again_by_menu(scene: Scene) -> None:
    """
    Dora is in no room. The block ends the conversation; what Vera writes then is refused, and what she writes after the
    second form is offered.
    """
    address, dora = scene.bridge.address, await scene.agent("dora")
    vera, ann, _ = await scene.conversation()
    assert (await begin(dora, address, "unblock")).note_kind == "error"
    step = await begin(dora, address, "block")
    assert list(step.fields["conversation"].values()) == ["🟢 #1 Vera · Ann"]
    step = await complete(dora, address, "block", step, span="2 h", reason="spam")
    assert "#1: this visitor is not heard" in step.note
    await vera.stands("closed")
    await vera.say("Let me in")
    await eventually(lambda: "blocked" in vera.errors, what="a refusal")
    step = await begin(dora, address, "unblock")
    assert list(step.fields["conversation"].values()) == ["⚫ #1 Vera · over"]
    step = await complete(dora, address, "unblock", step)
    assert step.note.startswith("#1: this visitor is heard again.")
    await vera.say("I am sorry")
    await scene.offer(ann, "I am sorry")


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_a_called_in_colleague_leaves_a_note_by_menu(scene: Scene) -> None:
    """
    Cleo answers in sales. As long as she is in Vera's room she may choose that conversation, at her own department's
    address; before, she cannot even name it.
    """
    vera, ann, room = await scene.conversation()
    cleo, sales = await scene.agent("cleo"), scene.bridge.address_of("sales")
    await cleo.direct(sales, "note #1 Hello")
    await told(cleo, sales, "#1 is another department's.")
    assert (await begin(cleo, sales, "note")).note_kind == "error"
    await ann.say(room, "!invite cleo")
    assert await joined(cleo, scene.bridge.address) == room
    step = await begin(cleo, sales, "note")
    assert list(step.fields["conversation"].values()) == ["🟢 #1 Vera · Ann · Support"]
    step = await complete(cleo, sales, "note", step, note="ships are sold out")
    assert "noted in its room" in step.note
    await ann.wait_for(said("📝 Cleo: ships are sold out", room=room))
    await ann.say(room, "after it")
    await vera.hears("after it")
    assert [message.text for message in vera.transcript() if message.side == "agent"] == ["after it"]


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_a_supervisor_takes_over_by_menu(scene: Scene) -> None:
    """
    What goes on in support, at the address of sales, whose agent Dora is; Ann is told, and Vera reads the new name.
    """
    vera, ann, room = await scene.conversation()
    dora, sales = await scene.agent("dora"), scene.bridge.address_of("sales")
    step = await begin(dora, sales, "takeover")
    assert list(step.fields["conversation"].values()) == ["🟢 #1 Vera · Ann · Support"]
    assert (await complete(dora, sales, "takeover", step)).status == "completed"
    await told(ann, scene.bridge.address, "Dora")
    await eventually(lambda: vera.standing and vera.standing.agent and vera.standing.agent.name == "Dora", what="Dora")
    await enter(dora, room)
    await dora.say(room, "I am here")
    await vera.hears("I am here")


@pytest.mark.house(canned=CANNED)
async def test_a_prepared_text_is_sent_by_its_name_from_outside(scene: Scene) -> None:
    """
    To the conversation whose number Bob says, once each; his thanks to the department are talk.
    """
    vera, _, _ = await scene.conversation()
    bob, address = await scene.on_duty("bob"), scene.bridge.address
    await bob.direct(address, "thanks")
    await told(bob, address, "I only know a few words")
    for line in ("thanks #1", "!thanks 1"):
        since = len(bob.heard)
        await bob.direct(address, line)
        await bob.wait_for(lambda heard: heard.room == address and heard.body == "Done.", since=since)
    await vera.hears("Thank you, Vera!")
    said_to_her = [message.text for message in vera.transcript() if message.side == "agent"]
    assert said_to_her == ["Thank you, Vera!"] * 2


@pytest.mark.department(agents=["ann@localhost", {"jid": "bob@localhost"}])
@pytest.mark.house(groups={"leads": {"agents": ["ann@localhost"], "permissions": "supervisor"}})
async def test_a_number_in_what_is_said_hits_nobody(scene: Scene) -> None:
    """
    Ann, who has #1, writes what she would in its room: Omid, who is #2, goes on waiting, and she reads what to write.
    """
    vera, ann, _ = await scene.conversation()
    omid, address = await scene.visitor("Omid"), scene.bridge.address
    await omid.say("I am number two")
    await scene.offer(ann, "I am number two")
    await ann.direct(address, "block 2 h spam")
    await told(ann, address, "“block #7 2 h spam”, or “block #2 h spam”")
    await ann.direct(address, "phone 02 1234567")
    await told(ann, address, "“phone #7 02 1234567”")
    await ann.direct(address, "phone #1 02 1234567")
    await told(ann, address, "Noted: Vera · 02 1234567")
    assert omid.standing is not None
    assert omid.standing.state == "waiting"
    await ann.direct(address, "block #2 2 h spam")
    await omid.stands("closed")
    assert vera.standing is not None
    assert vera.standing.state == "active"
