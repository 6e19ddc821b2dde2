"""Words and frames that are meant to break something, or look as if. One stream serves all visitors: it must stand."""

import json

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.agents.agent import said
from tests.e2e.rude_page import connected, hello, receive_kind, welcomed
from tests.e2e.scene import Scene

#: What is written as JSON on the wire, and what everybody reads.
WORDS = {
    r"\u0000\u000b\u001b\ufffe\uffff end": "\ufffd\ufffd\ufffd\ufffd\ufffd end",
    r"half an emoji \ud83d": "half an emoji \ufffd",
    r"the other \udc4d half": "the other \ufffd half",
    r"two lines\r\nof text": "two lines\nof text",
    r"]]></body></message></stream:stream>": "]]></body></message></stream:stream>",
    r"<script>alert(1)</script><!-- <![CDATA[": "<script>alert(1)</script><!-- <![CDATA[",
    r"\u202egnp.exe \u2066 \u200f": "\u202egnp.exe \u2066 \u200f",
    r"&amp; &#0; %s {} \\": "&amp; &#0; %s {} \\",
    r"\ud83d\udc69\u200d\ud83d\ude80 Z\u0361\u0327\u0321algo": "👩\u200d🚀 Z\u0361\u0327\u0321algo",
    "&" * 4_000: "&" * 4_000,
}

FRAMES = {
    "not JSON": "{",
    "nothing": "",
    "an array": "[]",
    "a number": "7",
    "deep": "[" * 30_000,
    "deep objects": '{"t":' * 8_000,
    "no kind": "{}",
    "unknown kind": '{"t":"drop table"}',
    "a kind that is no text": '{"t":{"t":"post"}}',
    "unknown field": '{"t":"ping","extra":1}',
    "wrong types": '{"t":"post","cid":7,"text":["a"]}',
    "a boolean as number": '{"t":"seen","seq":true}',
    "a negative version": '{"t":"sync","after":-1}',
    "a huge number": '{"t":"sync","after":' + "9" * 400 + "}",
    "not a number": '{"t":"seen","seq":NaN}',
    "a strange id": '{"t":"post","cid":"../../etc/passwd","text":"hello"}',
    "a second hello": hello(),
}

NAMES = ("🦊🦊", "\u202eevil\u0000", "a" * 5_000, "<b>Vera</b>", "Ann/2", "Ann", "admin@localhost", " \t ", "محمد Łódź")


async def test_words_arrive_as_they_are(scene: Scene) -> None:
    """
    Whatever a visitor writes reaches the agent, with what XML cannot carry replaced; the component's stream stands.
    """
    _, ann, room = await scene.conversation()
    async with welcomed(scene.bridge, name="Omid") as page:
        await page.send(json.dumps({"t": "post", "cid": "the-first-words", "text": "Here comes trouble"}))
        await scene.offer(ann, "Here comes trouble")
        await ann.direct(scene.bridge.address, "take")
        invitation = await ann.wait_for(lambda heard: heard.invitation and heard.invitation.room.startswith("omid-"))
        assert invitation.invitation
        await ann.join(invitation.invitation.room)
        for number, (written, read) in enumerate(WORDS.items()):
            await page.send(f'{{"t":"post","cid":"hostile-{number}","text":"{written}"}}')
            await ann.wait_for(said(read, room=invitation.invitation.room), what=written)
    await ann.say(room, "and Vera noticed nothing")
    assert scene.proxy.accepted == 1, "the stream broke"


async def test_what_is_no_frame_is_refused_and_nothing_else(scene: Scene) -> None:
    """
    Each is answered with an error; the same connection goes on, and the next message is saved.
    """
    async with welcomed(scene.bridge) as page:
        for name, text in FRAMES.items():
            await page.send(text)
            error = await receive_kind(page, "error")
            assert error["code"] == "bad_frame", name
        await page.send(b"\x00\x01")
        assert (await receive_kind(page, "error"))["code"] == "bad_frame"
        await page.send('{"t":"post","cid":"after-all-that","text":"still here"}')
        assert (await receive_kind(page, "saved"))["cid"] == "after-all-that"


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ('{"t":"ping"}', 4400),
        ("[" * 1_000, 4400),
        (hello(v=2), 4406),
        (hello(channel="nowhere"), 4404),
    ],
    ids=["no hello", "deep", "another version", "no such channel"],
)
async def test_a_bad_beginning_ends_the_connection(scene: Scene, first: str, code: int) -> None:
    """
    Without a usable `hello` there is nothing to go on with; the close code says why.
    """
    async with connected(scene.bridge) as page:
        await page.send(first)
        assert (await receive_kind(page, "error"))["t"] == "error"
        with pytest.raises(ConnectionClosed) as closed:
            await page.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == code


async def test_too_long_is_told(scene: Scene) -> None:
    """
    A message of more than 4,000 characters is refused by name; a frame of a megabyte ends its connection only.
    """
    vera = await scene.visitor("Vera")
    async with welcomed(scene.bridge) as page:
        await page.send(json.dumps({"t": "post", "cid": "just-too-long", "text": "a" * 4_001}))
        error = await receive_kind(page, "error")
        assert (error["code"], error["cid"]) == ("too_long", "just-too-long")
        await page.send(json.dumps({"t": "post", "cid": "empty-words", "text": " \n "}))
        assert (await receive_kind(page, "error"))["cid"] == "empty-words"
        with pytest.raises(ConnectionClosed) as closed:
            await _send_and_listen(page, json.dumps({"t": "post", "cid": "a-megabyte", "text": "a" * 1_000_000}))
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1009
    await vera.wait_saved(await vera.say("I noticed nothing"))


async def test_any_name_gets_a_room(scene: Scene) -> None:
    """
    Whatever visitors call themselves, their message is in a room of their own, under a nick that the server accepts.
    """
    ann = await scene.on_duty("ann")
    for number, name in enumerate(NAMES):
        visitor = await scene.visitor(name)
        await visitor.say(f"name {number}")
        await visitor.shows(lambda message: message.state == "in_room")
        await scene.offer(ann, f"name {number}")
    assert scene.proxy.accepted == 1, "the stream broke"


async def _send_and_listen(page: ClientConnection, text: str) -> None:
    await page.send(text)
    await page.recv()
