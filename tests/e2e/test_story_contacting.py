"""What agents say with prepared words, know of a visitor from before, and note of them; whom nobody wants to hear."""

import re

import pytest
from playwright.async_api import expect

from tests.agents.agent import said
from tests.agents.forms import begin, complete
from tests.e2e.scene import Scene
from tests.e2e.test_story_handing import told
from tests.e2e.test_story_in_the_browser import browser, context, widget
from tests.e2e.widget_stage import Widget
from tests.servers.visitor import Visitor
from tests.waiting import eventually

__all__ = ["browser", "context", "widget"]

CANNED = {
    "thanks": {
        "category": "Closing",
        "text": {"en": "Thank you, {visitor}! {agent}", "fa": "سپاس، {visitor}! {agent}"},
    },
    "close-of-day": {"category": "Facts", "text": "We close at five, {department} at six."},
    "plain": {"text": "Gladly."},
}
ANN_LEADS = {"leads": {"agents": ["ann@localhost"], "permissions": "supervisor"}}


@pytest.mark.house(canned=CANNED)
async def test_a_prepared_text_is_sent_by_its_name(scene: Scene) -> None:
    """
    By its own name, also where that begins like a command's, or after `!canned`; alone, that lists them by category.
    The visitor reads the words as Ann's, colleagues read them once in the room, and of the lines neither reads any.
    """
    vera, ann, room = await scene.conversation()
    await ann.say(room, "!thanks")
    await vera.hears("Thank you, Vera! Ann")
    await ann.say(room, "!close-of-day")
    await vera.hears("We close at five, Support at six.")
    await ann.say(room, "!canned plain")
    await vera.hears("Gladly.")
    await ann.say(room, "!canned")
    await told(ann, scene.bridge.address, "Closing:\n!thanks – Thank you, {visitor}! {agent}", "Facts:", "!plain")
    await ann.say(room, "!canned nonsense")
    await told(ann, scene.bridge.address, "“nonsense” is not known here", "Closing: thanks")
    assert vera.standing is not None
    assert vera.standing.state == "active"
    spoken = [message.text for message in vera.transcript() if message.side == "agent"]
    assert spoken == ["Thank you, Vera! Ann", "We close at five, Support at six.", "Gladly."]
    assert len([each for each in ann.heard if each.room == room and "Thank you, Vera! Ann" in (each.body or "")]) == 1


@pytest.mark.house(canned=CANNED)
async def test_a_prepared_text_is_picked_in_a_form(scene: Scene) -> None:
    """
    By category, and in the language of the visitor who reads it, with the name that Ann has noted meanwhile.
    """
    ann, address = await scene.on_duty("ann"), scene.bridge.address
    omid = await scene.visitor("Omid", lang="fa")
    await omid.say("سلام")
    room = await scene.take(ann, "سلام")
    await ann.say(room, "!name Omid R")
    await told(ann, address, "Omid R")
    step = await begin(ann, address, "canned")
    labels = step.fields["name"]
    assert list(labels) == ["plain", "thanks", "close-of-day"]
    assert labels["thanks"].startswith("Closing: thanks – Thank you")
    step = await complete(ann, address, "canned", step, name="thanks")
    assert (step.status, step.note_kind) == ("completed", "info")
    shown = await omid.hears("سپاس، Omid R! Ann")
    assert shown.name == "Ann"
    step = await complete(ann, address, "canned", step, conversation="1", name="nonsense")
    assert step.note_kind == "error"


async def test_a_link_is_pushed_onto_the_visitors_page(scene: Scene, widget: Widget) -> None:
    """
    By word and by form: a link to press, under Ann's words. What is no web address is refused, and never shown.
    """
    ann, address = await scene.on_duty("ann"), scene.bridge.address
    await widget.launcher.click()
    await widget.write("Where is it?")
    room = await scene.take(ann, "Where is it?")
    await ann.say(room, "!push https://shop.example/oak?a=1&b=2 Look here:")
    link = widget.log.get_by_role("link", name="https://shop.example/oak?a=1&b=2")
    await expect(link).to_have_attribute("href", "https://shop.example/oak?a=1&b=2")
    await expect(link).to_have_attribute("rel", re.compile("noopener"))
    await expect(widget.log.get_by_text("Look here:")).to_be_visible()
    await ann.say(room, "!push javascript:alert(1)")
    await told(ann, address, "javascript:alert(1) is no web address")
    step = await complete(ann, address, "push", await begin(ann, address, "push"), url="https://shop.example/ash")
    assert step.note_kind == "info"
    await expect(widget.log.get_by_role("link", name="https://shop.example/ash")).to_be_visible()
    await expect(widget.log.get_by_role("link")).to_have_count(2)
    await expect(widget.log.get_by_text("javascript")).to_have_count(0)


async def test_earlier_conversations_are_read(scene: Scene) -> None:
    """
    By word and by form, with who answered and under what they are filed; without the lines that were for colleagues.
    """
    vera, ann, room = await scene.conversation("Where is my parcel?")
    address = scene.bridge.address
    await ann.say(room, "!history")
    await told(ann, address, "had no conversation before")
    await ann.say(room, "It is on its way")
    await vera.hears("It is on its way")
    await ann.say(room, "!note she is a regular")
    await ann.say(room, "!tag parcel #late")
    await told(ann, address, "#parcel #late")
    await ann.say(room, "!close")
    await vera.stands("closed")
    await vera.say("It did not come")
    await scene.take(ann, "It did not come")
    await ann.say(room, "!history")
    first = await told(ann, address, "#1 · ", " · Ann #parcel #late", "Where is my parcel?", "Ann: It is on its way")
    assert "It did not come" not in (first.body or "")
    assert "regular" not in (first.body or "")
    step = await complete(ann, address, "history", await begin(ann, address, "history"))
    assert "Ann: It is on its way" in step.note


async def test_the_pages_that_a_visitor_saw(scene: Scene) -> None:
    """
    By word and by form, in their order.
    """
    vera, ann, room = await scene.conversation()
    await vera.goes("https://shop.example/oak", "Oak table")
    await eventually(lambda: len(scene.bridge.query("SELECT url FROM trail")) == 2, what="both pages are kept")
    await ann.say(room, "!trail")
    answer = await told(ann, scene.bridge.address, "ago: Parcels", "now, for", "Oak table")
    assert (answer.body or "").index("Parcels") < (answer.body or "").index("Oak table")
    step = await complete(ann, scene.bridge.address, "trail", await begin(ann, scene.bridge.address, "trail"))
    assert "Oak table" in step.note


async def test_what_a_visitor_told_stands_on_the_next_card(scene: Scene) -> None:
    """
    Ann notes name, address and number, by word and by form, and one that cannot be right is refused. Bob reads it all
    on the card when the visitor comes back, also after the bridge was killed.
    """
    vera, ann, room = await scene.conversation()
    address = scene.bridge.address
    await ann.say(room, "!name Vera Smith")
    await told(ann, address, "Vera Smith")
    await ann.say(room, "!email vera@nowhere")
    await told(ann, address, "“vera@nowhere” does not look right")
    await ann.say(room, "!email vera@shop.example")
    await told(ann, address, "Vera Smith · vera@shop.example")
    step = await complete(ann, address, "phone", await begin(ann, address, "phone"), value="+49 30 1234")
    assert "Vera Smith · vera@shop.example · +49 30 1234" in step.note
    step = await complete(ann, address, "tag", await begin(ann, address, "tag"), tags="refund")
    assert "#refund" in step.note
    since = len(ann.heard)
    await ann.say(room, "!info")
    await ann.wait_for(lambda heard: "vera@shop.example · +49 30 1234 · #refund" in (heard.body or ""), since=since)
    await ann.say(room, "!close")
    await vera.stands("closed")
    await scene.bridge.kill()
    await scene.bridge.start()
    bob = await scene.on_duty("bob")
    await vera.say("Me again")
    await scene.lobby_line(bob, "Me again")
    await bob.direct(address, "take")
    await scene.accept(bob)
    card = await told(bob, address, "#2 Vera Smith", "vera@shop.example · +49 30 1234")
    assert "#refund" not in (card.body or "")
    spoken = [message.text for message in vera.transcript() if message.side == "agent"]
    assert spoken == []


@pytest.mark.house(groups=ANN_LEADS)
async def test_a_visitor_is_not_heard_for_a_while(scene: Scene) -> None:
    """
    Their conversation is over, their page is told why what they write is not kept, and no agent reads it; until Ann
    hears them again. An agent without that right may not do it.
    """
    vera, ann, room = await scene.conversation()
    bob = await scene.on_duty("bob")
    await bob.direct(scene.bridge.address, "block 1")
    await told(bob, scene.bridge.address, "not permitted")
    await ann.say(room, "!block 2 h spam")
    await told(ann, scene.bridge.address, "#1")
    await vera.stands("closed")
    await _is_refused(vera, "Let me in")
    await scene.bridge.kill()
    await scene.bridge.start()
    await _is_refused(vera, "Please")
    await ann.say(room, "!unblock")
    await told(ann, scene.bridge.address, "heard again")
    await vera.say("Thank you")
    await scene.take(ann, "Thank you")
    await ann.wait_for(said("Thank you", room=room))
    assert not [each for each in ann.heard + bob.heard if (each.body or "") in ("Let me in", "Please")]


@pytest.mark.house(groups=ANN_LEADS)
async def test_a_visitor_is_heard_again_when_the_time_is_over(scene: Scene) -> None:
    """
    By form for two seconds; nobody need do anything then.
    """
    vera, ann, _ = await scene.conversation()
    address = scene.bridge.address
    step = await complete(ann, address, "block", await begin(ann, address, "block"), span="2 s", reason="rude")
    assert step.note_kind == "info"
    await vera.stands("closed")
    await _is_refused(vera, "Now?")

    async def is_heard() -> bool:
        refused = len(vera.errors)
        cid = await vera.say("And now?")
        await eventually(lambda: cid in vera.saved or len(vera.errors) > refused, what="an answer")
        return cid in vera.saved

    await eventually(is_heard, every=0.3)
    await scene.offer(ann, "And now?")
    assert len([each for each in vera.transcript() if each.text == "And now?"]) == 1


@pytest.mark.house(groups=ANN_LEADS)
async def test_a_page_says_that_a_message_was_not_sent(scene: Scene, widget: Widget) -> None:
    """
    It stands in the page as not sent, and can be sent again once they are heard again.
    """
    ann = await scene.on_duty("ann")
    await widget.launcher.click()
    await widget.write("Hello")
    room = await scene.take(ann, "Hello")
    await ann.say(room, "!block 1 h")
    await expect(widget.log.get_by_text("ended")).to_be_visible()
    await widget.write("Let me in")
    await expect(widget.log.get_by_text("not sent")).to_be_visible()
    await ann.say(room, "!unblock")
    await told(ann, scene.bridge.address, "heard again")
    await widget.log.get_by_role("button", name="Try again").click()
    await ann.wait_for(said("Let me in", room=room))


async def _is_refused(visitor: Visitor, words: str) -> None:
    """The page is told so, and what it shows has none of it."""
    refused = len(visitor.errors)
    await visitor.say(words)
    await eventually(lambda: len(visitor.errors) > refused, what="an error")
    assert visitor.errors[-1] == "blocked"
    assert words not in [message.text for message in visitor.transcript()]
