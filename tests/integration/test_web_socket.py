"""A visitor's page on a real WebSocket, before a real desk."""

import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from bridge.model import VisitorId
from tests.integration.web_house import hello, open_house
from tests.unit.desks import SHARD


async def test_a_new_visitor_is_welcomed_with_a_token_and_an_empty_log() -> None:
    """Whoever comes without a token gets one, and sees the channel's name and that nobody has spoken yet."""
    async with open_house() as house, house.page() as vera:
        assert vera.welcome["token"]
        assert vera.welcome["channel"] == {"name": "Chat", "color": "#0b6e4f", "asks": True}
        assert vera.welcome["status"] == {"state": "none", "here": False, "agent": None}
        assert (vera.welcome["messages"], vera.welcome["upto"], vera.welcome["more"]) == ([], 0, False)


async def test_an_answer_and_what_it_says_of_the_question_come_in_one_frame() -> None:
    """Whoever answers has read; the page learns both at once."""
    async with open_house() as house, house.page() as vera:
        saved = await vera.post("Where is my parcel?")
        room = (await house.desk.open_rooms(SHARD))[0]
        await house.desk.arrived(room.jid, saved["cid"], "archived-1", fence=house.fence)
        await house.agent_writes(vera.visitor, "On its way.")
        heard = await vera.hear("messages")
        while "seen" not in heard:
            heard = await vera.hear("messages")
        assert heard["seen"] == saved["seq"]
        assert "On its way." in [each.get("text") for each in heard["messages"]]
        await vera.send({"t": "ping"})
        await vera.hear("pong")
        assert not [frame for frame in vera.frames if frame["t"] == "seen"]


@pytest.mark.parametrize(
    ("path", "protocol", "status"),
    [("/visitor/socket", "chat", 400), ("/visitor/stream", "parlour.v1", 404), ("/", "parlour.v1", 404)],
)
async def test_other_sockets_are_refused(path: str, protocol: str, status: int) -> None:
    """Another address, or another language than ours: the handshake is answered with an error that says so."""
    async with open_house() as house:
        address = house.socket_url.replace("/visitor/socket", path)
        with pytest.raises(InvalidStatus) as refusal:
            await connect(address, subprotocols=[Subprotocol(protocol)], proxy=None)
        assert refusal.value.response.status_code == status
        assert json.loads(refusal.value.response.body or b"")["error"]["text"]


async def test_a_message_is_saved_and_the_answer_arrives() -> None:
    """A visitor's words are acknowledged under their cid; what an agent answers comes as a message."""
    async with open_house() as house, house.page() as vera:
        saved = await vera.post("Where is my parcel?")
        assert (saved["t"], saved["seq"], saved["version"]) == ("saved", 1, 1)
        await house.agent_writes(vera.visitor, "On its way.")
        heard = await vera.hear("messages")
        while all(each["from"] != "agent" for each in heard["messages"]):
            heard = await vera.hear("messages")
        message = next(each for each in heard["messages"] if each["from"] == "agent")
        assert (message["text"], message["name"]) == ("On its way.", "Ann")


async def test_a_page_that_comes_back_gets_exactly_what_it_lacks() -> None:
    """The token names the visitor, `after` says what the page has; what came meanwhile is in the welcome."""
    async with open_house() as house:
        async with house.page() as vera:
            await vera.post("One")
            token, visitor = vera.welcome["token"], vera.visitor
        before = (await house.desk.catch_up(VisitorId(visitor), after=0)).upto
        await house.agent_writes(visitor, "Two")
        async with house.page(token=token, after=before) as vera:
            assert [each["text"] for each in vera.welcome["messages"] if each["from"] == "agent"] == ["Two"]
            assert all(each["version"] > before for each in vera.welcome["messages"])


async def test_two_tabs_of_one_visitor_show_the_same() -> None:
    """What is written in one tab appears in the other."""
    async with open_house() as house, house.page() as first, house.page(token=first.welcome["token"]) as second:
        await first.post("From the first tab")
        heard = await second.hear("messages")
        assert heard["messages"][0]["text"] == "From the first tab"
        assert heard["messages"][0]["cid"]


async def test_the_same_cid_twice_is_one_message() -> None:
    """A page that did not hear `saved` says it again, and gets the same place."""
    async with open_house() as house, house.page() as vera:
        frame = {"t": "post", "cid": "abcdefgh-1", "text": "Once"}
        await vera.send(frame)
        first = await vera.hear("saved")
        await vera.send(frame)
        assert await vera.hear("saved") == first


@pytest.mark.parametrize(
    ("said", "code", "close"),
    [
        ('{"t": "ping"}', "bad_hello", 4400),
        ("[" * 50_000, "bad_hello", 4400),
        ('{"t": "hello", "v": 2, "mood": "good"}', "unsupported_version", 4406),
    ],
)
async def test_a_bad_beginning_is_told_and_closed(said: str, code: str, close: int) -> None:
    """What is not a usable `hello` is answered by an error, then by the code of the protocol."""
    async with open_house() as house:
        page = await house.page().connect()
        await page.socket.send(said)
        assert (await page.hear("error"))["code"] == code
        assert await page.closed() == close


async def test_an_unknown_channel_is_refused() -> None:
    """A page that asks for a channel nobody configured is told so, 4404."""
    async with open_house() as house:
        page = await house.page().connect()
        await page.send(hello(channel="elsewhere"))
        assert (await page.hear("error"))["code"] == "unknown_channel"
        assert await page.closed() == 4404
