"""What Hypercorn leaves open to a hostile page, closed. They are private parts: the version is pinned.

Rule 1: no compression is negotiated: 400 kB on the wire could become 600 MB here.
Rule 2: a message that grows beyond its limit ends the connection with 1009 while it arrives, not when it is complete.
Rule 3: what cannot be read as WebSocket frames, or comes after the end, ends this connection and disturbs nothing else.
Rule 4: an application that has finished takes nothing more, and never keeps the reader waiting for it.
Rule 5: HTTP/1.1 only; a proxy in front speaks the newer ones.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final, cast

import h11
import hypercorn.protocol
import hypercorn.protocol.h11
from hypercorn.config import Config
from hypercorn.protocol.events import Body, Data, Event, Request, StreamClosed
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.protocol.http_stream import HTTPStream
from hypercorn.protocol.ws_stream import ASGIWebsocketState, FrameTooLargeError, WebsocketBuffer, WSStream
from hypercorn.typing import ASGISendEvent
from wsproto.connection import ConnectionState
from wsproto.events import CloseConnection, Message, Ping
from wsproto.frame_protocol import CloseReason

GOODBYE_LIMIT: Final = 1.0  # seconds for the page to answer our refusal, so that it can read why
ABORT: Final = "parlour.abort"


def install() -> None:
    """Put the hardened classes in Hypercorn's place; doing it twice does no harm."""
    hypercorn.protocol.h11.WSStream = BoundedWebsocket  # type: ignore[attr-defined, assignment]
    hypercorn.protocol.h11.HTTPStream = BoundedRequest  # type: ignore[attr-defined]
    hypercorn.protocol.H11Protocol = PlainProtocol  # type: ignore[attr-defined]


def abort_of(scope: Mapping[str, Any]) -> Callable[[], None]:
    """How to cut the connection of an ASGI scope at once, whatever is still to be sent."""
    return cast(Callable[[], None], scope.get("state", {}).get(ABORT, lambda: None))


class MessageBuffer(WebsocketBuffer):
    """Counts bytes, not characters, and before it keeps them."""

    def extend(self, event: Message[Any]) -> None:
        """Add a part of a message. Raises `FrameTooLargeError`."""
        data = event.data
        size = len(data) if isinstance(data, (bytes, bytearray)) or data.isascii() else len(data.encode())
        if self.length + size > self.max_length:
            raise FrameTooLargeError
        super().extend(event)
        self.length += size - len(data)


class BoundedWebsocket(WSStream):
    """A WebSocket without extensions, that refuses what is too large or broken at once, and never waits in vain."""

    def __init__(self, app: Any, config: Config, *others: Any) -> None:
        super().__init__(app, config, *others)
        self.buffer = MessageBuffer(config.websocket_max_message_size)
        self._goodbye: asyncio.Event | None = None
        self._is_deaf = False

    async def handle(self, event: Event) -> None:
        """Take one event of the protocol below."""
        if isinstance(event, Request):
            event = replace(event, headers=[each for each in event.headers if not _is_extension_offer(each)])
        elif isinstance(event, StreamClosed):
            self._hear_goodbye()
        elif isinstance(event, (Body, Data)) and self._is_over():
            return
        await super().handle(event)

    async def app_send(self, message: ASGISendEvent | None) -> None:
        """Take one event of the application, `None` when it has finished."""
        if message is None:
            self.app_put = _release(self.app_put)
            await self._linger()
        elif self._goodbye is not None:
            return
        await super().app_send(message)

    async def _handle_events(self) -> None:
        for event in self.connection.events():
            if isinstance(event, CloseConnection):
                await self._take_close(event)
            elif self._goodbye is not None:
                continue
            elif isinstance(event, Ping):
                await self._send_wsproto_event(event.response())
            elif isinstance(event, Message):
                await self._take_message(event)

    async def _take_message(self, event: Message[Any]) -> None:
        try:
            self.buffer.extend(event)
        except FrameTooLargeError:
            await self._refuse(CloseReason.MESSAGE_TOO_BIG)
            return
        if event.message_finished:
            message = self.buffer.to_message()
            self.buffer.clear()
            await self._put(message)

    async def _take_close(self, event: CloseConnection) -> None:
        if self.connection.state is ConnectionState.OPEN:
            self._is_deaf = True
            await self._refuse(event.code)
        elif self._goodbye is not None:
            self._is_deaf = True
            self._hear_goodbye()
        else:
            if self.connection.state is ConnectionState.REMOTE_CLOSING:
                await self._send_wsproto_event(event.response())
            await self.send(StreamClosed(stream_id=self.stream_id))

    async def _refuse(self, code: int) -> None:
        self._goodbye = asyncio.Event()
        self.buffer.clear()
        self.state = ASGIWebsocketState.CLOSED
        await self._send_wsproto_event(CloseConnection(code=code))
        await self._put({"type": "websocket.disconnect", "code": int(code)})

    async def _put(self, message: dict[str, Any]) -> None:
        if self.app_put is not None:
            await self.app_put(message)

    async def _linger(self) -> None:
        """Closing at once would reset the connection, and the page would never read our reason."""
        if self._goodbye is None:
            return
        try:
            async with asyncio.timeout(GOODBYE_LIMIT):
                await self._goodbye.wait()
        except TimeoutError:
            pass

    def _hear_goodbye(self) -> None:
        if self._goodbye is not None:
            self._goodbye.set()

    def _is_over(self) -> bool:
        if self._is_deaf:
            return True
        return self.handshake.accepted and self.connection.state is ConnectionState.CLOSED


class BoundedRequest(HTTPStream):
    """A request whose body nobody has to read."""

    async def app_send(self, message: ASGISendEvent | None) -> None:
        """Take one event of the application, `None` when it has finished."""
        if message is None:
            self.app_put = _release(self.app_put)
        await super().app_send(message)


class PlainProtocol(H11Protocol):
    """HTTP/1.1 that changes into nothing but WebSocket."""

    async def _check_protocol(self, event: h11.Request) -> None:
        """Neither `Upgrade: h2c` nor HTTP/2 with prior knowledge is followed."""


def _is_extension_offer(header: tuple[bytes, bytes]) -> bool:
    return header[0].lower() == b"sec-websocket-extensions"


def _release(put: Callable[..., Awaitable[None]] | None) -> Callable[..., Awaitable[None]]:
    """Empty the queue of a finished application; whoever waits to put something into it goes on."""
    queue = getattr(put, "__self__", None)
    while isinstance(queue, asyncio.Queue) and not queue.empty():
        queue.get_nowait()
    return _drop


async def _drop(_message: object) -> None:
    """Where messages go that nobody reads any more."""
