"""Who sees what, who gets in, and what strangers can do to our addresses."""

from collections.abc import Callable
from dataclasses import replace

from bridge.model import JID, Side
from component.rooms import Occupancy
from component.stanzas.queries import INFO_PAYLOAD, parse_info
from tests.agents.agent import Agent, said
from tests.agents.heard import Heard
from tests.integration.component_office import Office, opened
from tests.integration.test_component_conversation import conversation
from tests.servers.fixtures import StartAgent
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually

MUC = "http://jabber.org/protocol/muc"


async def test_a_room_is_closed_to_strangers(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    A visitor's room is hidden, kept, archived and for members only; real addresses are for its owner, the department.
    """
    async with opened(xmpp_server) as office:
        vera = office.visitor("Vera")
        await vera.says("Hello?")
        room = await vera.room_address()
        asked = await office.link.questions.ask(INFO_PAYLOAD, to=room, sender=f"{office.address}/parlour")
        features = parse_info(asked).features
        assert {"muc_hidden", "muc_membersonly", "muc_persistent", "muc_semianonymous", "urn:xmpp:mam:2"} <= features
        assert await office.rights(room, "owner") == {office.address}
        eve = await start_agent(xmpp_server, "eve")
        await eve.send_raw(f"<presence to='{room}/Eve'><x xmlns='{MUC}'/></presence>")
        refused = await eve.wait_for(lambda heard: heard.kind == "presence" and heard.room == room)
        assert refused.error is not None
        assert refused.error.condition == "registration-required"


async def test_a_team_may_choose_to_show_addresses(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    With `rooms: {privacy: non-anonymous}` members see each other's addresses, as in a private group.
    """
    async with opened(xmpp_server, rooms={"privacy": "non-anonymous", "state_marks": False}) as office:
        vera, ann, room = await conversation(office, start_agent)
        seen = await ann.wait_for(
            lambda heard: heard.kind == "presence" and heard.room == room and heard.nick == "Vera"
        )
        assert seen.jid == f"{(await vera.room()).visitor_jid}/web"


async def test_an_agent_cannot_speak_as_the_visitor(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    A line with the id of a visitor's message is an agent's line: ids count only from the visitor's occupant.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        await ann.say(room, "I am Ann", message_id="borrowed-id")
        await vera.says("I am Vera", cid="borrowed-id-2")
        await ann.wait_for(said("I am Vera", room=room))

        async def has() -> bool:
            return await vera.words(Side.AGENT) == ["I am Ann"]

        await eventually(has)
        delayed = f"<delay xmlns='urn:xmpp:delay' from='{room}' stamp='2001-01-01T00:00:00Z'/>"
        forged = f"<stanza-id xmlns='urn:xmpp:sid:0' by='{room}' id='forged'/>"
        await ann.send_raw(
            f"<message to='{room}' type='groupchat' id='old'><body>from long ago</body>{delayed}{forged}</message>"
        )

        async def has_old() -> bool:
            message = next((each for each in await vera.log() if each.text == "from long ago"), None)
            return message is not None and message.stanza_id != "forged" and message.at > 1_700_000_000_000

        await eventually(has_old)


async def test_private_messages_to_a_visitor_are_refused(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Through the room or past it: the sender gets an error that says why, and the visitor stays in the room.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        visitor = (await vera.room()).visitor_jid
        await ann.send_raw(f"<message to='{room}/Vera' type='chat' id='pm'><body>psst</body></message>")
        await ann.wait_for(_error("pm", "not-allowed"))
        await ann.direct(visitor, "psst")
        await ann.wait_for(lambda heard: heard.error is not None and heard.sender.startswith(visitor))
        await ann.say(room, "in public")

        async def has() -> bool:
            return await vera.words(Side.AGENT) == ["in public"]

        await eventually(has)
        assert not [heard for heard in ann.heard if heard.nick == "Vera" and heard.type == "unavailable"]


async def test_presence_is_answered_by_us_alone(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    An agent who subscribes sees the department; a strange one does not; a probe is never answered with a refusal, also
    after a restart, when nothing of it is remembered.
    """
    async with opened(xmpp_server) as office:
        ann, eve = await start_agent(xmpp_server, "ann"), await start_agent(xmpp_server, "eve")
        await ann.send_raw(f"<presence to='{office.address}' type='subscribe'/>")
        await ann.wait_for(_presence(office, None))
        await eve.send_raw(f"<presence to='{office.address}' type='subscribe'/>")
        number = await eve.direct(office.address, "Hello?")
        await eve.wait_for(_error(number, "forbidden"))
        assert not [
            heard for heard in eve.heard if heard.kind == "presence" and heard.room == office.address and not heard.type
        ]
        await office.stop()
        await office.start()
        since = len(ann.heard)
        office.link.send(f"<presence from='{office.address}' to='{ann.jid}' type='probe'/>")
        await ann.close()
        again = await start_agent(xmpp_server, "ann")
        await again.wait_for(_presence(office, None), what="the department's presence after signing in")
        refusals = [heard for heard in [*ann.heard[since:], *again.heard] if heard.type == "unsubscribed"]
        assert not refusals


async def test_our_addresses_say_who_they_are(xmpp_server: XmppServer, start_agent: StartAgent) -> None:
    """
    Clients that ask for a card or for features get a name, from the visitor through the room as well.
    """
    async with opened(xmpp_server) as office:
        vera, ann, room = await conversation(office, start_agent)
        visitor = (await vera.room()).visitor_jid
        assert await _card(office, ann, visitor) == "Vera"
        assert await _card(office, ann, office.address) == office.name
        await ann.say(room, "still here")
        await ann.wait_for(said("still here", room=room))


async def test_the_visitor_never_owns_a_room(xmpp_server: XmppServer) -> None:
    """
    The room vanishes between our two joins, so that the visitor's join creates it: the department ends as its owner.
    """
    async with opened(xmpp_server) as office:
        vera = office.visitor("Vera")
        await vera.says("Hello?")
        room = await vera.room()
        moved = replace(room, jid=JID(room.jid.replace("@", "-own@")))
        inside = Occupancy(moved.jid, f"{office.address}/parlour", office.link.send)
        office.watch(inside)
        visitor = f"{room.visitor_jid}/web"
        joined = await inside.join(visitor, "Vera")
        assert joined.is_new
        await office.link.making.put_right(moved, inside, visitor, owner_nick=office.name, title="Vera")
        assert await office.rights(moved.jid, "owner") == {office.address}
        answer = await office.link.questions.ask(INFO_PAYLOAD, to=moved.jid, sender=inside.watcher)
        assert {"muc_membersonly", "muc_persistent"} <= parse_info(answer).features


def _presence(office: Office, kind: str | None) -> Callable[[Heard], bool]:
    return lambda heard: heard.kind == "presence" and heard.room == office.address and heard.type == kind


def _error(number: str, condition: str) -> Callable[[Heard], bool]:
    return lambda heard: heard.id == number and heard.error is not None and heard.error.condition == condition


async def _card(office: Office, ann: Agent, address: str) -> str:
    """As another address of the server sees it; our own questions go the same way through the server."""
    answer = await office.link.questions.ask("<vCard xmlns='vcard-temp'/>", to=address)
    return answer.findtext(".//{vcard-temp}FN") or ""
