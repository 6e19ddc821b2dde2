"""A server that speaks the visitor's wire (docs/protocol.md) and does exactly what a test tells it.

It is for states of the widget that no real server produces on demand: a message the room refused, a wire that
goes silent, a server that says `too_fast`.  It hands out the built widget too, and `shop()` is the page of
somebody else, on another origin, with as strict a Content-Security-Policy as docs/site.md promises to bear.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

import widget

Frame = dict[str, Any]

DEADLINE = 10.0
START = 1_760_000_000_000
HERE: Frame = {"state": "none", "here": True, "agent": None}
CHANNELS = {"default": {"name": "Oak & Sons", "color": "#0b6e4f"}, "shop": {"name": "Sales", "color": "#7a3cc0"}}


@dataclass
class Line:
    """One connection of a page, from the server's end."""

    socket: ServerConnection
    heard: asyncio.Queue[Frame | None] = field(default_factory=asyncio.Queue)

    async def say(self, kind: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"t": kind, **fields}))

    async def welcome(self, messages: list[Frame] | None = None, **fields: Any) -> None:
        """The usual answer to `hello`; `fields` replace what is in it."""
        said = messages or []
        frame = {
            "v": 1,
            "token": "vera",
            "channel": CHANNELS["default"],
            "status": HERE,
            "messages": said,
            "more": False,
        }
        upto = max((message["version"] for message in said), default=0)
        await self.say("welcome", **{**frame, "upto": upto, "seen": 0, "mine": 0, "ping": 30, **fields})

    async def messages(self, *messages: Frame) -> None:
        await self.say("messages", messages=list(messages), upto=messages[-1]["version"], more=False)

    async def hears(self, kind: str) -> Frame:
        """The next frame of that kind; others are passed over."""
        async with asyncio.timeout(DEADLINE):
            while (frame := await self.heard.get()) is not None:
                if frame["t"] == kind:
                    return frame
        raise ConnectionError(f"the page left without saying {kind}")

    async def hears_something(self) -> str:
        """The kind of the next frame that is no mere sign of life."""
        async with asyncio.timeout(DEADLINE):
            while frame := await self.heard.get():
                if frame["t"] not in {"typing", "ping", "sync"}:
                    return str(frame["t"])
        raise ConnectionError("the page left without a word")

    async def is_left(self) -> None:
        async with asyncio.timeout(DEADLINE):
            await self.socket.wait_closed()

    async def cut(self) -> None:
        """The wire breaks, without a word."""
        self.socket.transport.abort()
        await self.is_left()

    async def listen(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.socket:
                frame = json.loads(text)
                if frame["t"] == "ping":
                    await self.say("pong")
                self.heard.put_nowait(frame)
        self.heard.put_nowait(None)


class FakeWire:
    """The chat's origin. While `is_down`, nobody is let in."""

    def __init__(self) -> None:
        self.is_down = False
        self.asked: list[str] = []
        self.photos: dict[str, bytes] = {}
        self._lines: asyncio.Queue[Line] = asyncio.Queue()
        self._server: Server | None = None
        version = json.loads((widget.dist() / "manifest.json").read_text())["version"]
        self.site = {"version": version, "channels": CHANNELS}

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._meet, "127.0.0.1", 0, process_request=self._answer, subprotocols=[Subprotocol("parlour.v1")]
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server
        return f"http://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}"

    async def line(self) -> Line:
        """The next connection that a page opens."""
        async with asyncio.timeout(DEADLINE):
            return await self._lines.get()

    async def met(self, messages: list[Frame] | None = None, **fields: Any) -> Line:
        """The next connection, after `hello` and `welcome`."""
        line = await self.line()
        await line.hears("hello")
        await line.welcome(messages, **fields)
        return line

    async def _meet(self, socket: ServerConnection) -> None:
        line = Line(socket)
        self._lines.put_nowait(line)
        await line.listen()

    def _answer(self, socket: ServerConnection, request: Request) -> Response | None:
        self.asked.append(request.path)
        if request.path == "/visitor/socket":
            return respond(503, "down") if self.is_down else None
        if request.path == "/widget.js":
            text = (widget.dist() / "widget.js").read_text().replace("__PARLOUR_SITE__", json.dumps(self.site))
            return respond(200, text, "text/javascript")
        if request.path in self.photos:
            return respond(200, self.photos[request.path], "image/png")
        file = widget.dist() / request.path.removeprefix("/widget/")
        if not file.is_file():
            return respond(404, "no such file")
        return respond(200, file.read_text(), "text/javascript", {"Access-Control-Allow-Origin": "*"})


@asynccontextmanager
async def shop(
    chat: str,
    *,
    attributes: str = "",
    body: str = "",
    lang: str = "en",
    script: str = "",
    sockets: bool = True,
    photos: bool = True,
) -> AsyncIterator[str]:
    """The address of a page with the widget of `chat` on it, served from an origin of its own.

    `attributes` are of the widget's tag; `script` is the shop's own, and runs before the widget's. Without `sockets`
    the policy of the page forbids WebSockets, as some proxies do; without `photos` it forbids the chat's pictures.
    """
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' {chat}",
            f"connect-src {chat}" + (f" {chat.replace('http', 'ws')}" if sockets else ""),
            f"img-src 'self' {chat if photos else ''}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    page = f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Oak &amp; Sons</title>
<meta name="viewport" content="width=device-width"><script src="/shop.js"></script>
<script async src="{chat}/widget.js" {attributes}></script></head>
<body><main><h1>Oak table</h1><p>Made by hand, from one tree.</p>{body}</main></body></html>"""

    def answer(_: ServerConnection, request: Request) -> Response:
        if request.path == "/shop.js":
            return respond(200, script, "text/javascript")
        if request.path == "/favicon.ico":
            return respond(204, "")
        return respond(200, page, "text/html", {"Content-Security-Policy": policy})

    async def nobody(_: ServerConnection) -> None:
        return None

    async with serve(nobody, "127.0.0.1", 0, process_request=answer) as server:
        yield f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/oak-table"


def respond(
    status: int, text: str | bytes, kind: str = "text/plain", extra: Mapping[str, str] | None = None
) -> Response:
    body = text.encode() if isinstance(text, str) else text
    headers = Headers(
        {"Date": formatdate(usegmt=True), "Connection": "close", "Content-Length": str(len(body)), **(extra or {})}
    )
    headers["Content-Type"] = f"{kind}; charset=utf-8"
    return Response(status, "", headers, body)


def visitor(seq: int, text: str, *, state: str = "in_room", **fields: Any) -> Frame:
    """A message of the visitor; `at` is in minutes after the beginning."""
    return _message(seq, "visitor", text=text, state=state, **fields)


def agent(seq: int, text: str | None, *, name: str = "Ann", **fields: Any) -> Frame:
    said: Frame = {} if text is None else {"text": text}
    return _message(seq, "agent", name=name, **said, **fields)


def notice(seq: int, kind: str, **fields: Any) -> Frame:
    return _message(seq, "notice", notice=kind, **fields)


def _message(seq: int, author: str, *, at: float = 0, version: int | None = None, **fields: Any) -> Frame:
    return {"seq": seq, "version": version or seq, "from": author, "at": START + round(at * 60_000), **fields}
