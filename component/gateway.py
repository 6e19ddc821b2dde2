"""The stream's life: connect, read what was missed, say what is still to be said, live; and again after every end.

             lease held ──▶ open ──▶ listen to the bus ──▶ lobbies ──▶ rooms: enter, archive, outbox ──▶ live
                             ▲                                                                          │
                             └── ¼, ½, 1 … 60 s with jitter; a minute when the server does not want us ◀┘

Rule 1: only who holds the shard's lease connects and sends; when it is lost, the stream is dropped at once and `run`
        raises `LostShard`.
Rule 2: a lost ring is harmless: every `SWEEP` seconds the outbox is read, and what nobody knew of twice in a row is
        queued.
"""

import asyncio
import contextlib
import math
import time
from collections.abc import Coroutine, Sequence
from typing import Final
from xml.etree.ElementTree import Element

import structlog

from bridge.bus import EVERYTHING, Bus, Listener
from bridge.desk import Desk
from bridge.errors import LostShard, ParlourError, Unavailable
from bridge.lease import Lease
from bridge.model import JID, OutgoingId
from bridge.outgoing import InRoom
from component.adoption import adopt_open_rooms, look_into_quiet_rooms
from component.capability import Capabilities
from component.errors import Disconnected, NoAnswer, Rejected
from component.link import Link
from component.making import Making
from component.pauses import growing, spread
from component.questions import Questions
from component.rounds import look_at_lines, look_at_rooms
from component.stream import Stream
from component.switchboard import Switchboard
from config import Settings

_log: Final = structlog.get_logger("parlour.gateway")

REJECTED_WAIT: Final = 75.0  # seconds
SWEEP: Final = 10.0
PULSE: Final = 30.0
STEADY: Final = 30.0  # a stream that stood so long was a good one
ROOM_CHECK: Final = 600.0
LISTENER_LIMIT: Final = 100_000
_ADVICE: Final = {
    "not-authorized": "the secret is not the one in the server's configuration",
    "conflict": "another process is connected under this domain",
    "host-unknown": "the server's configuration has no such component",
}


class Gateway:
    """One component domain. The caller holds the lease."""

    def __init__(self, desk: Desk, bus: Bus, lease: Lease, settings: Settings) -> None:
        self._desk = desk
        self._bus = bus
        self._lease = lease
        self._settings = settings
        self._xmpp = settings.xmpp
        self._failures = 0
        self.life: Life | None = None

    @property
    def is_ready(self) -> bool:
        """Whether we are connected, and agents can be on duty."""
        return self.life is not None and self.life.is_ready

    def directory_changed(self) -> None:
        """Departments or agents are others now: lobbies follow."""
        if self.life is not None:
            self.life.follow_directory()

    async def run(self) -> None:
        """Until cancelled. Raises `LostShard` when the lease is lost."""
        while True:
            self._check_lease()
            try:
                await self._live()
            except Rejected as rejection:
                advice = _ADVICE.get(rejection.condition, "")
                _log.error("stream_rejected", domain=self._xmpp.domain, reason=str(rejection), advice=advice)
                await self._pause(spread(REJECTED_WAIT))
            except Unavailable as error:
                wait = growing(self._failures)
                self._failures += 1
                _log.warning("stream_lost", domain=self._xmpp.domain, reason=str(error), seconds=round(wait, 1))
                await self._pause(wait)

    async def _live(self) -> None:
        life = Life(self._desk, self._bus, self._lease, self._settings)
        began = math.inf
        try:
            await life.open()
            began, self.life = time.monotonic(), life
            _log.info("stream_opened", domain=self._xmpp.domain, server=str(self._xmpp.server))
            await life.live()
        finally:
            self.life = None
            if time.monotonic() - began > STEADY:
                self._failures = 0
            await life.end()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._lease.lost.wait()
        self._check_lease()

    def _check_lease(self) -> None:
        if not self._lease.is_held():
            raise LostShard(f"The shard {self._xmpp.domain} is not held here any more.")


class Life:
    """One stream from its opening to its end. `adopted` is set when all that it found was seen to."""

    def __init__(self, desk: Desk, bus: Bus, lease: Lease, settings: Settings) -> None:
        xmpp, rooms = settings.xmpp, settings.rooms
        self._bus = bus
        self._lease = lease
        self._xmpp = xmpp
        self._listener: Listener | None = None
        self._failure: BaseException | None = None
        self._unknown: set[OutgoingId] = set()
        self._directory_changed = asyncio.Event()
        self.adopted = asyncio.Event()
        self.stream = Stream(
            domain=xmpp.domain,
            secret=xmpp.secret.get_secret_value(),
            receive=self._receive,
            may_send=lease.is_held,
        )
        questions = Questions(self.stream.send, anybody=f"{xmpp.domain}/parlour")
        capabilities = Capabilities(questions)
        self.link = Link(
            stream=self.stream,
            desk=desk,
            questions=questions,
            capabilities=capabilities,
            making=Making(questions, capabilities, privacy=rooms.privacy),
            shard=xmpp.domain,
            service=xmpp.muc,
            privacy=rooms.privacy,
            state_marks=rooms.state_marks,
            fence=lambda: lease.fence,
            fail=self._fail,
            wait_for_room=self._wait_for_room,
            present=self._present,
            inside=self._inside,
            run=self._run,
        )
        self.switchboard = Switchboard(self.link)

    @property
    def is_ready(self) -> bool:
        """Whether the stream stands and a lobby has been entered; one that cannot be had keeps no visitors away."""
        return self.stream.is_open and any(lobby.is_inside for lobby in self.switchboard.lobbies.values())

    async def open(self) -> None:
        """Connect. Raises `Rejected`, `Disconnected`."""
        await self.stream.open(self._xmpp.server.host, self._xmpp.server.port)

    async def live(self) -> None:
        """Everything that happens while the stream stands. Raises the reason for its end."""
        works = [self._adopt(), self._sweep(), self._feel_pulse(), self._check_rooms(), self._watch_directory()]
        tasks = [asyncio.create_task(work) for work in works]
        tasks += [asyncio.create_task(_until(each)) for each in (self.stream.ended, self._lease.lost)]
        tasks[0].add_done_callback(self._adopted)
        try:
            await asyncio.wait(tasks[1:], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        problems = [each for each in results if isinstance(each, ParlourError)]
        for each in results:
            if isinstance(each, Exception) and not isinstance(each, ParlourError):
                _log.error("gateway_part_failed", exc_info=each)
        raise (
            self._failure or self.stream.failure or next(iter(problems), None) or Disconnected("The stream has ended.")
        )

    def follow_directory(self) -> None:
        """Departments or agents are others now."""
        self.switchboard.open_lobbies()
        self._directory_changed.set()

    async def end(self) -> None:
        """Close the stream, and whatever hung on it. Occupants stay inside: the next stream finds them there."""
        if self._listener is not None:
            self._listener.close()
        if self._lease.is_held():
            await self.stream.close()
        self.stream.drop()
        await self.switchboard.end()

    def _receive(self, stanza: Element) -> bool:
        return self.switchboard.receive(stanza)

    async def _wait_for_room(self, jid: JID) -> str:
        return await self.switchboard.wait_for_room(jid)

    def _present(self, room: JID) -> Sequence[JID]:
        return self.switchboard.present(room)

    def _inside(self, agent: JID) -> Sequence[JID]:
        return self.switchboard.inside(agent)

    def _run(self, errand: Coroutine[None, None, None]) -> None:
        self.switchboard.run(errand)

    def _fail(self, error: BaseException) -> None:
        self._failure = self._failure or (error if isinstance(error, LostShard) else None)
        self.stream.drop()

    async def _adopt(self) -> None:
        """Rooms in which something goes on, and rows that nobody has sent. Listen first, read after."""
        self._listener = self._bus.listen(EVERYTHING, limit=LISTENER_LIMIT)
        await self.link.desk.follow_directory(self.link.shard, fence=self.link.fence())
        self.switchboard.open_lobbies()
        rows = await self.link.desk.outbox(self.link.shard)
        for row in rows:
            if not isinstance(row.content, InRoom):
                self.switchboard.dispatch(row)
        self._listener.close()
        early = self._listener.drain()
        self._listener = self._bus.listen(EVERYTHING, limit=LISTENER_LIMIT, wake=self._hear)
        for event in early:
            self.switchboard.hear(event)
        await adopt_open_rooms(self.switchboard)
        _log.info("rooms_adopted", rooms=len(self.switchboard.rooms), lobbies=len(self.switchboard.lobbies))
        await look_into_quiet_rooms(self.switchboard)
        self.adopted.set()

    async def _watch_directory(self) -> None:
        while True:
            await self._directory_changed.wait()
            self._directory_changed.clear()
            try:
                await self.link.desk.follow_directory(self.link.shard, fence=self.link.fence())
            except Unavailable:
                self._directory_changed.set()
                await asyncio.sleep(SWEEP)

    def _adopted(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            self._fail(task.exception() or Disconnected("Could not begin."))

    def _hear(self) -> None:
        if self._listener is not None:
            for event in self._listener.drain():
                self.switchboard.hear(event)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            with contextlib.suppress(Unavailable):
                await self._sweep_outbox()
            look_at_lines(self.switchboard)
            self.switchboard.clear_away()

    async def _sweep_outbox(self) -> None:
        self.link.finished.clear()
        rows = await self.link.desk.outbox(self.link.shard)
        for row in rows:
            if row.id in self._unknown and (row.lane, row.cid) not in self.link.finished:
                self.switchboard.dispatch(row)
        self._unknown = {row.id for row in rows}

    async def _feel_pulse(self) -> None:
        while True:
            await asyncio.sleep(PULSE)
            try:
                await self.link.round_trip()
            except NoAnswer:
                _log.warning("server_silent", domain=self.link.shard)
                self.stream.drop()

    async def _check_rooms(self) -> None:
        while True:
            await asyncio.sleep(ROOM_CHECK)
            with contextlib.suppress(Unavailable):
                await look_at_rooms(self.switchboard)


async def _until(happened: asyncio.Event) -> None:
    await happened.wait()
