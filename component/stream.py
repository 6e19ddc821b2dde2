"""One connection to the XMPP server as an external component (XEP-0114): opened once, ended once, never reused.

            data ──▶ slixmpp parses ──▶ `_spawn_event` ──▶ message, presence, answer ──▶ `receive` (plain ElementTree)
                                                      └──▶ anything else ─────────────▶ slixmpp (handshake, ping)

Rule 1: slixmpp sees neither messages nor presence. Its matching of handlers costs ten times what the rest does, and
        its roster would answer every probe it does not know with `unsubscribed`.
Rule 2: what goes out is text that begins with its `from`. A foreign domain, an illegal character or a stanza that is
        too large would make the server end the stream for every visitor, so `send` refuses the first and the last,
        and nothing can carry the second.
Rule 3: nothing is queued here: without a stream, or without the right to speak (`may_send`), `send` raises
        `Disconnected`.
"""

import asyncio
import contextlib
import os
import re
import socket
from collections.abc import Callable
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

import structlog
from slixmpp import ComponentXMPP

from bridge import text
from component.errors import Disconnected, Rejected
from component.stanzas.markup import STREAMS, as_client, domain, is_stanza, tag

_log: Final = structlog.get_logger("parlour.stream")

OPENING_TIMEOUT: Final = 20.0  # seconds
CLOSING_TIMEOUT: Final = 2.0
MAX_STANZA: Final = 256 * 1024  # bytes; Prosody ends a component's stream at 512 KiB
MAX_UNSENT: Final = 64 * 1024 * 1024  # bytes that the kernel has not taken yet
_HIGH_WATER: Final = 1024 * 1024
_SENDER: Final = re.compile(r"<(?:message|presence|iq) from='([^']+)'")
_STREAM_ERROR: Final = tag(STREAMS, "error")
_UNIMPORTANT: Final = tag("urn:ietf:params:xml:ns:xmpp-streams", "text")
_PASSING: Final = frozenset(
    {"system-shutdown", "reset", "connection-timeout", "internal-server-error", "resource-constraint"}
)
_QUICKACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)

Receiver = Callable[[Element], bool]
"""Takes a stanza, and says whether it was one for it; what is refused goes to slixmpp."""


class PromptParser(XMLPullParser):  # type: ignore[type-arg]
    """Tells of an element as soon as its last byte has come. COMPAT expat from 2.6 on (Python 3.13, later releases of
    3.11 and 3.12): a tag that comes in two pieces would be put off until more has come after it.
    """

    def feed(self, data: Any) -> None:
        """Feed, and hold nothing back."""
        super().feed(data)
        if hasattr(self, "flush"):
            self.flush()


class Stream(ComponentXMPP):
    """A component's stream. Build it while the loop runs: slixmpp binds itself to the loop it finds."""

    def __init__(self, *, domain: str, secret: str, receive: Receiver, may_send: Callable[[], bool]) -> None:
        asyncio.get_running_loop()
        super().__init__(domain, secret, use_jc_ns=True)  # type: ignore[no-untyped-call]
        self._receive = receive
        self._may_send = may_send
        self._own_domain = domain
        self._connection: socket.socket | None = None
        self._stream_error: Disconnected | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended = asyncio.Event()
        self.auto_authorize, self.auto_subscribe = None, False
        for plugin in ("xep_0030", "xep_0199"):
            self.register_plugin(plugin)
        self.add_event_handler("session_start", self._on_opened)

    async def open(self, host: str, port: int) -> None:
        """Connect and prove who we are. Raises `Rejected`, or `Disconnected` for everything that may pass by itself."""
        loop = asyncio.get_running_loop()
        self.init_plugins()  # type: ignore[no-untyped-call]
        self._run_out_filters = asyncio.create_task(self.run_filters(), name="stream answers")
        try:
            async with asyncio.timeout(OPENING_TIMEOUT):
                await loop.create_connection(lambda: self, host, port)
                await self.opened
        except (OSError, TimeoutError) as error:
            self.drop()
            raise self._stream_error or Disconnected(f"No stream with {host}:{port}: {_reason(error)}.") from error

    def send(self, stanza: Any, use_filters: bool = True) -> None:
        """Send one stanza of ours (text), or let slixmpp send one of its own. Raises `Disconnected`."""
        if not isinstance(stanza, str):
            super().send(stanza, use_filters)
            return
        claimed = _SENDER.match(stanza)
        if claimed is None or domain(claimed[1]) != self._own_domain:
            raise ValueError("A stanza must begin with an address of our own.")
        if not self.is_open or not self._may_send():
            raise Disconnected("There is no stream to send by.")
        self.send_raw(stanza)

    def send_raw(self, data: str | bytes) -> None:
        """The last gate before the socket, for slixmpp's own stanzas too."""
        words = data.decode() if isinstance(data, bytes) else data
        raw = text.legal(words).encode()
        if len(raw) > MAX_STANZA:
            _log.error("stanza_too_large", size=len(raw))
            return
        if self.transport is None:
            raise Disconnected("There is no stream to send by.")
        self.transport.write(raw)
        if self.transport.get_write_buffer_size() > MAX_UNSENT:
            _log.error("server_takes_nothing", unsent=MAX_UNSENT)
            self.drop()

    async def room_to_send(self) -> None:
        """Wait until the server takes what we wrote; call it between stanzas, since `send` itself never waits."""
        await self._writable.wait()
        if not self.is_open:
            raise Disconnected("The stream has ended.")

    @property
    def is_open(self) -> bool:
        """Whether the handshake is done and the connection stands."""
        return self.transport is not None and self.opened.done() and not self.ended.is_set()

    @property
    def failure(self) -> Disconnected | None:
        """Why the server ended the stream, if it said so."""
        return self._stream_error

    async def close(self) -> None:
        """End in order: the server hears the end of the stream, then the connection goes."""
        if self.transport is not None and self.is_open:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSING_TIMEOUT):
                    self.transport.write(b"</stream:stream>")
                    await self.ended.wait()
        self.drop()

    def drop(self) -> None:
        """End at once."""
        if self._run_out_filters is not None:
            self._run_out_filters.cancel()
        if self.transport is not None:
            self.transport.abort()
        self._finish()

    # asyncio's protocol

    def connection_made(self, transport: Any, send_event: bool = True) -> None:
        """Small stanzas leave at once (TCP_NODELAY), and bursts are felt early."""
        transport.set_write_buffer_limits(high=_HIGH_WATER)
        self._connection = transport.get_extra_info("socket")
        self._set_option(socket.TCP_NODELAY)
        super().connection_made(transport, send_event)

    def data_received(self, data: bytes | str) -> None:
        """COMPAT Prosody: with Nagle's algorithm on, it waits for our acknowledgement of the stanza before:
        acknowledge now.
        """
        if _QUICKACK is not None:
            self._set_option(_QUICKACK)
        try:
            super().data_received(data)
        except ParseError:
            _log.error("server_sent_no_xml")
            self.drop()

    def connection_lost(self, exception: BaseException | None) -> None:
        """Whatever waited for the stream learns that it has ended."""
        super().connection_lost(exception)
        self._finish()

    def pause_writing(self) -> None:
        """The server is slower than we are."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._writable.set()

    # slixmpp's hooks

    def init_parser(self) -> None:
        """Called for each connection."""
        super().init_parser()
        self.parser = PromptParser(("start", "end"))

    def _spawn_event(self, xml: Element) -> None:
        """Private in slixmpp, and called for every element below the stream's root; a test holds that it still is."""
        if not is_stanza(xml):
            self._note_failure(xml)
            super()._spawn_event(xml)
            return
        if not self._receive(as_client(xml)) and xml.tag.endswith("}iq"):
            super()._spawn_event(xml)

    def exception(self, exception: Exception) -> None:
        """An error in one of slixmpp's own handlers."""
        _log.error("stream_handler_failed", error=repr(exception))

    def _on_opened(self, _event: object) -> None:
        if not self.opened.done():
            self.opened.set_result(None)

    def _note_failure(self, xml: Element) -> None:
        if xml.tag != _STREAM_ERROR:
            return
        conditions = [each.tag.rpartition("}")[2] for each in xml if each.tag != _UNIMPORTANT]
        condition = conditions[0] if conditions else "undefined-condition"
        said = (xml.findtext(_UNIMPORTANT) or "").strip()
        is_passing = condition in _PASSING
        self._stream_error = Disconnected(f"{condition} {said}".strip()) if is_passing else Rejected(condition, said)

    def _finish(self) -> None:
        if not self.opened.done():
            self.opened.set_exception(self._stream_error or Disconnected("The server hung up."))
            self.opened.exception()
        self._writable.set()
        self.ended.set()

    def _set_option(self, option: int) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError, AttributeError):
                self._connection.setsockopt(socket.IPPROTO_TCP, option, 1)


def _reason(error: OSError | TimeoutError) -> str:
    """In the system's own words, without the class of the exception."""
    if isinstance(error, TimeoutError):
        return f"nothing answers within {OPENING_TIMEOUT:.0f} seconds"
    is_name_unknown = isinstance(error, socket.gaierror)  # with numbers of its own
    return os.strerror(error.errno) if error.errno is not None and not is_name_unknown else str(error)
