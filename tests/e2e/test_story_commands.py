"""What an agent writes in a visitor's room that is not meant for the visitor."""

from tests.e2e.scene import Scene


async def test_a_command_never_reaches_the_visitor(scene: Scene) -> None:
    """
    Lines that begin with an exclamation mark are commands; lines that begin with a slash were meant for the client,
    and some clients send them. Neither is shown to the visitor.
    """
    vera, ann, room = await scene.conversation()
    for line in ("/help", "!help", "!note ask Bob about this", "!nonsense", "after it"):
        await ann.say(room, line)
    await vera.hears("after it")
    assert [message.text for message in vera.transcript() if message.side == "agent"] == ["after it"]


async def test_a_command_is_answered_without_the_visitor(scene: Scene) -> None:
    """
    The agent is told what a command does, or that the line was not sent; the answer is not shown to the visitor.
    """
    vera, ann, room = await scene.conversation()
    for line in ("!help", "/help", "!nonsense"):
        since = len(ann.heard)
        await ann.say(room, line)
        answer = await ann.wait_for(lambda heard: heard.nick != "Ann" and "!help" in (heard.body or ""), since=since)
        assert answer.room in (room, scene.bridge.address)
    await ann.say(room, "after it")
    await vera.hears("after it")
    assert not any("!help" in (message.text or "") for message in vera.transcript())


async def test_an_action_is_words_for_the_visitor(scene: Scene) -> None:
    """
    "/me waves" is something that people say, not a command.
    """
    vera, ann, room = await scene.conversation()
    await ann.say(room, "/me waves")
    await vera.shows(lambda message: "waves" in (message.text or ""))
