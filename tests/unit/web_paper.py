"""A visitor's connection on paper: no network, a desk on the memory store, and a clock that is moved by hand."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bridge.bus import Bus
from bridge.desk import Desk
from bridge.events import Event
from bridge.model import Fence
from bridge.store.memory import MemoryStore
from tests.unit.desks import SHARD, Clock, directory, tokens
from tests.waiting import PATIENCE, eventually
from web.options import Options
from web.reception import Reception, receive
from web.visitor import VisitorConnection

Frame = dict[str, Any]

OPTIONS = Options(public_url="https://chat.example", token_keys=("key",), new_connections_per_minute=1_000)
PAGE = {"url": "https://shop.example/", "title": "Shop", "referrer": ""}
HELLO = {"t": "hello", "v": 1, "channel": "default", "token": None, "after": 0, "lang": "en", "page": PAGE}


class Paper:
    """A `Wire` whose other end is the test. With `is_full` nothing can be sent."""

    def __init__(
        self, *, origin: str = "https://shop.example", address: str = "203.0.113.7", user_agent: str = ""
    ) -> None:
        self.origin = origin
        self.user_agent = user_agent
        self.address = address
        self.closed: int | None = None
        self.is_cut = False
        self.sending = 0
        self.most_sending = 0
        self._said: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._heard: asyncio.Queue[Frame] = asyncio.Queue()
        self._room = asyncio.Event()
        self._room.set()

    async def receive(self) -> str | bytes | None:
        return await self._said.get()

    async def send(self, text: str) -> None:
        self.sending += 1
        self.most_sending = max(self.most_sending, self.sending)
        await self._room.wait()
        self.sending -= 1
        self._heard.put_nowait(json.loads(text))

    async def close(self, code: int, reason: str) -> None:
        self.closed = self.closed or code
        self.leave()

    def abort(self) -> None:
        self.is_cut = True
        self._room.set()
        self.leave()

    def say(self, **frame: Any) -> None:
        """The page sends a frame."""
        self._said.put_nowait(json.dumps(frame))

    def leave(self) -> None:
        """The page is gone."""
        self._said.put_nowait(None)

    def stop_reading(self) -> None:
        self._room.clear()

    def read_again(self) -> None:
        self._room.set()

    async def hear(self, kind: str) -> Frame:
        """The next frame of this kind."""
        async with asyncio.timeout(PATIENCE):
            while (frame := await self._heard.get())["t"] != kind:
                pass
        return frame

    def unheard(self) -> list[Frame]:
        """Everything that came and was not waited for."""
        return [self._heard.get_nowait() for _ in range(self._heard.qsize())]


@dataclass
class Seconds:
    """A monotonic clock."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Doorbell:
    """Rings the bus for the store, unless it is broken."""

    bus: Bus
    is_broken: bool = False

    def ring(self, event: Event) -> None:
        if not self.is_broken:
            self.bus.publish(event)


@dataclass
class PaperHouse:
    """A reception, and the connections before it."""

    desk: Desk
    bus: Bus
    store: MemoryStore
    reception: Reception
    fence: Fence
    seconds: Seconds
    bell: Doorbell
    running: list[asyncio.Task[None]] = field(default_factory=list)

    def open(self, wire: Paper) -> asyncio.Task[None]:
        """Let a connection run."""
        life = asyncio.create_task(VisitorConnection(wire, self.reception).run())
        self.running.append(life)
        return life

    async def welcome(self, wire: Paper, **changes: Any) -> Frame:
        """Let a connection run, and say hello."""
        self.open(wire)
        wire.say(**{**HELLO, **changes})
        return await wire.hear("welcome")

    def pass_seconds(self, seconds: float) -> None:
        """Time goes by, and the sweep looks."""
        self.seconds.now += seconds
        self.reception.connections.sweep()


@asynccontextmanager
async def paper_house(**changes: Any) -> AsyncIterator[PaperHouse]:
    """A house on paper; at the end all its connections must have ended, or end when their page leaves."""
    bus, seconds, names = Bus(), Seconds(), tokens()
    bell = Doorbell(bus)
    store = MemoryStore(bell.ring)
    fence = await store.claim(SHARD, "test", life=3600)
    assert fence is not None
    desk = Desk(store, bus, directory(), clock=Clock(), token=lambda length: next(names)[-length:])
    reception = receive(desk, bus, replace(OPTIONS, **changes), seconds)
    house = PaperHouse(desk, bus, store, reception, fence, seconds, bell)
    try:
        yield house
    finally:
        for life in house.running:
            life.cancel()
        await asyncio.gather(*house.running, return_exceptions=True)
        await eventually(lambda: len(reception.connections) == 0, what="all connections have ended")
