"""A page that does not keep to the rules of `docs/protocol.md`: what the widget would never send."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.servers.bridge import RunningBridge
from tests.servers.ports import LOOPBACK

PROTOCOL = "parlour.v1"

_HELLO = {"t": "hello", "v": 1, "channel": "default", "token": None, "after": 0, "lang": "en", "page": {"url": ""}}


@asynccontextmanager
async def connected(bridge: RunningBridge) -> AsyncIterator[ClientConnection]:
    """A socket on which nothing was said yet."""
    async with connect(
        bridge.socket_url,
        subprotocols=[Subprotocol(PROTOCOL)],
        compression=None,
        ping_interval=None,
        proxy=None,
        max_size=None,
    ) as page:
        yield page


@asynccontextmanager
async def welcomed(bridge: RunningBridge, *, name: str = "") -> AsyncIterator[ClientConnection]:
    """A socket that has said `hello` and was welcomed."""
    async with connected(bridge) as page:
        await page.send(hello(name=name))
        frame = await receive(page)
        assert frame["t"] == "welcome", frame
        yield page


def hello(**fields: Any) -> str:
    return json.dumps({**_HELLO, **fields})


async def receive(page: ClientConnection) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(await page.recv())
    return frame


async def receive_kind(page: ClientConnection, *kinds: str) -> dict[str, Any]:
    """The next frame of one of these kinds."""
    while (frame := await receive(page))["t"] not in kinds:
        pass
    return frame


def upgrade(bridge: RunningBridge, **headers: str) -> bytes:
    """The HTTP request that asks for the visitor's socket; `headers` come on top, `_` standing for a dash."""
    lines = [
        "GET /visitor/socket HTTP/1.1",
        f"Host: {LOOPBACK}:{bridge.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Sec-WebSocket-Protocol: {PROTOCOL}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def frame(payload: bytes, *, opcode: int = 1, is_last: bool = True, is_deflated: bool = False) -> bytes:
    """One WebSocket frame of a client (RFC 6455 §5.2), masked with zeros; payloads of less than 64 KiB."""
    first = (0x80 if is_last else 0) | (0x40 if is_deflated else 0) | opcode
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return bytes([first]) + length + bytes(4) + payload
