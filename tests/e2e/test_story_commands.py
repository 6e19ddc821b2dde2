"""What an agent writes in a visitor's room that is not meant for the visitor."""

from tests.agents.heard import Heard
from tests.e2e.scene import Scene


async def test_a_command_is_answered_and_never_reaches_the_visitor(scene: Scene) -> None:
    """
    Lines that begin with an exclamation mark are commands; lines that begin with a slash were meant for the client,
    and some clients send them. The agent is told what came of each; the visitor sees neither line nor answer.
    """
    vera, ann, room = await scene.conversation()
    for line in ("!help", "/help", "!nonsense"):
        since = len(ann.heard)
        await ann.say(room, line)
        answer = await ann.wait_for(lambda heard: heard.nick != "Ann" and "!help" in (heard.body or ""), since=since)
        assert answer.room in (room, scene.bridge.address)
    await ann.say(room, "!note ask Bob about this")
    await ann.say(room, "after it")
    await vera.hears("after it")
    assert [message.text for message in vera.transcript() if message.side == "agent"] == ["after it"]


async def test_an_agent_asks_who_the_visitor_is(scene: Scene) -> None:
    """
    `!info` tells the one who asked: name, page, and that they are here for the first time.
    """
    vera, ann, room = await scene.conversation()
    await ann.wait_for(_is_card, what="the card that everybody is shown who enters")
    since = len(ann.heard)
    await ann.say(room, "!info")
    card = await ann.wait_for(_is_card, since=since)
    assert "https://shop.example/parcels" in (card.body or "")
    assert card.room == scene.bridge.address
    await ann.say(room, "after it")
    await vera.hears("after it")
    assert [message.text for message in vera.transcript() if message.side == "agent"] == ["after it"]


async def test_an_action_is_words_for_the_visitor(scene: Scene) -> None:
    """
    "/me waves" is something that people say, not a command.
    """
    vera, ann, room = await scene.conversation()
    await ann.say(room, "/me waves")
    await vera.shows(lambda message: "waves" in (message.text or ""))


def _is_card(heard: Heard) -> bool:
    return "#1 Vera" in (heard.body or "") and "first time" in (heard.body or "")
