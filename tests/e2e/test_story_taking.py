"""How an agent takes a conversation, and what the others see of it."""

import pytest

from tests.agents.agent import Agent, said
from tests.e2e.scene import Scene, corrects
from tests.waiting import eventually


async def test_a_thumb_on_the_offer_takes(scene: Scene) -> None:
    """
    A 👍 on the 1:1 offer takes the conversation, as clients with reactions send it.
    """
    ann = await scene.on_duty("ann")
    vera = await scene.visitor("Vera")
    await vera.say("Thumbs?")
    await ann.react(await scene.offer(ann, "Thumbs?"), "👍")
    room = await scene.accept(ann)
    await ann.say(room, "Up.")
    await vera.hears("Up.")


async def test_a_thumb_on_the_lobby_line_takes(scene: Scene) -> None:
    """
    A 👍 on the line in the lobby takes it as well, whatever variation selector the client adds.
    """
    ann = await scene.on_duty("ann")
    vera = await scene.visitor("Vera")
    await vera.say("Lobby?")
    await ann.react(await scene.lobby_line(ann, "Lobby?"), "👍\ufe0f")
    await scene.accept(ann)
    await vera.stands("active")


@pytest.mark.parametrize("word", ["Take!", "take 2"])
async def test_a_word_takes(scene: Scene, word: str) -> None:
    """
    "take" means the visitor who waits longest; with a number, that one.
    """
    ann = await scene.on_duty("ann")
    vera, omid = await scene.visitor("Vera"), await scene.visitor("Omid")
    await vera.wait_saved(await vera.say("First come"))
    await omid.wait_saved(await omid.say("Second come"))
    await scene.offer(ann, "Second come")
    await ann.direct(scene.bridge.address, word)
    room = await scene.accept(ann)
    assert room.startswith("omid-" if "2" in word else "vera-")


async def test_the_first_has_it_and_the_others_are_released(scene: Scene) -> None:
    """
    Both agents are offered it; when Bob takes it, the lobby line and Ann's offer are corrected to say so, and a late
    "take" of Ann's is answered with who has it.
    """
    ann, bob = await scene.on_duty("ann"), await scene.on_duty("bob")
    vera = await scene.visitor("Vera")
    await vera.say("Who is first?")
    offer = await scene.offer(ann, "Who is first?")
    line = await scene.lobby_line(ann, "Who is first?")
    await scene.take(bob, "Who is first?")
    await ann.wait_for(corrects(line, "Vera", "Bob"))
    await ann.wait_for(corrects(offer, "Vera", "Bob"))
    await ann.direct(scene.bridge.address, "take 1")
    await ann.wait_for(lambda heard: heard.room == scene.bridge.address and "has it" in (heard.body or ""))


@pytest.mark.department(greeting={"en": "Hello, how can I help?", "fa": "سلام، چه کمکی از من برمی‌آید؟"})
async def test_whoever_takes_greets_at_once(scene: Scene) -> None:
    """
    The visitor reads the greeting in their own language under Ann's name, before she has written a word. In the room
    the department says it, once, also when the bridge is killed right after it: Ann sees it, and may react to it.
    """
    ann = await scene.on_duty("ann")
    omid = await scene.visitor("Omid", lang="fa")
    await omid.say("سلام")
    room = await scene.take(ann, "سلام", history=20)
    greeting = await ann.wait_for(lambda heard: heard.room == room and "چه کمکی" in (heard.body or ""))
    shown = await omid.shows(lambda message: "چه کمکی" in (message.text or ""))
    assert (shown.side, shown.name) == ("agent", "Ann")
    await scene.bridge.kill()
    await scene.bridge.start()
    await ann.react(greeting, "🙂")
    await omid.shows(lambda message: message.seq == shown.seq and bool(message.reactions))
    assert len([each for each in ann.heard if each.room == room and "چه کمکی" in (each.body or "")]) == 1


@pytest.mark.department(
    texts={
        "waiting": {"en": "One moment, {visitor}.", "fa": "یک لحظه، {visitor}."},
        "joined": {"fa": "{agent} از {department} پاسخ می‌دهد."},
    }
)
async def test_the_department_says_it_in_its_own_words(scene: Scene) -> None:
    """
    What the department has words for the visitor reads in their language; for the rest the widget has its own.
    """
    ann = await scene.on_duty("ann")
    omid = await scene.visitor("Omid", lang="fa")
    await eventually(lambda: omid.standing and omid.standing.here, what="somebody is on duty")
    await omid.say("سلام")
    room = await scene.take(ann, "سلام")
    await ann.say(room, "!close")
    await omid.shows(lambda message: message.notice == "closed")
    notices = [(each.notice, each.text) for each in omid.transcript() if each.notice]
    assert notices == [("waiting", "یک لحظه، Omid."), ("joined", "Ann از Support پاسخ می‌دهد."), ("closed", None)]


async def test_the_conversation_comes_back_to_the_same_room(scene: Scene) -> None:
    """
    After an agent closed it, the visitor's next message begins a new conversation in the same room; whoever writes
    there has taken it, while being in there alone takes nothing.
    """
    vera, ann, room = await scene.conversation()
    await ann.say(room, "!close")
    await vera.stands("closed")
    await vera.shows(lambda message: message.notice == "closed")
    await vera.say("One more thing")
    await scene.offer(ann, "One more thing")
    await ann.wait_for(said("One more thing", room=room))
    await vera.stands("waiting")
    await ann.say(room, "Yes?")
    await vera.hears("Yes?")
    await vera.stands("active")


async def test_nobody_else_hears_it(scene: Scene) -> None:
    """
    What two visitors say stays in their own rooms, also when one agent answers both.
    """
    vera, ann, hers = await scene.conversation("From Vera")
    omid = await scene.visitor("Omid")
    await omid.say("From Omid")
    await scene.offer(ann, "From Omid")
    await ann.direct(scene.bridge.address, "take 2")
    his = await _other_room(ann, hers)
    await ann.say(hers, "For Vera")
    await ann.say(his, "For Omid")
    await vera.hears("For Vera")
    await omid.hears("For Omid")
    assert {message.text for message in vera.transcript() if message.text} == {"From Vera", "For Vera"}
    assert {message.text for message in omid.transcript() if message.text} == {"From Omid", "For Omid"}


async def _other_room(agent: Agent, known: str) -> str:
    def invitation() -> str | None:
        rooms = [heard.invitation.room for heard in agent.heard if heard.invitation]
        return next((room for room in rooms if room != known and not room.startswith("support-")), None)

    room = await eventually(invitation, what="another invitation")
    await agent.join(room)
    return room
