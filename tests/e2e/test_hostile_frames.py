"""Frames that no honest page sends. Each is refused, and nobody else notices."""

import json

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.e2e.rude_page import connected, hello, receive_kind, welcomed
from tests.e2e.scene import Scene

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

#: First frames, and the code with which the connection is closed.
BEGINNINGS = {
    '{"t":"ping"}': 4400,
    "[" * 1_000: 4400,
    hello(v=2): 4406,
    hello(channel="nowhere"): 4404,
}


@pytest.fixture
def server_kind() -> str:
    """Nothing here depends on the XMPP server."""
    return "prosody"


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


async def test_a_bad_beginning_ends_the_connection(scene: Scene) -> None:
    """
    Without a usable `hello` there is nothing to go on with; the close code says why.
    """
    for first, code in BEGINNINGS.items():
        async with connected(scene.bridge) as page:
            await page.send(first)
            assert (await receive_kind(page, "error"))["t"] == "error"
            with pytest.raises(ConnectionClosed) as closed:
                await page.recv()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == code, first


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


async def _send_and_listen(page: ClientConnection, text: str) -> None:
    await page.send(text)
    await page.recv()
