"""A conversation between a visitor and an agent, through the rooms of a real server."""

from bridge.model import Delivery, Message, Side, State
from tests.agents.agent import Agent, said
from tests.integration.component_office import Office, OfficeVisitor, opened
from tests.servers.fixtures import StartAgent
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually


async def test_a_visitor_and_an_agent_talk(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    The first message makes a room and an offer; who takes it is let in, reads it, and their answer reaches the visitor.
    """
    async with opened(xmpp_server) as office:
        ann = await start_agent(xmpp_server, "ann")
        await ann.join(office.lobby)
        await eventually(lambda: office.desk.is_open(office.key), what="Ann is on duty")
        vera = office.visitor("Vera")
        await vera.says("Where is my parcel?")
        offer = await ann.wait_for(lambda heard: heard.type == "chat" and "Vera" in (heard.body or ""))
        assert offer.body is not None
        assert offer.body.startswith("🟠")
        assert "Where is my parcel?" in offer.body
        await ann.direct(office.address, "take")
        room = await vera.room_address()
        await ann.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room == room)
        await ann.join(room)
        await ann.say(room, "It is on its way.")
        await _log_has(vera, "It is on its way.")
        await vera.says("Thank you!")
        await ann.wait_for(said("Thank you!", room=room))

        async def in_room() -> bool:
            mine = [message for message in await vera.log() if message.side is Side.VISITOR]
            return [message.delivery for message in mine] == [Delivery.IN_ROOM, Delivery.IN_ROOM]

        await eventually(in_room)
        standing = await office.desk.standing(vera.id, channel="default")
        assert standing.state is State.ACTIVE
        assert standing.agent_name == "Ann"


async def test_everything_that_clients_can_do_reaches_the_visitor(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    Corrections, replies, reactions, retractions and read marks arrive whichever of the message's ids they name.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        question = await ann.wait_for(said("Hello?", room=room))
        assert question.markable

        first = await ann.say(room, "Good mornign")
        await _log_has(vera, "Good mornign")
        await ann.correct(room, first, "Good morning")
        corrected = await _log_has(vera, "Good morning")
        assert corrected.edited_at is not None

        await ann.reply(room, question, "How can I help?")
        reply = await _log_has(vera, "How can I help?")
        assert reply.reply == (await _log_has(vera, "Hello?")).seq

        await ann.react(question, "👍", "❤")

        async def reacted() -> bool:
            message = await _log_has(vera, "Hello?")
            return message.reactions == ((ann.jid, "👍"), (ann.jid, "❤\ufe0f"))

        await eventually(reacted)

        wrong = await ann.say(room, "this was for Bob")
        await _log_has(vera, "this was for Bob")
        await ann.retract(room, wrong)

        async def taken_back() -> bool:
            return any(message.retracted_at is not None and not message.text for message in await vera.log())

        await eventually(taken_back)

        await vera.says("And another thing")
        thing = await ann.wait_for(said("And another thing", room=room))
        await ann.displayed(thing)

        async def seen() -> bool:
            message = await _log_has(vera, "And another thing")
            found = await office.desk.room_at((await vera.room()).jid)
            return found is not None and found.agent_seen >= message.seq

        await eventually(seen)
        assert "/me retracted a message" not in await vera.words(Side.AGENT)


async def test_the_visitors_reply_typing_and_reading_reach_the_agent(
    xmpp_server: XmppServer, start_agent: StartAgent
) -> None:
    """
    The agent's client learns which message a visitor answers, that they are writing, and how far they have read.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await ann.say(room, "Which order?\nThe green one?")
        asked = await _log_has(vera, "Which order?\nThe green one?")
        office.desk.visitor_types(vera.id, is_writing=True)
        await ann.wait_for(lambda heard: heard.room == room and heard.typing is True)
        await office.desk.visitor_sees(vera.id, asked.seq)
        await ann.wait_for(lambda heard: heard.room == room and heard.displayed == asked.stanza_id)
        await vera.says("Number 12", reply=asked.seq)
        answer = await ann.wait_for(lambda heard: heard.room == room and heard.reply_to is not None)
        assert answer.reply_to == asked.stanza_id
        assert answer.body == "> Which order?\n> The green one?\nNumber 12"


async def conversation(
    office: Office, start_agent: StartAgent, *, take: str = "take"
) -> tuple[OfficeVisitor, Agent, str]:
    """Vera has asked, and Ann is in her room."""
    vera = office.visitor("Vera")
    await vera.says("Hello?")
    room = await vera.room_address()
    ann = await start_agent(office.server, "ann")
    await ann.direct(office.address, take)
    await ann.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room == room)
    await ann.join(room, history=20)
    return vera, ann, room


async def _log_has(visitor: OfficeVisitor, text: str) -> Message:
    async def found() -> Message | None:
        return next((message for message in await visitor.log() if message.text == text), None)

    return await eventually(found, what=f"{text!r} in the log")
