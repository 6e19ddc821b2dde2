"""Nobody is on duty when the visitor writes."""

from playwright.async_api import expect

from tests.e2e.scene import Scene, enter
from tests.e2e.test_story_handing import told
from tests.e2e.test_story_in_the_browser import browser, context, widget
from tests.e2e.widget_stage import Widget
from tests.servers.visitor import Visitor
from tests.waiting import eventually

__all__ = ["browser", "context", "widget"]


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


async def test_a_visitor_leaves_an_address(scene: Scene, widget: Widget) -> None:
    """
    In the chat, in a form that comes when nobody is there; a page that is loaded anew does not ask again. Whoever takes
    the conversation reads the address on the card, colleagues read it in the room; the bridge may be killed meanwhile.
    """
    await widget.launcher.click()
    await widget.write("Do you ship to Łódź?")
    form = widget.panel.get_by_role("form", name="Leave a message")
    await form.get_by_role("textbox").fill("vera@shop.example")
    await form.get_by_role("button").click()
    await expect(form).to_have_count(0)
    await scene.bridge.kill()
    await scene.bridge.start()
    await widget.page.reload()
    await expect(widget.log.get_by_text("we can reach you at vera@shop.example")).to_be_visible()
    await expect(form).to_have_count(0)
    ann = await scene.on_duty("ann")
    room = await scene.take(ann, "Do you ship to Łódź?", history=20)
    await told(ann, scene.bridge.address, "not verified", "vera@shop.example")
    line = await ann.wait_for(lambda heard: heard.room == room and "can be reached at" in (heard.body or ""))
    assert (line.body or "").endswith("can be reached at vera@shop.example")
    await ann.say(room, "We do.")
    await expect(widget.log.get_by_text("We do.")).to_be_visible()
    await expect(widget.log.get_by_text("can be reached at")).to_have_count(0)


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
