"""One visitor's connection, from `hello` to goodbye, on whatever wire. Knows nothing of Quart.

        page ──▶ receive ──▶ a turn: parse, answer, deliver ────┐
                                                                  ├─▶ send, one at a time
        bus ──wake──▶ flush: deliver (only while no turn is on) ┘

Rule 1: one task for as long as the page is there. Events that come while it waits are sent by a short-lived second one;
        never do both send, so a slow reader holds up one frame, and the bus' bounded queue the rest.
Rule 2: what is refused is told in one frame and the connection stays, unless the table of errors says how it closes.
Rule 3: no timers: the sweep of `connections` looks at three moments (opened, heard, sending since).
"""

import asyncio
from typing import Final

import structlog

from bridge.model import VisitorId
from web.dialogue import Dialogue
from web.errors import INTERNAL, REFUSALS, TRY_LATER, BadHello, Silent, TooMany, answer_to, build_error
from web.frames import FrameError, VersionError, build_frame, find_cid, find_seq, kind_of, parse_frame, parse_hello
from web.rates import Bucket
from web.reception import SOCKET_BURST, Reception
from web.shapes import Hello, ServerFrame
from web.wire import Wire

SILENCE: Final = 2.5  # pings
LINGER: Final = 1.0  # seconds to wait for the page's goodbye

_log = structlog.get_logger("parlour.web")


class VisitorConnection:
    """Runs one visitor's connection; the register calls its public methods."""

    __slots__ = (
        "_bucket",
        "_dialogue",
        "_flush",
        "_goodbye",
        "_heard_at",
        "_is_busy",
        "_is_ending",
        "_reception",
        "_sending_since",
        "_task",
        "_wire",
    )

    def __init__(self, wire: Wire, reception: Reception) -> None:
        now = reception.clock()
        self._wire = wire
        self._reception = reception
        self._bucket = Bucket(SOCKET_BURST, now)
        self._dialogue: Dialogue | None = None
        self._flush: asyncio.Task[None] | None = None
        self._goodbye: asyncio.Task[None] | None = None
        self._task: asyncio.Task[object] | None = None
        self._heard_at = now
        self._sending_since = 0.0
        self._is_busy = True
        self._is_ending = False

    @property
    def visitor(self) -> VisitorId | None:
        """Who it is, once they have said `hello`."""
        return self._dialogue.visitor if self._dialogue else None

    async def run(self) -> None:
        """The whole life of the connection; returns when the page is gone or was dismissed."""
        self._task = asyncio.current_task()
        try:
            self._reception.connections.admit(self._wire.address)
            with self._reception.connections.hold(self, self._wire.address):
                await self._converse()
        except TooMany as error:
            await self._dismiss(error)
        finally:
            self._leave()

    def sweep(self, now: float) -> None:
        """End a connection that is stuck, mute or silent; give one that missed something another chance."""
        options, silence = self._reception.options, now - self._heard_at
        if self._sending_since and now - self._sending_since > options.send_limit:
            self.abort()
        elif self._is_ending:
            return
        elif self._dialogue is None and silence > options.hello_limit:
            self._dismiss_soon(BadHello("No “hello” came in time."))
        elif silence > SILENCE * options.ping:
            self._dismiss_soon(Silent("Nothing was heard for too long."))
        elif self._dialogue is not None and self._dialogue.is_stale:
            self._wake()

    async def say_goodbye(self, code: int, frame: ServerFrame | None = None) -> None:
        """Say why, and close."""
        self._is_ending = True
        if frame is not None:
            await self._send(frame)
        await self._wire.close(code, "")

    async def hear_goodbye(self) -> None:
        """Wait until the page is gone."""
        if self._task is None or self._task is asyncio.current_task():
            while await self._wire.receive() is not None:
                pass
        else:
            await asyncio.wait({self._task})

    def abort(self) -> None:
        """Cut the connection; whatever waits for it ends."""
        self._is_ending = True
        self._wire.abort()
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()

    async def _converse(self) -> None:
        try:
            hello = await self._hear_hello()
            if hello is None:
                return
            dialogue = await self._open(hello)
            while (data := await self._next()) is not None:
                if not self._is_ending:
                    await self._take_turn(dialogue, data)
        except REFUSALS as error:
            await self._dismiss(error)
        except Exception:  # noqa: BLE001 — told to the log in `_crash`
            await self._crash()

    async def _hear_hello(self) -> Hello | None:
        data = await self._wire.receive()
        if data is None or self._is_ending:
            return None
        self._heard_at = self._reception.clock()
        try:
            return parse_hello(data)
        except VersionError:
            raise
        except FrameError as error:
            raise BadHello(str(error)) from error

    async def _open(self, hello: Hello) -> Dialogue:
        reception = self._reception
        channel = reception.channel_for(hello.channel, self._wire.origin)
        known = reception.tokens.read(hello.token)
        visitor = known or reception.desk.new_visitor()
        self._dialogue = Dialogue(reception, hello, visitor, self._wire, self._send)
        await self._dialogue.open(channel, hello.token if known else None, self._wake)
        await self._dialogue.deliver()
        return self._dialogue

    async def _next(self) -> str | bytes | None:
        """Wait for the page's next frame; meanwhile events may be flushed."""
        self._is_busy = False
        data = await self._wire.receive()
        self._heard_at = self._reception.clock()
        if self._flush is not None:
            await asyncio.wait({self._flush})
        self._is_busy = True
        return data

    async def _take_turn(self, dialogue: Dialogue, data: str | bytes) -> None:
        try:
            self._reception.check_pace(self._bucket, self._wire.address)
            frame = parse_frame(data)
            self._reception.metrics.frame_received(kind_of(frame))
            await dialogue.answer(frame)
        except REFUSALS as error:
            await self._refuse(error, data)
        await dialogue.deliver()

    def _wake(self) -> None:
        if not self._is_busy and not self._is_ending and self._flush is None:
            self._flush = asyncio.get_running_loop().create_task(self._flush_events())

    async def _flush_events(self) -> None:
        try:
            if self._dialogue is not None:
                await self._dialogue.deliver()
        except REFUSALS as error:
            await self._dismiss(error)
        except Exception:  # noqa: BLE001 — as above
            await self._crash()
        finally:
            self._flush = None

    async def _send(self, frame: ServerFrame) -> None:
        self._reception.metrics.frame_sent(kind_of(frame))
        self._sending_since = self._reception.clock()
        try:
            await self._wire.send(build_frame(frame))
        finally:
            self._sending_since = 0.0

    async def _refuse(self, error: Exception, data: str | bytes) -> None:
        self._reception.metrics.refused(answer_to(error).code)
        await self._send(build_error(error, find_cid(data), find_seq(data)))

    async def _dismiss(self, error: Exception) -> None:
        answer = answer_to(error)
        self._reception.metrics.refused(answer.code)
        await self._end(answer.close or TRY_LATER, None if isinstance(error, Silent) else build_error(error))

    def _dismiss_soon(self, error: Exception) -> None:
        self._is_ending = True
        self._goodbye = asyncio.get_running_loop().create_task(self._dismiss(error))

    async def _crash(self) -> None:
        _log.exception("visitor_connection_failed", visitor=self.visitor)
        await self._end(INTERNAL)

    async def _end(self, code: int, frame: ServerFrame | None = None) -> None:
        """Closing, without waiting for ever for the page to agree."""
        try:
            async with asyncio.timeout(LINGER):
                await self.say_goodbye(code, frame)
                await self.hear_goodbye()
        except TimeoutError:
            self.abort()

    def _leave(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
        if self._dialogue is not None:
            self._dialogue.close()
