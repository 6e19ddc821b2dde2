"""A command of the site's own: the shop's system answers the agent, and the visitor for them."""

import json
import os
import signal
from functools import partial
from typing import Any

import pytest

from tests.agents.agent import said
from tests.agents.forms import begin, complete, list_commands
from tests.agents.heard import Heard
from tests.e2e.scene import Scene
from tests.e2e.test_story_handing import HOUSE, told
from tests.servers.hook import SECRET, HookServer
from tests.waiting import eventually, in_time

ORDER = {
    "secret": SECRET,
    "words": {"en": ["order"], "fa": ["سفارش"]},
    "title": {"en": "look an order up"},
    "usage": {"en": "NUMBER"},
}


async def test_the_shops_own_system_answers(scene: Scene) -> None:
    """
    `!order 4711` in the room: the shop is told who asks about whom, signed, and Ann alone reads its answer. What it has
    said to the visitor comes under Ann's name; its note stands in the room. Help knows the command.
    """
    vera, ann, room = await scene.conversation()
    address = scene.bridge.address
    async with HookServer() as shop:
        await _open(scene, shop)
        shop.answer = {"text": "4711: shipped\x00 yesterday", "say": "Your parcel is under way.", "note": "looked up"}
        await ann.say(room, "!order 4711")
        await told(ann, address, "[Vera] 4711: shipped\ufffd yesterday")
        await vera.shows(lambda message: message.text == "Your parcel is under way." and message.name == "Ann")
        await ann.wait_for(said("📝 Ann: looked up", room=room))
        asked = shop.asked[0]
        assert asked.is_signed
        assert asked.said["arguments"] == "4711"
        assert asked.said["agent"] == {"jid": "ann@localhost", "name": "Ann", "language": "en"}
        assert asked.said["conversation"]["page"]["url"].startswith("https://shop.example/parcels")
        assert asked.said["visitor"] == {"name": "Vera", "email": "", "phone": "", "language": "en", "verified": False}
        await ann.say(room, "!help")
        await told(ann, address, "!order NUMBER – look an order up")
        await ann.say(room, "after it")
        await vera.hears("after it")
    agents = [message.text for message in vera.transcript() if message.side == "agent"]
    assert agents == ["Your parcel is under way.", "after it"]


async def test_it_is_called_from_elsewhere_as_well(scene: Scene) -> None:
    """
    In the chat with the department, with the conversation's number or without, and by form.
    """
    _, ann, _ = await scene.conversation()
    address = scene.bridge.address
    async with HookServer() as shop:
        await _open(scene, shop)
        for line, answer in (("order #1 4711", "by number"), ("order 4712", "without"), ("!order #1 4713", "marked")):
            shop.answer = {"text": answer}
            await ann.direct(address, line)
            await told(ann, address, answer)
        assert (await list_commands(ann, address))["order"] == "order – look an order up"
        shop.answer = {"text": "by form"}
        step = await complete(ann, address, "order", await begin(ann, address, "order"), arguments="4714")
        assert (step.status, step.note) == ("completed", "by form")
        shop.status = 204
        step = await complete(ann, address, "order", await begin(ann, address, "order"), arguments="4715")
        assert step.note == "Done."
    assert [each.said["arguments"] for each in shop.asked] == ["4711", "4712", "4713", "4714", "4715"]
    assert all(each.is_signed for each in shop.asked)


async def test_nobody_waits_for_a_slow_system(scene: Scene) -> None:
    """
    While the shop thinks, visitor and agent talk on in that room, and Ann is answered other things; its answer comes
    when it comes. When it takes too long, Ann reads that.
    """
    vera, ann, room = await scene.conversation()
    address = scene.bridge.address
    async with HookServer() as shop:
        await _open(scene, shop, timeout="3 s")
        shop.may_answer.clear()
        shop.answer = {"text": "at last", "say": "Thank you for waiting."}
        await ann.say(room, "!order 4711")
        await eventually(lambda: shop.asked, what="the shop is asked")
        await ann.say(room, "One moment")
        await vera.hears("One moment")
        await vera.say("Of course")
        await ann.wait_for(said("Of course", room=room))
        await ann.say(room, "!info")
        await told(ann, address, "#1 Vera")
        shop.may_answer.set()
        await told(ann, address, "at last")
        await vera.hears("Thank you for waiting.")
        shop.may_answer.clear()
        await ann.say(room, "!order 4712")
        await told(ann, address, "“order” has not answered within 3 s")
        shop.may_answer.set()
    await vera.say("Still here")
    await ann.wait_for(said("Still here", room=room))
    assert "4712" not in str(vera.transcript())


async def test_a_system_that_fails_fails_in_words(scene: Scene) -> None:
    """
    An error, too much, no JSON, another address, nobody there: a sentence for Ann each time, nothing for Vera.
    """
    vera, ann, room = await scene.conversation()
    address = scene.bridge.address
    async with HookServer() as shop:
        await _open(scene, shop)
        wrong: list[tuple[int, Any, str]] = [
            (500, {"text": "secret trace"}, "answered with an error (500)"),
            (302, {"text": "elsewhere"}, "answered with an error (302)"),
            (200, b"<html>secret page</html>", "cannot be read here"),
            (200, {"text": "x" * 70_000, "say": "much"}, "cannot be read here"),
        ]
        for shop.status, shop.answer, words in wrong:
            since = len(ann.heard)
            shop.headers = {"location": shop.url} if shop.status == 302 else {}
            await ann.say(room, "!order 4711")
            await ann.wait_for(partial(_says, words), since=since, what=words)
        assert len(shop.asked) == len(wrong)
    await ann.say(room, "!order 4711")
    await told(ann, address, "“order” cannot be reached at the moment")
    await ann.say(room, "!order")
    await told(ann, address, "!order NUMBER: something is missing")
    await ann.say(room, "after it")
    await vera.hears("after it")
    assert [message.text for message in vera.transcript() if message.side == "agent"] == ["after it"]
    assert not any("secret" in (heard.body or "") for heard in ann.heard)


async def test_nothing_is_asked_anew_after_an_interruption(scene: Scene) -> None:
    """
    Parlour is killed while the shop thinks, and started again: the shop is not asked twice, and Ann says it again.
    """
    vera, ann, room = await scene.conversation()
    async with HookServer() as shop:
        await _open(scene, shop)
        shop.may_answer.clear()
        await ann.say(room, "!order 4711")
        await eventually(lambda: shop.asked, what="the shop is asked")
        await scene.bridge.kill()
        await ann.say(room, "Are you there?")
        await scene.bridge.start()
        await vera.hears("Are you there?")
        assert len(shop.asked) == 1
        shop.may_answer.set()
        shop.answer = {"text": "shipped"}
        await ann.say(room, "!order 4711")
        await told(ann, scene.bridge.address, "shipped")
        first, second = (asked.headers["webhook-id"] for asked in shop.asked)
        assert first != second


@pytest.mark.house("cleo", "dora", **HOUSE)
async def test_it_is_for_those_who_may(scene: Scene) -> None:
    """
    Without the permission it is not listed, and refused; in another department it is not known at all.
    """
    _, ann, room = await scene.conversation()
    address, sales = scene.bridge.address, scene.bridge.address_of("sales")
    dora, cleo = await scene.agent("dora"), await scene.agent("cleo")
    async with HookServer() as shop:
        _change(scene, shop, permission="supervise")
        await eventually(lambda: _lists(scene, dora, sales), what="Dora's list")
        assert "order" not in await list_commands(ann, address)
        await ann.say(room, "!order 4711")
        await told(ann, address, "You are not permitted to do that.")
        _change(scene, shop, departments=["support"])
        await eventually(lambda: _lists(scene, ann, address), what="Ann's list")
        assert "order" not in await list_commands(cleo, sales)
        await cleo.direct(sales, "order #1 4711")
        await told(cleo, sales, "I only know a few words")
        assert shop.asked == []


def _says(words: str, heard: Heard) -> bool:
    return words in (heard.body or "")


async def _open(scene: Scene, shop: HookServer, **settings: Any) -> None:
    """The shop is configured while Parlour runs, and known to Ann."""
    _change(scene, shop, **settings)
    await eventually(lambda: "configuration_read" in scene.bridge.log(), what="the configuration is read")


def _change(scene: Scene, shop: HookServer, **settings: Any) -> None:
    written = json.loads(scene.bridge.config.read_text())
    written["commands"] = {"order": {**ORDER, "url": shop.url, **settings}}
    scene.bridge.config.write_text(json.dumps(written))
    os.kill(scene.bridge.pid, signal.SIGHUP)


async def _lists(scene: Scene, agent: Any, address: str) -> bool:
    return "order" in await in_time(list_commands(agent, address), 10)
