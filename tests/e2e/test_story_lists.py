"""What agents ask for at a glance: who waits and what goes on, where somebody has been, why somebody is kept out."""

import pytest
from playwright.async_api import expect

from tests.agents.agent import Agent
from tests.agents.forms import begin, complete
from tests.agents.heard import Heard
from tests.e2e.scene import Scene
from tests.e2e.test_story_handing import HOUSE, told
from tests.e2e.test_story_inviting import sees, widget
from tests.e2e.widget_stage import Widget, browser, context
from tests.waiting import eventually

__all__ = ["browser", "context", "widget"]

BROWSING = pytest.mark.house(channels={"default": {"origins": [], "show_browsing": True}})


async def answered(agent: Agent, scene: Scene, words: str, *, since: int) -> list[str]:
    """What the department has told the agent alone, by lines."""

    def is_answer(heard: Heard) -> bool:
        return heard.room == scene.bridge.address and heard.type == "chat" and words in (heard.body or "")

    heard = await agent.wait_for(is_answer, since=since, what=f"{words!r}")
    return (heard.body or "").splitlines()


async def test_who_waits_and_what_goes_on(scene: Scene) -> None:
    """
    Bob has Vera's conversation, Omid waits. Ann asks in the chat with the department, in the lobby and by form, and
    reads the same; when Bob has answered, it is Vera's turn.
    """
    ann, bob, address = await scene.on_duty("ann"), await scene.on_duty("bob"), scene.bridge.address
    vera, omid = await scene.visitor("Vera"), await scene.visitor("Omid")
    await vera.say("Where is my parcel?")
    room = await scene.take(bob, "Where is my parcel?")
    await omid.say("Anybody?")
    await scene.offer(ann, "Anybody?")
    for place, word in ((address, "conversations"), (scene.bridge.lobby, "list")):
        since = len(ann.heard)
        await (ann.direct(place, word) if place == address else ann.say(place, word))
        total, waiting, active = await answered(ann, scene, "waiting: 1, going on: 1", since=since)
        assert total == "waiting: 1, going on: 1"
        assert "#2 Omid · Parcels · waiting for " in waiting
        assert active.startswith("🟢 #1 Vera · Parcels · Bob · to answer for ")
    await bob.say(room, "On its way")
    await vera.hears("On its way")
    since = len(ann.heard)
    step = await begin(ann, address, "conversations")
    assert (step.status, step.note_kind) == ("completed", "info")
    lines = step.note.splitlines()
    assert len(lines) == 3
    assert lines[2].startswith("🟢 #1 Vera · Parcels · Bob · the visitor's turn for ")
    assert await answered(ann, scene, "going on: 1", since=since) == lines


@BROWSING
async def test_where_somebody_has_been_who_only_looks(scene: Scene, widget: Widget) -> None:
    """
    Ann asks by word and by form, before anything is written; the form offers the visitor and no conversation.
    """
    ann, address = await scene.on_duty("ann"), scene.bridge.address
    guest = await sees(scene, ann)
    await widget.page.evaluate("history.pushState({}, '', '/cart')")

    async def has_moved() -> list[str] | None:
        since = len(ann.heard)
        await ann.direct(address, f"trail {guest}")
        lines = await answered(ann, scene, f"{guest}: on ", since=since)
        return lines if "/cart" in lines[-1] else None

    head, *path = await eventually(has_moved, every=0.2, what="the second page")
    assert "pages seen: 2" in head
    assert ["/oak-table" in line for line in path] == [True, False]
    assert path[1].startswith("now, for ")
    step = await begin(ann, address, "trail")
    assert step.fields["guest"] == {guest: f"{guest} · on Oak & Sons"}
    assert "conversation" not in step.fields
    done = await complete(ann, address, "trail", step, guest=guest)
    assert "/oak-table" in done.note
    assert "/cart" in done.note
    assert not scene.bridge.query("SELECT id FROM visitors")


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_why_somebody_is_kept_out(scene: Scene) -> None:
    """
    Dora, who supervises, blocks Vera; Ann reads why on the card, and Dora again when she ends it.
    """
    vera, ann, _ = await scene.conversation()
    dora, address = await scene.agent("dora"), scene.bridge.address
    await dora.direct(address, "block #1 2 h rude words")
    await told(dora, address, "#1: this visitor is not heard until 20")
    await vera.stands("closed")
    await ann.direct(address, "info 1")
    await told(ann, address, "#1 Vera", "🚫 blocked until 20", "“rude words”")
    await dora.direct(address, "unblock 1")
    await told(dora, address, "#1: this visitor is heard again.", "They had been blocked until 20", "“rude words”")
    since = len(ann.heard)
    await ann.direct(address, "info 1")
    assert "🚫" not in "".join(await answered(ann, scene, "#1 Vera", since=since))


@BROWSING
async def test_the_visitor_reads_who_has_come_and_who_left(scene: Scene, widget: Widget) -> None:
    """
    Ann hands over to Bob: on the page he has joined, then she has left, in this order, also after a reload.
    """
    ann, bob, address = await scene.on_duty("ann"), await scene.on_duty("bob"), scene.bridge.address
    await widget.launcher.click()
    await widget.write("I want my money back")
    room = await scene.take(ann, "I want my money back")
    await ann.say(room, "!transfer bob")
    await told(bob, address, "Ann asks you to take over")
    await bob.direct(address, "take")
    await told(ann, address, "Bob has it now")
    for _ in range(2):
        await expect(widget.log.get_by_text("Ann left", exact=True)).to_be_visible()
        notices = [
            each for each in await widget.log.locator(".notice").all_inner_texts() if each.endswith(("ed", "left"))
        ]
        assert notices[-3:] == ["Ann joined", "Bob joined", "Ann left"]
        await widget.page.reload()
    rows = scene.bridge.query("SELECT notice, name FROM messages WHERE notice IN ('joined', 'left') ORDER BY seq")
    assert [tuple(row) for row in rows] == [("joined", "Ann"), ("joined", "Bob"), ("left", "Ann")]
