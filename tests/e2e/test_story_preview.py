"""An agent reads what the visitor types before it is sent: asked for, told to the visitor, and kept nowhere."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from tests.agents.agent import Agent, said
from tests.agents.forms import begin, complete
from tests.agents.heard import Heard
from tests.e2e.fake_wire import shop
from tests.e2e.scene import Scene, enter
from tests.e2e.test_story_handing import told
from tests.e2e.widget_stage import Widget, browser, context
from tests.servers.visitor import Visitor
from tests.waiting import eventually

__all__ = ["browser", "context"]

CHANNELS = {"default": {"typing_preview": True}, "quiet": {}}
NOTICE = "What you write here can be read before you send it."

pytestmark = pytest.mark.house(channels=CHANNELS)


@pytest_asyncio.fixture
async def widget(scene: Scene, context: BrowserContext) -> AsyncIterator[Widget]:
    """The widget on a page of a shop, opened."""
    async with shop(scene.bridge.url) as address:
        page = await context.new_page()
        await page.goto(address)
        opened = Widget(page)
        await opened.launcher.click()
        yield opened
        await page.close()


async def test_an_agent_reads_along_and_stops(scene: Scene, widget: Widget) -> None:
    """
    The visitor is told before they type. Ann reads what is typed as one line that is corrected, and loses it when it
    was sent, once, as any message. After “off” nothing more comes. Nothing that was typed is in the store, in the log,
    in the room's archive or in Ann's own.
    """
    ann = await scene.on_duty("ann")
    await expect(widget.panel.get_by_text(NOTICE)).to_be_visible()
    await expect(widget.field).to_have_accessible_description(NOTICE)
    await widget.write("Good morning")
    room = await scene.take(ann, "Good morning")
    await widget.field.press_sequentially("Nobody reads along")
    await widget.field.fill("")
    await ann.say(room, "!preview on")
    answer = await told(ann, scene.bridge.address, "#1", "before it is sent")

    await widget.field.press_sequentially("My name is", delay=50)
    line = await _read(ann, scene, "My name is")
    await widget.field.press_sequentially(" Rumpelstiltskin", delay=50)
    await _read(ann, scene, "My name is Rumpelstiltskin", of=line)
    await widget.field.fill("What does the table cost?")
    await widget.field.press("Enter")
    await ann.wait_for(said("What does the table cost?", room=room))
    await _read(ann, scene, "sent", of=line)

    await widget.field.press_sequentially("And in oak", delay=50)
    another = await _read(ann, scene, "And in oak")
    await ann.say(room, "!preview off")
    await told(ann, scene.bridge.address, "only what")
    await _read(ann, scene, "nothing at the moment", of=another)
    previews = len(_previews(ann, scene))
    await widget.field.press_sequentially("? I wonder", delay=50)
    await widget.field.press("Enter")
    await ann.wait_for(said("And in oak? I wonder", room=room))
    assert len(_previews(ann, scene)) == previews

    assert all(each.replaces or each.id in (line.id, another.id) for each in _previews(ann, scene))
    assert not [each.body for each in await ann.archive(room) if "Rumpel" in each.raw or "✍" in each.raw]
    own = await ann.archive(ann.jid)
    assert answer.body in [each.body for each in own], "her archive keeps what the department says"
    assert not [each.body for each in own if "Rumpel" in each.raw or "✍" in each.raw]
    kept = b"".join(each.read_bytes() for each in scene.bridge.directory.iterdir() if each.is_file())
    assert b"What does the table cost?" in kept
    assert b"Rumpel" not in kept


async def test_a_channel_without_it_is_never_read(scene: Scene) -> None:
    """
    Ann is told why, and who can change it; what the page sends all the same goes nowhere, also to those who read
    another visitor along.
    """
    vera, ann, room = await scene.conversation()
    await ann.say(room, "!preview on")
    await told(ann, scene.bridge.address, "#1", "before it is sent")
    async with Visitor(scene.bridge.socket_url, name="Omid", channel="quiet") as omid:
        assert "preview" not in next(frame for frame in omid.frames if frame["t"] == "welcome")["channel"]
        await omid.say("May I ask?")
        await scene.offer(ann, "May I ask?")
        await ann.direct(scene.bridge.address, "take 2")
        other = await _room_of(ann, "omid")
        await ann.say(other, "!preview on")
        await told(ann, scene.bridge.address, "“quiet”", "administrator", "typing_preview: true")
        await omid.send({"t": "typing", "on": True, "text": "Omid's secret"})
        await ann.wait_for(lambda heard: heard.typing and heard.room == other, what="Omid writes")
        await vera.send({"t": "typing", "on": True, "text": "Vera's thought"})
        await _read(ann, scene, "Vera's thought")
        assert [(each.body or "").partition(": ")[2] for each in _previews(ann, scene)] == ["Vera's thought"]


async def test_by_form_until_the_conversation_ends(scene: Scene) -> None:
    """
    Only who is in the room can have it. It ends with the conversation: the next one is not read along.
    """
    vera, ann, room = await scene.conversation()
    address = scene.bridge.address
    await ann.leave(room)
    await eventually(lambda: _offers_nothing(ann, address), what="a refusal outside the room")
    await enter(ann, room)
    step = await begin(ann, address, "preview")
    assert set(step.fields["switch"]) == {"on", "off"}
    assert "#1" in (await complete(ann, address, "preview", step, switch="on")).note
    await vera.send({"t": "typing", "on": True, "text": "Before the end"})
    line = await _read(ann, scene, "Before the end")
    await ann.say(room, "!close")
    await vera.stands("closed")
    await _read(ann, scene, "nothing at the moment", of=line)
    await vera.say("One more thing")
    await scene.take(ann, "One more thing")
    since = len(ann.heard)
    await vera.send({"t": "typing", "on": True, "text": "After the end"})
    await ann.wait_for(lambda heard: heard.typing, since=since, what="Vera writes")
    await vera.say("That is all")
    await ann.wait_for(said("That is all", room=room))
    assert not [each for each in _previews(ann, scene) if "After" in (each.body or "")]


async def _offers_nothing(agent: Agent, address: str) -> bool:
    step = await begin(agent, address, "preview")
    done = await complete(agent, address, "preview", step, switch="on")
    return done.note_kind == "error" and "enter the room first" in done.note


async def _read(agent: Agent, scene: Scene, words: str, *, of: Heard | None = None) -> Heard:
    """The line that says so, or that correction `of` it."""

    def is_it(heard: Heard) -> bool:
        return (
            heard in _previews(agent, scene) and words in (heard.body or "") and (of is None or heard.replaces == of.id)
        )

    return await agent.wait_for(is_it, what=f"a preview with {words!r}")


def _previews(agent: Agent, scene: Scene) -> list[Heard]:
    """What was said to this agent alone of what visitors type; it asks not to be kept."""
    lines = [each for each in agent.heard if each.room == scene.bridge.address and (each.body or "").startswith("✍")]
    assert all(each.type == "chat" and "no-store" in each.raw and "no-copy" in each.raw for each in lines)
    return lines


async def _room_of(agent: Agent, name: str) -> str:
    heard = await agent.wait_for(lambda each: each.invitation and each.invitation.room.startswith(name))
    assert heard.invitation is not None
    await enter(agent, heard.invitation.room)
    return heard.invitation.room
