"""One stream: what goes out is safe, what comes in is ours, and its end is told."""

import asyncio
import inspect
import socket
from xml.etree.ElementTree import Element

import pytest
from slixmpp.xmlstream import XMLStream

from component.errors import Denied, Disconnected, NoAnswer, Rejected
from component.questions import Questions
from component.stream import MAX_STANZA, Stream
from tests.servers.ports import free_port
from tests.unit.component_server import DOMAIN, ComponentServer, refusal, served
from tests.waiting import eventually

PING = "<iq type='get' from='a@example.org/x' to='{}' id='p1'><ping xmlns='urn:xmpp:ping'/></iq>"


class Ears:
    """Takes every stanza, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[Element] = []

    def __call__(self, stanza: Element) -> bool:
        self.heard.append(stanza)
        return not stanza.tag.endswith("}iq")


def test_the_hook_that_we_use_is_still_there() -> None:
    """
    `_spawn_event` is private in slixmpp: called with each element below the root, and by nobody else.
    """
    assert list(inspect.signature(XMLStream._spawn_event).parameters) == ["self", "xml"]
    assert "self._spawn_event(xml)" in inspect.getsource(XMLStream.data_received)
    assert 'self.parser = ET.XMLPullParser(("start", "end"))' in inspect.getsource(XMLStream.init_parser)


async def test_messages_and_presence_are_ours_alone() -> None:
    """
    slixmpp sees neither: above all, its roster answers no probe with a refusal. What we leave, it answers.
    """
    ears = Ears()
    async with served(ears) as (server, _):
        server.say(f"<presence from='ann@example.org' to='support@{DOMAIN}' type='probe'/>")
        server.say("<message from='r@c/Ann' type='groupchat'><body>Hi</body></message>")
        server.say(PING.format(DOMAIN))
        await server.has_heard('id="p1"')
        assert "unsubscribed" not in server.heard
        assert [each.tag for each in ears.heard] == [
            f"{{jabber:client}}{name}" for name in ("presence", "message", "iq")
        ]
        assert ears.heard[1].findtext("{jabber:client}body") == "Hi"


async def test_a_stanza_is_heard_with_its_last_byte() -> None:
    """
    Wherever the network cuts it: nothing waits for what comes after it.
    """
    stanza = "<message from='r@c/Ann' type='groupchat' id='{}'><body>Hi</body></message>"
    ears = Ears()
    async with served(ears) as (_, stream):
        stream.data_received(stanza.format("whole").encode())
        for cut in range(1, len(stanza)):
            words = stanza.format(f"cut {cut}").encode()
            stream.data_received(words[:cut])
            stream.data_received(words[cut:])
            assert ears.heard[-1].get("id") == f"cut {cut}"


async def test_what_would_end_the_stream_does_not_go_out() -> None:
    """
    A foreign sender and a huge stanza are refused; forbidden characters arrive as U+FFFD, line breaks as they are.
    """
    async with served(Ears()) as (server, stream):
        for stanza in (
            "<message from='ann@example.org' to='x'/>",
            f"<message from='v@{DOMAIN}.evil.org' to='x'/>",
            "<message to='x'/>",
            "</stream:stream>",
        ):
            with pytest.raises(ValueError, match="address of our own"):
                stream.send(stanza)
        stream.send(f"<message from='v@{DOMAIN}' to='x'><body>{'a' * MAX_STANZA}</body></message>")
        stream.send(f"<message from='v@{DOMAIN}/web' to='x'><body>a\x00b\ud800c\ufffe\nd</body></message>")
        await server.has_heard("<body>a\ufffdb\ufffdc\ufffd\nd</body>")
        assert "aaa" not in server.heard


async def test_without_the_right_to_speak_nothing_is_sent() -> None:
    """
    The lease is asked before every stanza; a stream that is not open refuses as well.
    """
    server = ComponentServer()
    await server.listen()
    may_send = [True]
    stream = Stream(domain=DOMAIN, secret="s", receive=Ears(), may_send=lambda: may_send[0])
    stanza = f"<presence from='v@{DOMAIN}' to='r@c/Vera'/>"
    with pytest.raises(Disconnected):
        stream.send(stanza)
    await stream.open("127.0.0.1", server.port)
    stream.send(stanza)
    may_send[0] = False
    with pytest.raises(Disconnected):
        stream.send(stanza)
    stream.drop()
    server.close()


async def test_small_stanzas_leave_and_are_acknowledged_at_once() -> None:
    """
    TCP_NODELAY for what we send; TCP_QUICKACK after what we read, for servers that wait for it.
    """
    ears = Ears()
    async with served(ears) as (server, stream):
        assert stream.transport is not None
        connection = stream.transport.get_extra_info("socket")
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        stream.send(f"<presence from='v@{DOMAIN}' to='r@c/Vera'/>")
        server.say("<message from='r@c/Ann' type='groupchat'><body>Hi</body></message>")
        await eventually(lambda: connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK) and ears.heard)


async def test_the_server_may_be_slow() -> None:
    """
    While it reads nothing, `room_to_send` waits; when it reads again, all arrives.
    """
    async with served(Ears()) as (server, stream):
        server.reads.clear()
        stanza = f"<message from='v@{DOMAIN}' to='x'><body>{'a' * 100_000}</body></message>"
        stream.send(stanza)
        while stream._writable.is_set():
            stream.send(stanza)
        sent_before = len(server.heard)
        server.reads.set()
        await stream.room_to_send()
        assert len(server.heard) > sent_before


async def test_a_refused_stream_says_why() -> None:
    """
    A wrong secret is a rejection with its condition, so that it is not tried again at once.
    """
    server = ComponentServer()
    server.accepts = False
    await server.listen()
    stream = Stream(domain=DOMAIN, secret="wrong", receive=Ears(), may_send=lambda: True)
    with pytest.raises(Rejected) as rejection:
        await stream.open("127.0.0.1", server.port)
    assert rejection.value.condition == "not-authorized"
    assert "wrong" not in str(rejection.value)
    server.close()


async def test_the_end_is_told() -> None:
    """
    When the server hangs up, whoever waits for the stream learns it, and questions are answered with it.
    """
    async with served(Ears()) as (server, stream):
        server.hang_up()
        await eventually(stream.ended.is_set)
        with pytest.raises(Disconnected):
            await stream.room_to_send()


@pytest.mark.parametrize(("condition", "is_rejection"), [("system-shutdown", False), ("conflict", True)])
async def test_a_server_that_restarts_does_not_reject_us(condition: str, is_rejection: bool) -> None:
    """
    Its farewell is no reason to stay away for long; being pushed out by another process is.
    """
    async with served(Ears()) as (server, stream):
        server.say(refusal(condition))
        await eventually(stream.ended.is_set)
        assert isinstance(stream.failure, Rejected) == is_rejection
        assert condition in str(stream.failure)


async def test_an_answer_counts_from_the_address_that_was_asked() -> None:
    """
    Somebody else's answer is ignored; an error is a refusal; silence has an end.
    """
    sent: list[str] = []
    questions = Questions(sent.append, anybody=f"support@{DOMAIN}/parlour")
    questions_stream = Ears()

    def take(stanza: Element) -> bool:
        return questions.take_answer(stanza) if stanza.tag.endswith("}iq") else questions_stream(stanza)

    async with served(take) as (server, stream):
        questions._send = stream.send
        answering = server.has_heard("id='")
        asked = _asking(questions)
        await answering
        number = server.heard.rpartition("id='")[2].partition("'")[0]
        server.say(f"<iq type='result' id='{number}' from='eve@example.org'/>")
        server.say(
            f"<iq type='error' id='{number}' from='room@c'><error type='cancel'>"
            "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
        )
        with pytest.raises(Denied) as refusal:
            await asked
        assert refusal.value.fault.condition == "gone"
        with pytest.raises(NoAnswer):
            await questions.ask("<query/>", to="room@c", patience=0.01)


def _asking(questions: Questions) -> asyncio.Future[Element]:
    return asyncio.ensure_future(questions.ask("<query xmlns='x'/>", to="room@c"))


@pytest.mark.parametrize(("host", "words"), [("127.0.0.1", "connection refused"), ("nowhere.invalid", "name")])
async def test_a_server_that_is_not_there_is_told_in_plain_words(host: str, words: str) -> None:
    """
    An administrator reads what is wrong, not the name of an exception.
    """
    stream = Stream(domain=DOMAIN, secret="s", receive=lambda stanza: True, may_send=lambda: True)
    with pytest.raises(Disconnected) as raised:
        await stream.open(host, free_port())
    assert words in str(raised.value).lower()
    assert "Error(" not in str(raised.value)
