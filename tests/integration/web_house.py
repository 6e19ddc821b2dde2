"""A real desk on the memory store behind a real Hypercorn on loopback, and a page that speaks frames."""

import asyncio
import base64
import contextlib
import json
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from bridge.bus import Bus
from bridge.desk import Desk, Heard
from bridge.directory import Directory
from bridge.model import Fence, Moment, VisitorId
from bridge.store.memory import MemoryStore
from tests.unit.desks import ANN, SHARD, directory
from tests.waiting import PATIENCE, eventually
from web.app import build
from web.options import Options
from web.reception import Reception
from web.server import Server, reception_of

Frame = dict[str, Any]

SHOP = "https://shop.example"
_PROTOCOL = Subprotocol("parlour.v1")

#: Limits that one address, from which all tests come, does not meet by accident.
OPTIONS = Options(
    public_url="http://chat.example",
    token_keys=("a key of the tests, not a secret",),
    port=0,
    max_connections_per_address=20_000,
    new_connections_per_minute=1_000_000,
    new_conversations_per_minute=1_000_000,
)


@dataclass
class House:
    """The whole visitors' side of one process."""

    desk: Desk
    bus: Bus
    store: MemoryStore
    server: Server
    reception: Reception
    fence: Fence
    parts: dict[str, bool]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.server.port}/visitor/socket"

    def page(self, **hello: Any) -> "Page":
        """A page that is about to connect; as a context manager it has been welcomed."""
        return Page(self.socket_url, hello)

    async def serves_others(self) -> None:
        """Another visitor comes, writes and is answered: nothing else may be said of a server after an attack."""
        async with asyncio.timeout(PATIENCE), self.page() as omid:
            assert (await omid.post("Is anybody there?"))["t"] == "saved"

    async def agent_writes(self, visitor: str, words: str) -> None:
        """Ann answers in that visitor's room."""
        room = await self.store.read(lambda work: work.room_of(VisitorId(visitor)))
        assert room is not None
        ids = secrets.token_hex(4)
        heard = Heard(room=room.jid, agent=ANN, nick="ann", message_id=ids, origin_id=ids, stanza_id=ids)
        await self.desk.agent_writes(heard, words, fence=self.fence)

    async def is_empty(self) -> None:
        """Waits until nobody is connected, and nothing is left of those who were."""
        await eventually(lambda: not len(self.reception.connections), what="all visitors' connections have ended")
        await eventually(lambda: not len(self.server), what="all TCP connections have ended")


@contextlib.asynccontextmanager
async def open_house(people: Directory | None = None, **changes: Any) -> AsyncIterator[House]:
    """Serve until the test is over."""
    bus = Bus()
    store = MemoryStore(bus.publish)
    fence = await store.claim(SHARD, "test", life=3600)
    assert fence is not None
    desk = Desk(store, bus, people or directory(), clock=_now, token=lambda length: secrets.token_hex(length)[:length])
    parts = {"xmpp": True}
    app = build(desk, bus, replace(OPTIONS, **changes), lambda: parts)
    server = Server(app, "127.0.0.1", 0)
    await server.start()
    try:
        yield House(desk, bus, store, server, reception_of(app), fence, parts)
    finally:
        await server.stop()


class Page:
    """One page of a visitor, frame by frame. Frames that a test did not wait for stay in `frames`."""

    def __init__(self, url: str, hello: Frame) -> None:
        self._url = url
        self._origin = Origin(hello.pop("origin", SHOP))
        self._hello = hello
        self._socket: ClientConnection | None = None
        self.welcome: Frame = {}
        self.frames: list[Frame] = []

    @property
    def socket(self) -> ClientConnection:
        assert self._socket is not None
        return self._socket

    async def connect(self) -> Self:
        """Open the socket, and say nothing."""
        self._socket = await connect(
            self._url,
            origin=self._origin,
            subprotocols=[_PROTOCOL],
            compression=None,
            ping_interval=None,
            proxy=None,
            max_queue=None,
            close_timeout=1,
        )
        return self

    async def __aenter__(self) -> Self:
        await self.connect()
        await self.send(hello(**self._hello))
        self.welcome = await self.hear("welcome")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    @property
    def visitor(self) -> str:
        """Whom our token names: the part before its signature is no secret."""
        payload = self.welcome["token"].partition(".")[0]
        return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))

    async def send(self, frame: Frame) -> None:
        await self.socket.send(json.dumps(frame))

    async def post(self, text: str, **others: Any) -> Frame:
        """Say something; the answer to it."""
        cid = secrets.token_urlsafe(12)
        await self.send({"t": "post", "cid": cid, "text": text, **others})
        return await self.hear("saved", "error", cid=cid)

    async def hear(self, *kinds: str, **facts: Any) -> Frame:
        """The next frame of one of these kinds in which these facts stand."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame: Frame = json.loads(await self.socket.recv())
                self.frames.append(frame)
                if frame["t"] in kinds and all(frame.get(key) == value for key, value in facts.items()):
                    return frame

    async def closed(self) -> int:
        """The code with which the server closes."""
        async with asyncio.timeout(PATIENCE):
            await self.socket.wait_closed()
        assert self.socket.close_code is not None
        return self.socket.close_code


def hello(**changes: Any) -> Frame:
    """A `hello` of a page that has never been here."""
    page = {"url": f"{SHOP}/parcels", "title": "Parcels", "referrer": ""}
    return {
        "t": "hello",
        "v": 1,
        "channel": "default",
        "token": None,
        "after": 0,
        "lang": "en",
        "page": page,
        **changes,
    }


def _now() -> Moment:
    return Moment(time.time_ns() // 1_000_000)
