"""A conversation between a visitor and an agent, through the rooms of a real server."""

from bridge.model import Delivery, Side, State
from tests.agents.agent import said
from tests.integration.component_office import opened
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
        assert "🟠" in (offer.body or "") and "Where is my parcel?" in (offer.body or "")
        await ann.direct(office.address, "take")
        room = await vera.room_address()
        await ann.wait_for(lambda heard: heard.invitation is not None and heard.invitation.room == room)
        await ann.join(room)
        await ann.say(room, "It is on its way.")

        async def answered() -> bool:
            return await vera.words(Side.AGENT) == ["It is on its way."]

        await eventually(answered)
        await vera.says("Thank you!")
        await ann.wait_for(said("Thank you!", room=room))

        async def in_room() -> bool:
            mine = [message for message in await vera.log() if message.side is Side.VISITOR]
            return [message.delivery for message in mine] == [Delivery.IN_ROOM, Delivery.IN_ROOM]

        await eventually(in_room)
        standing = await office.desk.standing(vera.id, channel="default")
        assert standing.state is State.ACTIVE and standing.agent_name == "Ann"
