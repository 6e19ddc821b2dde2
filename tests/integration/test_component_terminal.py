"""An agent at a terminal, with a client that knows nothing of corrections, reactions or buttons: Profanity."""

from tests.agents.profanity import Profanity
from tests.integration.component_office import opened
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually


async def test_a_conversation_by_keyboard_alone(xmpp_server: XmppServer) -> None:
    """
    Lobby lines can be read one by one; `take` and `/join` lead into the room, and what is typed there is the answer.
    """
    async with opened(xmpp_server) as office, Profanity(xmpp_server, f"ann@{xmpp_server.host}") as ann:
        await ann.type(f"/join {office.lobby}")
        await eventually(lambda: office.desk.is_open(office.key), what="Ann is on duty")
        vera = office.visitor("Vera")
        await vera.says("Where is my parcel?")
        await ann.sees("Where is my parcel?")
        await ann.sees("#1 Vera is waiting")
        await ann.type("take 1")
        await ann.sees("#1 Vera: Ann answers")
        room = await vera.room_address()
        await ann.type(f"/join {room}")
        await ann.sees("Vera · Ann")
        await ann.type("It is on its way.")
        await vera.reads("It is on its way.")
        await ann.type("!note a regular")
        await vera.says("Thank you!")
        await ann.sees("Thank you!")
        await ann.type("!close")
        await ann.sees("#1 Vera · over")
        await vera.reads("It is on its way.")
