"""Where the visitor is, and who they are, as agents see it; the visitor sees nothing of that."""

import pytest

from tests.agents.agent import Agent
from tests.agents.heard import Heard
from tests.e2e.scene import Scene, enter
from tests.waiting import eventually

CART = ("https://shop.example/cart", "Cart")
CASH = ("https://shop.example/cash", "Cash desk")
HELP = ("https://shop.example/help", "Help")


async def test_agents_read_where_the_visitor_goes(scene: Scene) -> None:
    """
    A line in the room says it; of those that follow soon only the last is said. It asks for no read mark. The visitor
    never gets it: neither live nor when the bridge reads the room's archive after a restart.
    """
    vera, ann, room = await scene.conversation()
    await ann.wait_for(
        lambda heard: "[Vera] #1 Vera" in (heard.body or ""), what="a card: it is known that Ann is inside"
    )
    await vera.goes(*CART)
    line = await ann.wait_for(lambda heard: heard.room == room and "now on Cart" in (heard.body or ""))
    assert line.nick == "Support"
    assert "no-store" in line.raw
    assert not line.markable
    await vera.goes(*HELP)
    await vera.goes(*CASH)
    await ann.wait_for(lambda heard: heard.room == room and "now on Cash desk" in (heard.body or ""), within=30)
    assert len(_moves(ann, room)) == 2
    assert not [each.body for each in await ann.archive(room) if "is now on" in (each.body or "")]
    await scene.bridge.kill()
    await ann.say(room, "Said while you were away")
    await scene.bridge.start()
    await vera.hears("Said while you were away")
    await ann.say(room, "after it")
    await vera.hears("after it")
    assert [each.text for each in vera.transcript() if each.side == "agent"] == ["Said while you were away", "after it"]
    urls = [url for (url,) in scene.bridge.query("SELECT url FROM trail ORDER BY id")]
    assert urls == ["https://shop.example/parcels?x=1&y=2", *(url for url, _ in (CART, HELP, CASH))]


@pytest.mark.department(page_moves=False)
async def test_a_department_may_do_without_these_lines(scene: Scene) -> None:
    """
    With `page_moves: false` nothing is said; the trail is kept all the same.
    """
    vera, ann, room = await scene.conversation()
    await vera.goes(*CART)
    await eventually(lambda: len(scene.bridge.query("SELECT url FROM trail")) == 2)
    await vera.say("after it")
    await ann.wait_for(lambda heard: heard.body == "after it")
    assert not _moves(ann, room)


async def test_who_enters_is_shown_the_card_once(scene: Scene) -> None:
    """
    Ann gets it when she enters the room of the conversation that she took; not again when she comes back, nor when
    the bridge does. Bob, who only looks at what is Ann's, gets none. The visitor's next conversation has its own.
    """
    bob = await scene.on_duty("bob")
    vera, ann, room = await scene.conversation("Who am I?")
    card = await ann.wait_for(lambda heard: "[Vera] #1 Vera · en · not verified" in (heard.body or ""), what="a card")
    assert (card.room, card.type) == (scene.bridge.address, "chat")
    assert "https://shop.example/parcels" in (card.body or "")
    assert "first time" in (card.body or "")
    await ann.leave(room)
    await enter(ann, room)
    await scene.bridge.kill()
    await scene.bridge.start()
    await enter(bob, room)
    for _ in range(2):
        since = len(ann.heard)
        await ann.say(room, "!help")
        await ann.wait_for(lambda heard: "!close" in (heard.body or ""), since=since)
    assert len(_cards(scene, ann)) == 1
    assert not _cards(scene, bob)
    await ann.say(room, "!close")
    await vera.stands("closed")
    await vera.say("One more thing")
    await ann.wait_for(lambda heard: "[Vera] #2 Vera · en · not verified" in (heard.body or ""), what="another card")


async def test_whoever_looks_at_somebody_who_waits_is_shown_the_card(scene: Scene) -> None:
    """
    Ann and Bob follow the link in what they were offered; each gets the card, and nobody has taken the conversation.
    """
    ann, bob = await scene.on_duty("ann"), await scene.on_duty("bob")
    vera = await scene.visitor("Vera")
    await vera.say("Anybody?")
    for agent in (ann, bob):
        offer = await scene.offer(agent, "Anybody?")
        await enter(agent, _room_in(offer))
        await agent.wait_for(lambda heard: "not verified" in (heard.body or ""), what="a card")
    await vera.stands("waiting")


def _moves(agent: Agent, room: str) -> list[str]:
    return [heard.body or "" for heard in agent.speech(room) if "is now on" in (heard.body or "")]


def _cards(scene: Scene, agent: Agent) -> list[str]:
    mine = [heard.body or "" for heard in agent.heard if heard.room == scene.bridge.address]
    return [body for body in mine if "not verified" in body]


def _room_in(offer: Heard) -> str:
    return (offer.body or "").partition("xmpp:")[2].partition("?join")[0]
