"""A visitor on Parlour's own socket (docs/protocol.md)."""

import asyncio
import json
from itertools import count

import msgspec

from bench.wires.visitor import Visitor
from bench.wires.websocket import Socket
from tests.waiting import in_time

_PATIENCE = 120.0
_PAGE = {"url": "https://shop.example/parcels", "title": "Parcels", "referrer": ""}


class _Line(msgspec.Struct):
    side: str = msgspec.field(name="from")
    text: str = ""


class _Frame(msgspec.Struct):
    t: str
    messages: list[_Line] = []
    code: str = ""


_read = msgspec.json.Decoder(_Frame).decode


class ParlourVisitor(Visitor):
    """`channel` leads to a department, and so to an agent."""

    def __init__(self, port: int, channel: str = "default") -> None:
        super().__init__()
        self._port = port
        self._channel = channel
        self._numbers = count()
        self._socket: Socket | None = None
        loop = asyncio.get_running_loop()
        self._welcomed: asyncio.Future[None] = loop.create_future()
        self._greeted: asyncio.Future[None] = loop.create_future()

    async def connect(self) -> None:
        self._socket = await Socket.connect(self._port, "/visitor/socket", "parlour.v1", self._take)
        hello = {"t": "hello", "v": 1, "channel": self._channel, "token": None, "after": 0, "lang": "en", "page": _PAGE}
        self._socket.send(json.dumps(hello))
        await in_time(self._welcomed, _PATIENCE)

    async def begin(self) -> None:
        """The first message makes the room, and the agent who is offered it greets."""
        self.say("Good morning, is somebody there?")
        await in_time(self._greeted, _PATIENCE)

    def say(self, words: str) -> None:
        assert self._socket is not None
        self._socket.send(f'{{"t":"post","cid":"{id(self):x}-{next(self._numbers):08d}","text":{json.dumps(words)}}}')

    def ping(self) -> None:
        """Due when nothing else was said for a while."""
        if self._socket is not None:
            self._socket.send('{"t":"ping"}')

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def _take(self, payload: bytes) -> None:
        frame = _read(payload)
        if frame.t == "messages":
            for line in frame.messages:
                if line.side == "agent":
                    self._hear(line.text)
        elif frame.t == "welcome":
            self._welcomed.set_result(None)
        elif frame.t == "error":
            raise ConnectionError(f"Parlour refused: {frame.code}")

    def _hear(self, words: str) -> None:
        if not self._greeted.done():
            self._greeted.set_result(None)
        self.heard(words)
