"""A visitor corrects, takes back and reacts, and the agents' clients are told."""

from collections.abc import Callable

import pytest
from playwright.async_api import Browser, expect

from tests.agents.agent import Agent, Predicate, said
from tests.agents.converse import Converse
from tests.agents.heard import Heard
from tests.e2e.browser import browser
from tests.e2e.scene import Scene, enter
from tests.servers.frames import Shown
from tests.servers.visitor import Visitor
from tests.waiting import eventually

__all__ = ["browser"]


async def asked(scene: Scene, vera: Visitor, ann: Agent, room: str, words: str) -> tuple[int, Heard]:
    """Vera says that; her page knows that the room has it, and Ann has read it."""
    seq = await vera.wait_saved(await vera.say(words))
    await vera.shows(lambda message: message.seq == seq and message.state == "in_room")
    return seq, await ann.wait_for(said(words, room=room))


def reacts(line: Heard, emojis: tuple[str, ...]) -> Predicate:
    """All of somebody's reactions to that line."""
    return lambda heard: heard.reaction_to == line.stanza_id and heard.reactions == emojis


def has_reactions(seq: int, counts: dict[str, int]) -> Callable[[Shown], object]:
    """What the page shows at that message."""
    return lambda message: message.seq == seq and message.reactions == counts


async def test_a_visitor_corrects_and_takes_back(scene: Scene) -> None:
    """
    Ann's client gets a correction of the message that it has, then its retraction by the room's own id; both once,
    from Vera. The page shows what is left.
    """
    vera, ann, room = await scene.conversation()
    seq, first = await asked(scene, vera, ann, room, "Where is my parcle?")
    await vera.correct(seq, "Where is my parcel?")
    corrected = await ann.wait_for(lambda heard: heard.replaces == first.id)
    assert (corrected.body, corrected.nick) == ("Where is my parcel?", "Vera")
    shown = await vera.shows(lambda message: message.seq == seq and message.text == "Where is my parcel?")
    assert shown.edited
    await vera.retract(seq)
    retracted = await ann.wait_for(lambda heard: heard.retracts == first.stanza_id)
    assert retracted.nick == "Vera"
    gone = await vera.shows(lambda message: message.seq == seq and message.retracted)
    assert gone.text is None
    await ann.say(room, "Never mind")
    await vera.hears("Never mind")
    assert len([heard for heard in ann.heard if heard.replaces == first.id]) == 1
    assert len([heard for heard in ann.heard if heard.retracts]) == 1


async def test_a_visitor_reacts(scene: Scene) -> None:
    """
    To what Ann said, by the id that her client knows; another reaction replaces it, and no more takes it away. Ann's
    own stands beside it.
    """
    vera, ann, room = await scene.conversation()
    await ann.say(room, "It is on its way")
    line = await ann.wait_for(said("It is on its way", room=room))
    answer = await vera.hears("It is on its way")
    await ann.react(line, "🎉")
    for emojis in (("👍",), ("👍", "❤️"), ()):
        await vera.react(answer.seq, *emojis)
        await ann.wait_for(reacts(line, emojis))
        await vera.shows(has_reactions(answer.seq, {"🎉": 1, **dict.fromkeys(emojis, 1)}))


@pytest.mark.parametrize("way", ["server", "bridge"])
async def test_what_was_changed_while_somebody_was_away_is_told_once(scene: Scene, way: str) -> None:
    """
    The server is killed, or the bridge right after it has said that the change is safe: when both are back, the room
    has it, after the words that it is about.
    """
    vera, ann, room = await scene.conversation()
    seq, first = await asked(scene, vera, ann, room, "Where is my parcle?")
    if way == "server":
        await scene.server.kill()
    cid = await vera.say("Wrong window")
    late = await vera.wait_saved(cid)
    await vera.correct(seq, "Where is my parcel?")
    await vera.retract(late)
    await vera.shows(lambda message: message.seq == late and message.retracted)
    if way == "bridge":
        await scene.bridge.kill()
        await scene.bridge.start()
    else:
        await scene.server.start()
    await enter(ann, room)

    async def told() -> list[Heard]:
        heard = [each for each in await ann.archive(room) if each.nick == "Vera"]
        assert any(each.retracts for each in heard), "not taken back yet"
        return heard

    heard = await eventually(told, within=40, every=0.3)
    assert [each.body for each in heard if each.replaces == first.id] == ["Where is my parcel?"]
    wrong = [each for each in heard if each.body == "Wrong window"]
    assert len(wrong) == 1
    assert [each.retracts for each in heard if each.retracts] == [wrong[0].stanza_id]
    await ann.say(room, "I am back")
    await vera.hears("I am back", within=30)


async def test_what_is_over_is_not_changed(scene: Scene) -> None:
    """
    After the end of a conversation the page is told so, and nothing goes to the room.
    """
    vera, ann, room = await scene.conversation()
    seq, first = await asked(scene, vera, ann, room, "Where is my parcle?")
    await ann.say(room, "!close")
    await vera.stands("closed")
    await vera.correct(seq, "Where is my parcel?")
    refusal = await eventually(lambda: next((each for each in vera.frames if each["t"] == "error"), None))
    assert (refusal["code"], refusal["seq"]) == ("too_late", seq)
    assert vera.messages[seq].text == "Where is my parcle?"
    assert not [heard for heard in ann.heard if heard.replaces == first.id]


async def test_converse_shows_what_a_visitor_changed(scene: Scene, browser: Browser) -> None:
    """
    In place: the new words, the reaction, and that the message is gone.
    """
    vera = await scene.visitor("Vera")
    server = scene.server
    async with Converse(server, f"ann@{server.host}", browser=browser, lobby=scene.bridge.lobby) as ann:
        await eventually(lambda: vera.standing and vera.standing.here, what="Ann is on duty")
        seq = await vera.wait_saved(await vera.say("Where is my parcle?"))
        await ann.sees("Where is my parcle?")
        await ann.say("take")
        await vera.stands("active")
        room = scene.bridge.query("SELECT jid FROM rooms")[0][0]
        await ann.open(room)
        await ann.sees("Where is my parcle?")
        lines = ann.page.locator(f"converse-muc[jid='{room}'] .chat-msg")
        await vera.shows(lambda message: message.seq == seq and message.state == "in_room")
        await vera.correct(seq, "Where is my parcel?")
        words = lines.locator(".chat-msg__text")
        await expect(words.filter(has_text="Where is my parcel?")).to_have_count(1)
        await expect(words.filter(has_text="Where is my parcle?")).to_have_count(0)
        await ann.say("It is on its way")
        answer = await vera.hears("It is on its way")
        await vera.react(answer.seq, "👍")
        await expect(lines.filter(has_text="It is on its way").locator("converse-reactions")).to_contain_text("👍")
        await vera.retract(seq)
        await expect(words.filter(has_text="Where is my parcel?")).to_have_count(0)
        await expect(lines.filter(has_text="removed")).to_have_count(1)
