"""The server's end of a component's stream (XEP-0114) over a real socket, as far as a test needs it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from component.stream import Receiver, Stream
from tests.waiting import eventually

DOMAIN = "livechat.example.org"
_OPENING = (
    "<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:component:accept' "
    f"from='{DOMAIN}' id='42'>"
)


class ComponentServer:
    """Accepts one component and says what a test tells it to. `heard` is everything that came."""

    def __init__(self) -> None:
        self.heard = ""
        self.accepts = True
        self.reads = asyncio.Event()
        self.reads.set()
        self._writer: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def say(self, stanza: str) -> None:
        """Send something to the component."""
        assert self._writer is not None
        self._writer.write(stanza.encode())

    def hang_up(self) -> None:
        """End the connection."""
        assert self._writer is not None
        self._writer.close()

    async def has_heard(self, part: str) -> None:
        """Until this has come."""
        await eventually(lambda: part in self.heard, what=f"{part!r} in {self.heard!r}")

    async def listen(self) -> None:
        """Wait for a component."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    def close(self) -> None:
        """Nobody is served any more."""
        assert self._server is not None
        self._server.close()
        if self._writer is not None:
            self._writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        while data := await reader.read(65536):
            self.heard += data.decode()
            self._answer()
            await self.reads.wait()

    def _answer(self) -> None:
        if "<handshake" in self.heard and self.heard.endswith("</handshake>"):
            self.say("<handshake/>" if self.accepts else refusal("not-authorized"))
        elif "<stream:stream" in self.heard and "<handshake" not in self.heard:
            self.say(_OPENING)


def refusal(condition: str) -> str:
    """How a server ends a stream on purpose."""
    return f"<stream:error><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>"


@contextlib.asynccontextmanager
async def served(receive: Receiver) -> AsyncIterator[tuple[ComponentServer, Stream]]:
    """A server, and a component that is connected to it."""
    server = ComponentServer()
    await server.listen()
    stream = Stream(domain=DOMAIN, secret="s3cret", receive=receive, may_send=lambda: True)
    try:
        await stream.open("127.0.0.1", server.port)
        yield server, stream
    finally:
        stream.drop()
        server.close()
