"""The agents' side alone, in this process: a real desk with the memory store, and a gateway to a real server.

             visitor = office.visitor("Vera") ──▶ desk ──▶ gateway ──▶ server ──▶ an agent's client
                    visitor.log() ◀── desk ◀────── gateway ◀────────── server ◀──┘

`stop` and `start` are a bridge's restart: the store stays, everything else is made anew.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, cast

import config
from bridge.bus import Bus
from bridge.cli.staffing import directory_of
from bridge.desk import Desk, Draft
from bridge.lease import Lease
from bridge.model import JID, Message, Moment, Page, Room, Side, VisitorId
from bridge.store.memory import MemoryStore
from bridge.store.work import Work
from component.archive import read_after
from component.gateway import Gateway
from component.link import Link, bot_nick
from component.room_lane import RoomLane
from component.rooms import Occupancy
from component.stanzas.presences import Presence
from component.stanzas.queries import build_affiliations_request, parse_affiliations
from component.stanzas.received import Line
from component.switchboard import Switchboard
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually


class Office:
    """A bridge without its web side. Its department and domain names are the test servers'."""

    def __init__(self, server: XmppServer, key: str, **sections: Mapping[str, Any]) -> None:
        self.server = server
        self.key = key
        self.settings = config.parse(self._document(sections), directory=Path("/nonexistent"))
        self.bus = Bus()
        self.store = MemoryStore(publish=self.bus.publish)
        self.desk = Desk(
            self.store,
            self.bus,
            directory_of(self.settings),
            clock=lambda: Moment(int(time.time() * 1000)),
            token=lambda length: secrets.token_hex(length)[:length],
        )
        self.gateway: Gateway | None = None
        self._task: asyncio.Task[None] | None = None
        self._lease: Lease | None = None

    @property
    def address(self) -> str:
        return f"{self.key}@{self.server.component}"

    @property
    def name(self) -> str:
        """Under which the department sits in rooms."""
        return bot_nick(self.desk.directory.department(self.key))

    @property
    def lobby(self) -> str:
        return f"{self.key}-lobby@{self.server.muc}"

    async def start(self, *, until_ready: bool = True) -> Self:
        """Hold the shard, and connect."""
        self._task = asyncio.create_task(self._run())
        if until_ready:
            await eventually(lambda: self.gateway is not None and self.gateway.is_ready, what="the gateway is ready")
        return self

    async def stop(self) -> None:
        """End as a process does that is stopped."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    @property
    def link(self) -> Link:
        """What the gateway's present stream shares; for questions in a department's own name."""
        assert self.gateway is not None
        assert self.gateway.life is not None
        return self.gateway.life.link

    @property
    def switchboard(self) -> Switchboard:
        """Of the present stream."""
        assert self.gateway is not None
        assert self.gateway.life is not None
        return self.gateway.life.switchboard

    def lane(self, room: str) -> RoomLane:
        """Of a visitor's room, on the present stream."""
        return self.switchboard.rooms[room]

    @contextlib.contextmanager
    def store_away(self) -> Iterator[None]:
        """The database cannot be reached."""
        self.store._is_closed = True
        try:
            yield
        finally:
            self.store._is_closed = False

    async def has_said_everything(self) -> bool:
        """Nothing is left in the outbox."""
        return not await self.desk.outbox(self.server.component)

    def watch(self, inside: Occupancy) -> None:
        """Let presences of a room that is no lane's be seen by a test."""
        self.switchboard.rooms[inside.room] = cast(RoomLane, _Watcher(inside))

    async def rights(self, room: str, right: str) -> frozenset[str]:
        """Who has this right in a room (bare addresses), as its owner sees it."""
        payload = build_affiliations_request(right)
        answer = await self.link.questions.ask(payload, to=room, sender=f"{self.address}/parlour")
        return parse_affiliations(answer)

    async def lines(self, room: str, nick: str) -> list[str]:
        """What this occupant has said in a room, as its archive has it."""
        reader = f"{self.address}/parlour"
        found = [each.message async for each in read_after(self.link.questions, room, reader=reader, after=None)]
        mine = [each.content for each in found if each.sender == f"{room}/{nick}"]
        return [each.text for each in mine if isinstance(each, Line)]

    async def move_room(self, before: JID, after: JID) -> None:
        """Let the store believe that a room is elsewhere."""

        await self._change_room(before, lambda room: replace(room, jid=after))

    async def forget_place(self, room: JID, place: str) -> None:
        """Let the store believe that it has read a room's archive up to this id."""
        await self._change_room(room, lambda found: replace(found, cursor=place))

    async def _change_room(self, address: JID, changed: Callable[[Room], Room]) -> None:
        def change(work: Work) -> None:
            room = work.room_at(address)
            assert room is not None
            work.put_room(changed(room))

        await self.store.change(change)

    def visitor(self, name: str) -> "OfficeVisitor":
        """Somebody on the page."""
        return OfficeVisitor(self, name)

    async def ended(self) -> None:
        """Until the gateway ends by itself; raises what it raised."""
        assert self._task is not None
        await asyncio.shield(self._task)

    def lose_lease(self) -> None:
        """As if another node held the shard now."""
        assert self._lease is not None
        self._lease.lost.set()

    async def adopted(self) -> None:
        """Until everything that the present stream found was seen to."""
        assert self.gateway is not None
        assert self.gateway.life is not None
        async with asyncio.timeout(20):
            await self.gateway.life.adopted.wait()

    def rename(self, key: str) -> None:
        """The configuration is read again: our department is called otherwise, and with it its address and lobby."""
        self.key = key
        self.settings = config.parse(self._document({}), directory=Path("/nonexistent"))
        self.desk.directory = directory_of(self.settings)

    def follow(self) -> None:
        """Tell the gateway that the directory is another one."""
        assert self.gateway is not None
        self.gateway.directory_changed()

    def appoint(self, *names: str) -> None:
        """The configuration is read again, with these agents."""
        agents = [f"{name}@{self.server.host}" for name in names]
        self.settings = config.parse(self._document({"department": {"agents": agents}}), directory=Path("/nonexistent"))
        self.desk.directory = directory_of(self.settings)
        self.follow()

    async def _run(self) -> None:
        lease = self._lease = Lease(self.store, self.server.component, secrets.token_hex(4), clock=time.monotonic)
        async with lease.held():
            self.gateway = Gateway(self.desk, self.bus, lease, self.settings)
            try:
                await self.gateway.run()
            finally:
                self.gateway = None

    def _document(self, sections: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        agents = [f"{name}@{self.server.host}" for name in ("ann", "bob")]
        xmpp = {
            "server": f"{self.server.address}:{self.server.component_port}",
            "domain": self.server.component,
            "secret": self.server.secret,
            "muc": self.server.muc,
        }
        return {
            "public_url": "https://chat.example.org",
            "xmpp": {**xmpp, **sections.get("xmpp", {})},
            "departments": {self.key: {"agents": agents, **sections.get("department", {})}},
            **{key: dict(each) for key, each in sections.items() if key not in ("xmpp", "department")},
        }


class _Watcher:
    """Stands where a lane would."""

    is_inside = True
    voice = None

    def __init__(self, inside: Occupancy) -> None:
        self.address = inside.room
        self._inside = inside

    def take_presence(self, presence: Presence) -> None:
        self._inside.take(presence)

    def take_message(self, stanza: object) -> None:
        """Nothing is said there."""

    async def end(self) -> None:
        """Nothing is under way."""


class OfficeVisitor:
    """A visitor at the desk's own interface."""

    def __init__(self, office: Office, name: str) -> None:
        self.id = VisitorId(secrets.token_hex(10))
        self.name = name
        self._office = office

    async def says(self, text: str, *, cid: str | None = None, reply: int | None = None) -> Message:
        """Post a message; it is saved when this returns."""
        draft = Draft(
            visitor=self.id,
            channel="default",
            cid=cid or secrets.token_hex(8),
            text=text,
            name=self.name,
            page=Page(url="https://shop.example.org/cart", title="Cart"),
            reply=reply,
        )
        return await self._office.desk.post(draft)

    async def log(self) -> list[Message]:
        """Everything in this visitor's log, in its order."""
        caught = await self._office.desk.catch_up(self.id, after=0, limit=10_000)
        return sorted(caught.messages, key=lambda message: message.seq)

    async def words(self, side: Side) -> list[str]:
        """What one side said."""
        return [message.text for message in await self.log() if message.side is side]

    async def reads(self, *lines: str) -> None:
        """Until the agents' words are exactly these."""

        async def has() -> bool:
            assert await self.words(Side.AGENT) == list(lines)
            return True

        await eventually(has, within=30)

    async def room(self) -> Room:
        """Their room, as soon as it is made."""

        async def made() -> Room | None:
            rooms = await self._office.desk.open_rooms(self._office.server.component)
            return next((room for room in rooms if room.visitor == self.id and room.is_made), None)

        return await eventually(made, what="the room is made")

    async def room_address(self) -> JID:
        return (await self.room()).jid


@contextlib.asynccontextmanager
async def opened(server: XmppServer, **sections: Mapping[str, Any]) -> AsyncIterator[Office]:
    """An office that is open until the test ends, with a department nobody else uses."""
    office = Office(server, f"support-{secrets.token_hex(3)}", **sections)
    try:
        yield await office.start()
    finally:
        await office.stop()
