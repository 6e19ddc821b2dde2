"""A visitor and an agent talk: every kind of message, both ways."""

from tests.agents.agent import said
from tests.e2e.scene import Scene, corrects, invited
from tests.waiting import eventually


async def test_a_visitor_is_answered(scene: Scene) -> None:
    """
    The first message reaches the agent on duty as an offer with its words and page; who takes it answers in a room of
    the visitor's own, and both see what the other says.
    """
    ann = await scene.on_duty("ann")
    vera = await scene.visitor("Vera")
    await eventually(lambda: vera.standing and vera.standing.here)
    first = await vera.say("Where is my parcel?")

    offer = await scene.offer(ann, "Where is my parcel?")
    assert "Vera" in (offer.body or "")
    assert "https://shop.example/parcels?x=1&y=2" in (offer.body or "")
    line = await scene.lobby_line(ann, "Where is my parcel?")
    waiting = await vera.shows(lambda message: message.notice == "waiting")

    room = await scene.take(ann, "Where is my parcel?")
    assert room.startswith("vera-")
    await ann.wait_for(corrects(line, "Vera", "Ann"))
    joined = await vera.shows(lambda message: message.notice == "joined")
    assert joined.name == "Ann"
    standing = await vera.stands("active")
    assert standing.agent
    assert standing.agent.name == "Ann"

    question = next(message for message in await ann.archive(room) if message.body == "Where is my parcel?")
    assert question.nick == "Vera"
    assert question.id == first
    await ann.say(room, "On its way, it arrives tomorrow.")
    answer = await vera.hears("On its way, it arrives tomorrow.")
    assert answer.name == "Ann"
    await vera.say("Thank you! 🙏")
    thanks = await ann.wait_for(said("Thank you! 🙏", room=room))
    assert thanks.nick == "Vera"
    assert thanks.markable
    await vera.shows(lambda message: message.text == "Thank you! 🙏" and message.state == "in_room")
    order = [message.seq for message in (waiting, joined, answer)]
    assert order == sorted(order)


async def test_one_invitation_and_no_other(scene: Scene) -> None:
    """
    Whoever takes a conversation is invited once, directly; a mediated invitation would prompt some clients thrice.
    """
    _, ann, room = await scene.conversation()
    await ann.say(room, "Hello")
    await ann.wait_for(said("Hello", room=room))
    invitations = [heard.invitation for heard in ann.heard if heard.invitation]
    assert [each.room for each in invitations if each.direct].count(room) == 1
    assert all(each.direct for each in invitations)
    assert len(list(filter(invited, ann.heard))) == 1


async def test_an_agent_corrects_and_takes_back(scene: Scene) -> None:
    """
    A correction changes the message on the page in its place; a retraction takes its words away, and no fallback
    text of either is ever shown.
    """
    vera, ann, room = await scene.conversation()
    wrong = await ann.say(room, "Helo")
    shown = await vera.hears("Helo")
    await ann.correct(room, wrong, "Hello")
    corrected = await vera.shows(lambda message: message.seq == shown.seq and message.text == "Hello")
    assert corrected.edited

    secret = await ann.say(room, "This was for somebody else")
    shown = await vera.hears("This was for somebody else")
    await ann.retract(room, secret)
    gone = await vera.shows(lambda message: message.seq == shown.seq and message.retracted)
    assert gone.text is None
    await ann.say(room, "Sorry")
    await vera.hears("Sorry")
    assert not any("retracted a message" in (message.text or "") for message in vera.transcript())


async def test_replies_and_reactions_find_their_message(scene: Scene) -> None:
    """
    An agent's reply and reaction point at the visitor's message on the page; the visitor's reply points at the
    agent's message in their client; the quotation that clients put before a reply is not shown.
    """
    vera, ann, room = await scene.conversation()
    question = await vera.wait_saved(await vera.say("Do you ship to Łódź?"))
    heard = await ann.wait_for(said("Do you ship to Łódź?", room=room))
    await ann.reply(room, heard, "We do.")
    answer = await vera.hears("We do.")
    assert answer.reply == question
    await ann.react(heard, "👍")
    await vera.shows(lambda message: message.seq == question and message.reactions == {"👍": 1})

    await vera.say("Good", reply=answer.seq)
    reply = await ann.wait_for(lambda heard: heard.reply_to and (heard.body or "").endswith("Good"))
    assert reply.reply_to in (
        answered.stanza_id for answered in await ann.archive(room) if "We do." in (answered.body or "")
    )


async def test_typing_and_reading_are_shown_both_ways(scene: Scene) -> None:
    """
    Each side sees when the other writes; the visitor learns what the agent has displayed.
    """
    vera, ann, room = await scene.conversation()
    await ann.typing(room)
    await eventually(lambda: vera.is_agent_typing)
    await ann.typing(room, on=False)
    await eventually(lambda: not vera.is_agent_typing)
    await vera.send({"t": "typing", "on": True})
    await ann.wait_for(lambda heard: heard.typing and heard.room == room and heard.nick == "Vera")

    place = await vera.wait_saved(await vera.say("Can you read this?"))
    await ann.displayed(await ann.wait_for(said("Can you read this?", room=room)))
    await eventually(lambda: vera.agent_seen >= place)
