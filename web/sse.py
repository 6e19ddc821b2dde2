"""Where a WebSocket cannot be had: an event stream down, POST requests up, and the same handler behind both.

             POST /visitor/stream (hello) ──▶ StreamWire ──▶ VisitorConnection
             POST /visitor/frames [ … ]   ──▶ the wire with that id, if the token names the same visitor

Rule 1: both directions are bounded; a page that posts faster than it is answered gets 429.
Rule 2: whatever ends one half ends the other: the page's leaving ends the handler, the handler's end the stream.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Final

from quart import Blueprint, Response, request

from web.errors import NotYours, TooFast, UnknownStream
from web.frames import FRAME_LIMIT, build_frame, split_frames
from web.hardening import abort_of
from web.reception import Reception
from web.shapes import Opened
from web.visitor import VisitorConnection

WAITING_FRAMES: Final = 100  # posted and not yet dealt with
WAITING_CHARACTERS: Final = 4 * FRAME_LIMIT  # in all of them
COMMENT: Final = ":\n\n"


class StreamWire:
    """One event stream; `events` is what the response sends, `post` what the other requests bring."""

    def __init__(
        self, origin: str, address: str, hello: str, abort: Callable[[], None], *, user_agent: str = ""
    ) -> None:
        self.origin = origin
        self.address = address
        self.user_agent = user_agent
        self._incoming: deque[str] = deque([hello])
        self._outgoing: str | None = None
        self._came = asyncio.Event()  # something to receive, or the end
        self._filled = asyncio.Event()  # something to send, or the end
        self._emptied = asyncio.Event()  # room to send, or the end
        self._is_gone = False
        self._abort = abort

    async def receive(self) -> str | bytes | None:
        while not self._incoming and not self._is_gone:
            self._came.clear()
            await self._came.wait()
        return None if self._is_gone else self._incoming.popleft()

    async def send(self, text: str) -> None:
        await self._sent()
        if not self._is_gone:
            self._outgoing = f"data: {text}\n\n"
            self._filled.set()

    async def close(self, code: int, reason: str) -> None:  # noqa: ARG002
        """An event stream has no close codes: what there is to say stood in the last frame."""
        await self._sent()
        self.leave()

    def abort(self) -> None:
        self.leave()
        self._abort()

    def leave(self) -> None:
        """There will be no more, in either direction."""
        self._is_gone = True
        self._outgoing = None
        for each in (self._came, self._filled, self._emptied):
            each.set()

    def post(self, frames: list[str]) -> None:
        """Frames of the page. Raises `TooFast`."""
        waiting = (*self._incoming, *frames)
        if len(waiting) > WAITING_FRAMES or sum(map(len, waiting)) > WAITING_CHARACTERS:
            raise TooFast("That was too much at once.", after=1.0)
        self._incoming.extend(frames)
        self._came.set()

    async def events(self, comment_every: float) -> AsyncIterator[str]:
        """The body of the answer, until one side leaves."""
        while True:
            if self._outgoing is not None:
                event, self._outgoing = self._outgoing, None
                self._emptied.set()
                yield event
            elif self._is_gone:
                return
            elif not await self._is_filled(comment_every):
                yield COMMENT

    async def _sent(self) -> None:
        while self._outgoing is not None and not self._is_gone:
            self._emptied.clear()
            await self._emptied.wait()

    async def _is_filled(self, within: float) -> bool:
        self._filled.clear()
        try:
            async with asyncio.timeout(within):
                await self._filled.wait()
        except TimeoutError:
            return False
        return True


class Streams:
    """The streams of this process, by id."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._open: dict[str, tuple[StreamWire, VisitorConnection]] = {}

    async def run(self, wire: StreamWire) -> AsyncIterator[str]:
        """Be the connection of one page; yields the events for it."""
        name = secrets.token_urlsafe(16)
        connection = VisitorConnection(wire, self._reception)
        self._open[name] = (wire, connection)
        life = asyncio.create_task(connection.run())
        life.add_done_callback(lambda _: wire.leave())
        try:
            yield f"data: {build_frame(Opened(name))}\n\n"
            async for event in wire.events(self._reception.options.ping):
                yield event
        finally:
            del self._open[name]
            wire.leave()

    def wire(self, name: str, token: str, origin: str) -> StreamWire:
        """The stream to which a page may post. Raises `UnknownStream` or `NotYours`."""
        wire, connection = self._open.get(name, (None, None))
        if wire is None or connection is None:
            raise UnknownStream("This stream is gone; open another.")
        visitor = self._reception.tokens.read(token)
        if visitor is None or visitor != connection.visitor or origin != wire.origin:
            raise NotYours("This stream belongs to somebody else.")
        return wire


def blueprint(reception: Reception) -> Blueprint:
    """`/visitor/stream` and `/visitor/frames`."""
    pages = Blueprint("stream", __name__)
    streams = Streams(reception)

    @pages.route("/visitor/stream", methods=["POST"], provide_automatic_options=False)
    async def stream() -> Response:
        hello = (await _body()).decode("utf-8", "replace")
        wire = StreamWire(
            request.headers.get("Origin", ""),
            request.remote_addr or "",
            hello,
            abort_of(request.scope),
            user_agent=request.headers.get("User-Agent", ""),
        )
        response = Response(streams.run(wire), content_type="text/event-stream; charset=utf-8")
        response.timeout = None
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"  # COMPAT nginx: pass each event on at once
        return response

    @pages.route("/visitor/frames", methods=["POST"], provide_automatic_options=False)
    async def frames() -> Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        name = request.headers.get("Parlour-Stream", "")
        wire = streams.wire(name, token, request.headers.get("Origin", ""))
        wire.post(split_frames(await _body()))
        return Response(status=204)

    return pages


async def _body() -> bytes:
    data = await request.get_data()
    return data.encode() if isinstance(data, str) else data
