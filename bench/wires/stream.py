"""An XMPP stream over TCP on loopback, without encryption: of an agent (RFC 6120), or of a component (XEP-0114)."""

import asyncio
import base64
import hashlib
from collections.abc import Callable
from typing import cast

from bench.wires.stanzas import Stanza, StanzaReader
from tests.waiting import in_time

_STREAMS = "http://etherx.jabber.org/streams"
_PATIENCE = 20.0


class XmppStream(asyncio.Protocol):
    """One stream. Until it is `ready`, stanzas are its own; afterwards `heard` gets them."""

    def __init__(self, namespace: str, host: str) -> None:
        self.heard: Callable[[Stanza], None] = lambda _: None
        self._opening = (
            "<?xml version='1.0'?>"
            f"<stream:stream xmlns='{namespace}' xmlns:stream='{_STREAMS}' to='{host}' version='1.0'>"
        ).encode()
        self._reader = StanzaReader(self._take, self._opened)
        self._early: asyncio.Queue[Stanza] = asyncio.Queue()
        self._stream_id: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._is_ready = False

    def send(self, stanza: str) -> None:
        assert self._transport is not None, "the stream has ended"
        self._transport.write(stanza.encode())

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def restart(self) -> None:
        """Opens the stream (anew)."""
        self._reader = StanzaReader(self._take, self._opened)
        self._stream_id = asyncio.get_running_loop().create_future()
        self.send(self._opening.decode())

    async def stream_id(self) -> str:
        return await in_time(self._stream_id, _PATIENCE)

    async def expect(self, *names: str) -> Stanza:
        """The next stanza, which must have one of these names."""
        stanza = await in_time(self._early.get(), _PATIENCE)
        if stanza.name not in names:
            raise ConnectionError(f"{stanza.name} instead of {' or '.join(names)}: {stanza.parts}")
        return stanza

    def get_ready(self) -> None:
        self._is_ready = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)

    def connection_lost(self, _: Exception | None) -> None:
        self._transport = None

    def _opened(self, attributes: dict[str, str]) -> None:
        if not self._stream_id.done():
            self._stream_id.set_result(attributes.get("id", ""))

    def _take(self, stanza: Stanza) -> None:
        if self._is_ready:
            self.heard(stanza)
        else:
            self._early.put_nowait(stanza)


async def sign_in(port: int, jid: str, password: str) -> XmppStream:
    """A client's stream: SASL PLAIN, then a resource of its own."""
    name, _, host = jid.partition("@")
    loop = asyncio.get_running_loop()
    _, stream = await loop.create_connection(lambda: XmppStream("jabber:client", host), "127.0.0.1", port)
    await stream.restart()
    await stream.expect("stream:features")
    proof = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
    stream.send(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{proof}</auth>")
    await stream.expect("success")
    await stream.restart()
    await stream.expect("stream:features")
    stream.send("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
    await stream.expect("iq")
    stream.get_ready()
    return stream


async def connect_component(port: int, domain: str, secret: str) -> XmppStream:
    """A component's stream, after its handshake."""
    loop = asyncio.get_running_loop()
    _, stream = await loop.create_connection(lambda: XmppStream("jabber:component:accept", domain), "127.0.0.1", port)
    await stream.restart()
    proof = hashlib.sha1((await stream.stream_id() + secret).encode()).hexdigest()
    stream.send(f"<handshake>{proof}</handshake>")
    await stream.expect("handshake")
    stream.get_ready()
    return stream
