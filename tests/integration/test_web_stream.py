"""Where WebSockets are blocked: an event stream down, POST requests up."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.integration.web_house import SHOP, Frame, House, hello, open_house
from tests.integration.web_wire import Wire, open_tcp
from web.errors import TooFast
from web.frames import FRAME_LIMIT
from web.sse import StreamWire


class Stream:
    """A page on an event stream."""

    def __init__(self, house: House, wire: Wire) -> None:
        self._house = house
        self._wire = wire
        self.comments = 0
        self.id = ""
        self.token = ""

    async def frame(self) -> Frame | None:
        """The next event, or `None` at the end; comments are counted."""
        async with asyncio.timeout(15):
            while True:
                size = int(await self._wire.reader.readline(), 16)
                chunk = (await self._wire.reader.readexactly(size + 2))[:-2].decode()
                if not size:
                    return None
                if chunk.startswith("data: "):
                    return dict(json.loads(chunk[6:]))
                self.comments += 1

    async def hear(self, kind: str) -> Frame:
        """The next frame of this kind."""
        while (frame := await self.frame()) is not None:
            if frame["t"] == kind:
                return frame
        raise AssertionError(f"the stream ended before “{kind}”")

    async def send(self, *frames: Any, **changes: str) -> int:
        """Post frames; the status of the answer."""
        told = {"Parlour-Stream": self.id, "Authorization": f"Bearer {self.token}", "Origin": SHOP, **changes}
        status, _, _ = await ask(self._house, "POST", "/visitor/frames", json.dumps(list(frames)), told)
        return status


@asynccontextmanager
async def open_stream(house: House, **changes: Any) -> AsyncIterator[Stream]:
    """A stream that has been opened, and whose first event has been read."""
    body = json.dumps(hello(**changes))
    async with open_tcp(house.server.port) as wire:
        head = f"POST /visitor/stream HTTP/1.1\r\nHost: x\r\nOrigin: {SHOP}\r\nContent-Length: {len(body)}\r\n\r\n"
        await wire.send((head + body).encode())
        answer = (await wire.reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert "200" in answer
        assert "content-type: text/event-stream" in answer
        stream = Stream(house, wire)
        opened = await stream.hear("stream")
        stream.id = opened["id"]
        yield stream


async def ask(
    house: House, method: str, path: str, body: str = "", told: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """One request: status, headers, body."""
    lines = [f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", f"Content-Length: {len(body.encode())}"]
    lines += [f"{name}: {value}" for name, value in (told or {}).items()]
    async with open_tcp(house.server.port) as wire, asyncio.timeout(15):
        await wire.send(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        head, _, rest = (await wire.reader.read()).partition(b"\r\n\r\n")
    first, *others = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in others)}
    return int(first.split(" ")[1]), headers, rest


async def test_a_page_without_a_socket_is_served_the_same() -> None:
    """Welcome, saved and the agent's answer come as events; what the page says goes by POST."""
    async with open_house() as house, open_stream(house) as vera:
        vera.token = (await vera.hear("welcome"))["token"]
        assert await vera.send({"t": "post", "cid": "abcdefgh-1", "text": "Hello"}, {"t": "ping"}) == 204
        assert (await vera.hear("saved"))["seq"] == 1
        await vera.hear("pong")
        visitor = house.reception.tokens.read(vera.token)
        assert visitor is not None
        await house.agent_writes(visitor, "Good morning")
        texts: list[str] = []
        while "Good morning" not in texts:
            texts = [each.get("text", "") for each in (await vera.hear("messages"))["messages"]]


async def test_a_stream_that_nobody_reads_ends_with_the_page() -> None:
    """When the page leaves, the handler ends, and the stream's id means nothing any more."""
    async with open_house() as house:
        async with open_stream(house) as vera:
            vera.token = (await vera.hear("welcome"))["token"]
        await house.is_empty()
        assert await vera.send({"t": "ping"}) == 404
        await house.serves_others()


async def test_a_stream_takes_frames_of_its_own_visitor_only() -> None:
    """Another token, none, or another origin: 403."""
    async with open_house() as house, open_stream(house) as vera, house.page() as omid:
        vera.token = (await vera.hear("welcome"))["token"]
        ping = {"t": "ping"}
        assert await vera.send(ping, Authorization=f"Bearer {omid.welcome['token']}") == 403
        assert await vera.send(ping, Authorization="") == 403
        assert await vera.send(ping, Origin="https://evil.example") == 403
        assert await vera.send(ping) == 204


async def test_what_is_not_an_array_of_frames_is_refused() -> None:
    """A bad array is 400; a bad frame in a good array is an error event."""
    async with open_house() as house, open_stream(house) as vera:
        vera.token = (await vera.hear("welcome"))["token"]
        told = {"Parlour-Stream": vera.id, "Authorization": f"Bearer {vera.token}", "Origin": SHOP}
        for body in ("", "{}", "[" * 60_000, '["'):
            assert (await ask(house, "POST", "/visitor/frames", body, told))[0] == 400
        assert await vera.send({"t": "dance"}, 3, None) == 204
        assert (await vera.hear("error"))["code"] == "bad_frame"


async def test_frames_are_bounded() -> None:
    """More than a hundred frames at once are refused with 429 and the time to wait."""
    async with open_house() as house, open_stream(house) as vera:
        vera.token = (await vera.hear("welcome"))["token"]
        assert await vera.send(*[{"t": "ping"}] * 101) == 429


async def test_what_waits_for_a_slow_page_is_bounded_in_size() -> None:
    """Few large frames count as much as many small ones."""
    wire = StreamWire(SHOP, "203.0.113.7", "{}", lambda: None)
    large = "x" * FRAME_LIMIT
    for _ in range(3):
        wire.post([large])
    with pytest.raises(TooFast):
        wire.post([large])
    wire.post(["small"])


async def test_a_refused_stream_says_why_and_ends() -> None:
    """A bad hello is told in an error event, then the stream is over."""
    async with open_house() as house, open_stream(house, channel="elsewhere") as vera:
        assert (await vera.hear("error"))["code"] == "unknown_channel"
        assert await vera.frame() is None


async def test_comments_keep_proxies_awake() -> None:
    """While there is nothing to say a comment is sent every ping."""
    async with open_house(ping=0.3) as house, open_stream(house) as vera:
        vera.token = (await vera.hear("welcome"))["token"]
        while await vera.frame() is not None:
            pass
        assert vera.comments >= 2


async def test_browsers_may_ask_from_the_channels_pages() -> None:
    """The preflight names what a page may send; the answer names its origin and no other."""
    async with open_house() as house:
        for path in ("/visitor/stream", "/visitor/frames"):
            status, headers, _ = await ask(house, "OPTIONS", path, told={"Origin": SHOP})
            assert (status, headers["access-control-allow-origin"]) == (204, SHOP)
            assert "Parlour-Stream" in headers["access-control-allow-headers"]
            assert headers["vary"] == "Origin"
            assert "access-control-allow-credentials" not in headers
