"""A WebSocket by hand: every byte is ours to choose, so that it can be wrong."""

import asyncio
import base64
import contextlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

TEXT, CONTINUATION, CLOSE = 1, 0, 8
_MASK = b"\x11\x22\x33\x44"


@dataclass
class Wire:
    """A TCP connection; `head` is what the server answered to the handshake."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: str

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def frame(self) -> tuple[int, bytes]:
        """The next frame of the server: opcode and payload. Raises `IncompleteReadError` at the end."""
        first, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length >= 126:
            length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8))
        return first & 0x0F, await self.reader.readexactly(length)

    async def close_code(self) -> int:
        """That of the server's close frame, whatever comes before."""
        async with asyncio.timeout(15):
            while True:
                opcode, payload = await self.frame()
                if opcode == CLOSE:
                    return int.from_bytes(payload[:2])

    async def pushes(self, data: bytes, *, limit: int) -> int:
        """How many bytes the server takes before it holds us up or cuts us off, at most `limit`."""
        pushed = 0
        with contextlib.suppress(TimeoutError, OSError):
            while pushed < limit:
                self.writer.write(data)
                async with asyncio.timeout(1):
                    await self.writer.drain()
                pushed += len(data)
        return pushed


def masked(opcode: int, payload: bytes, *, is_last: bool = True, flags: int = 0) -> bytes:
    """One frame of a page (RFC 6455 §5.2)."""
    first = (0x80 if is_last else 0) | flags | opcode
    if len(payload) < 126:
        head = bytes([first, 0x80 | len(payload)])
    elif len(payload) < 65_536:
        head = bytes([first, 0x80 | 126]) + len(payload).to_bytes(2)
    else:
        head = bytes([first, 0x80 | 127]) + len(payload).to_bytes(8)
    mask = _MASK * (len(payload) // 4 + 1)
    hidden = (int.from_bytes(payload) ^ int.from_bytes(mask[: len(payload)])).to_bytes(len(payload)) if payload else b""
    return head + _MASK + hidden


@contextlib.asynccontextmanager
async def memory_within(megabytes: int) -> AsyncIterator[None]:
    """What happens inside lets this process, server and test together, grow by no more."""
    before = _resident()
    yield
    grown = (_resident() - before) / 1_000_000
    assert grown < megabytes, f"the process has grown by {grown:.0f} MB"


@contextlib.asynccontextmanager
async def open_tcp(port: int) -> AsyncIterator[Wire]:
    """A bare connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Wire(reader, writer, "")
    finally:
        writer.transport.abort()


async def connect_wire(port: int, *headers: str) -> Wire:
    """Connect and ask for the visitor's socket."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked = [
        "GET /visitor/socket HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Origin: https://shop.example",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Protocol: parlour.v1",
        *headers,
    ]
    writer.write(("\r\n".join(asked) + "\r\n\r\n").encode())
    return Wire(reader, writer, (await reader.readuntil(b"\r\n\r\n")).decode())


@contextlib.asynccontextmanager
async def open_wire(port: int, *headers: str) -> AsyncIterator[Wire]:
    """The same, cut at the end."""
    wire = await connect_wire(port, *headers)
    try:
        yield wire
    finally:
        wire.writer.transport.abort()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
