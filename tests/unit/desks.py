"""A real desk on the memory store, with a clock that stands still until it is told, and the people of the tests."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bridge.bus import EVERYTHING, Bus, Listener
from bridge.desk import Desk, Draft, Heard
from bridge.directory import Agent, Channel, Department, Directory, Place
from bridge.model import JID, MINUTES, Fence, Message, Moment, Room, VisitorId
from bridge.outgoing import Outgoing
from bridge.store.memory import MemoryStore

ANN = JID("ann@example.test")
BOB = JID("bob@example.test")
VERA = VisitorId("vera")
OMID = VisitorId("omid")
LOBBY = JID("support-lobby@rooms.example.test")
SHARD = "livechat.example.test"
START = Moment(1_700_000_000_000)


def directory(**of_department: Any) -> Directory:
    """One department with Ann and Bob, one channel."""
    settings = {"agents": {ANN: Agent(ANN, "Ann"), BOB: Agent(BOB, "Bob")}, **of_department}
    support = Department(
        key="support", names={"en": "Support"}, address=JID(f"support@{SHARD}"), lobby=LOBBY, **settings
    )
    channel = Channel(key="default", names={"en": "Chat"}, department="support", color="#0b6e4f")
    place = Place(shard=SHARD, service=JID("rooms.example.test"))
    return Directory(departments={"support": support}, channels={"default": channel}, place=place)


@dataclass
class Clock:
    """Milliseconds since 1970, moved by hand."""

    now: Moment = START

    def __call__(self) -> Moment:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        """Let time go by."""
        self.now = Moment(self.now + int(minutes * MINUTES))


def tokens() -> Iterator[str]:
    """Different every time, and short enough to read."""
    return (f"t{number:019d}" for number in itertools.count(1))


@dataclass
class Office:
    """Everything that a test of the desk needs."""

    desk: Desk
    store: MemoryStore
    listener: Listener
    clock: Clock
    fence: Fence
    bus: Bus
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def write(
        self, words: str, *, visitor: VisitorId = VERA, cid: str = "", name: str = "Vera", language: str = "en"
    ) -> Message:
        """A visitor writes."""
        cid = cid or f"cid-{next(self.ids):08d}"
        draft = Draft(visitor=visitor, channel="default", cid=cid, text=words, name=name, language=language)
        return await self.desk.post(draft)

    async def room(self, visitor: VisitorId = VERA) -> Room:
        """The visitor's room."""
        room = await self.store.read(lambda work: work.room_of(visitor))
        assert room is not None
        return room

    async def heard(self, *, agent: JID = ANN, visitor: VisitorId = VERA, stanza: str | None = None) -> Heard:
        """A stanza of an agent in that visitor's room, with fresh ids."""
        number = next(self.ids)
        return Heard(
            room=(await self.room(visitor)).jid,
            agent=agent,
            nick=agent.partition("@")[0],
            message_id=f"m{number}",
            origin_id=f"o{number}",
            stanza_id=stanza or f"s{number}",
        )

    async def on_duty(self, agent: JID = ANN, show: str = "") -> None:
        """An agent stands in the lobby."""
        await self.desk.lobby_seen("support", agent, agent.partition("@")[0], show, fence=self.fence)

    async def outbox(self, lane: JID | None = None) -> list[Outgoing]:
        """What is still to be sent."""
        return list(await self.desk.outbox(SHARD, lane=lane))

    async def log(self, visitor: VisitorId = VERA) -> list[Message]:
        """All messages of a visitor's room in their order."""
        missed = await self.desk.catch_up(visitor, after=0)
        return sorted(missed.messages, key=lambda message: message.seq)


@dataclass
class Line:
    """What leads from a stream to a real desk. `inside_of`: in which rooms an agent is."""

    office: Office
    inside_of: dict[JID, list[JID]] = field(default_factory=dict, init=False)

    @property
    def desk(self) -> Desk:
        return self.office.desk

    @property
    def directory(self) -> Directory:
        return self.office.desk.directory

    def fence(self) -> Fence:
        return self.office.fence

    def inside(self, agent: JID) -> list[JID]:
        """In which rooms they are."""
        return self.inside_of.get(agent, [])


async def open_office(**of_department: Any) -> Office:
    """A desk that holds its shard, with a listener to everything."""
    bus, clock, names = Bus(), Clock(), tokens()
    store = MemoryStore(bus.publish)
    fence = await store.claim(SHARD, "test", life=3600)
    assert fence is not None
    desk = Desk(store, bus, directory(**of_department), clock=clock, token=lambda length: next(names)[-length:])
    return Office(desk=desk, store=store, listener=bus.listen(EVERYTHING), clock=clock, fence=fence, bus=bus)
