"""A WebSocket from the client's side (RFC 6455): small, since many of them share one core with what is measured.

Messages of the server may come in pieces. Ours are masked with zeros, which the standard allows and which costs
nothing.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import cast

_FIN = 0x80
_OPCODE = 0x0F
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_SHORT, _MEDIUM = 126, 127


def build_frame(payload: bytes, opcode: int = _TEXT) -> bytes:
    """One whole message of a client."""
    size = len(payload)
    if size < _SHORT:
        length = bytes([0x80 | size])
    elif size < 1 << 16:
        length = b"\xfe" + size.to_bytes(2, "big")
    else:
        length = b"\xff" + size.to_bytes(8, "big")
    return bytes([_FIN | opcode]) + length + bytes(4) + payload


class FrameReader:
    """Takes bytes as they come, gives whole messages: opcode and payload."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._pieces = bytearray()
        self._opcode = 0

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The messages that are whole now. To be read to the end."""
        self._data += data
        while (found := self._take()) is not None:
            first, payload = found
            opcode = first & _OPCODE
            if opcode >= _CLOSE:
                yield opcode, payload
                continue
            self._opcode = opcode or self._opcode
            self._pieces += payload
            if first & _FIN:
                yield self._opcode, bytes(self._pieces)
                self._pieces.clear()

    def _take(self) -> tuple[int, bytes] | None:
        data = self._data
        if len(data) < 2:
            return None
        size, begin = data[1] & 0x7F, 2
        if size >= _SHORT:
            begin = 4 if size == _SHORT else 10
            if len(data) < begin:
                return None
            size = int.from_bytes(data[2:begin], "big")
        if len(data) < begin + size:
            return None
        first, payload = data[0], bytes(data[begin : begin + size])
        del data[: begin + size]
        return first, payload


class Socket(asyncio.Protocol):
    """One connection. `heard` is called with each message; `opened` is done when the server has agreed."""

    def __init__(self, request: bytes, heard: Callable[[bytes], None]) -> None:
        self._request = request
        self._heard = heard
        self._head = b""
        self._is_open = False
        self._frames = FrameReader()
        self._transport: asyncio.Transport | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def connect(cls, port: int, path: str, protocol: str, heard: Callable[[bytes], None]) -> "Socket":
        """To a server on loopback. `OSError` when it does not agree."""
        lines = (
            f"GET {path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            f"Sec-WebSocket-Protocol: {protocol}",
        )
        request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        loop = asyncio.get_running_loop()
        _, socket = await loop.create_connection(lambda: cls(request, heard), "127.0.0.1", port)
        await socket.opened
        return socket

    def send(self, words: str) -> None:
        if self._transport is not None:
            self._transport.write(build_frame(words.encode()))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self._is_open:
            data = self._agree(data)
        for opcode, payload in self._frames.feed(data):
            if opcode == _PING and self._transport is not None:
                self._transport.write(build_frame(payload, _PONG))
            elif opcode < _CLOSE:
                self._heard(payload)

    def connection_lost(self, _: Exception | None) -> None:
        self._transport = None
        if not self.opened.done():
            self.opened.set_exception(ConnectionResetError(f"no WebSocket: {self._head[:200]!r}"))

    def _agree(self, data: bytes) -> bytes:
        self._head += data
        head, end, rest = self._head.partition(b"\r\n\r\n")
        if not end:
            return b""
        if b" 101 " not in head.split(b"\r\n")[0]:
            assert self._transport is not None
            self._transport.abort()
            return b""
        self._is_open = True
        self.opened.set_result(None)
        return rest
