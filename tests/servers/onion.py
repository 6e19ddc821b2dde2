"""The way to a server for a client that knows nothing but names, and insists on encryption: as if through Tor.

    client ── SOCKS5, "agents.onion:5222" ──▶ here ── STARTTLS ends here ──▶ the server's port

A client that can be told neither a host nor a port can be told of a proxy, and asks that for a name (RFC 1928); of an
address in Tor it may expect no certificate that anybody else has signed. Nothing of the machine has to be changed: no
resolver, no port 5222, no trusted certificate.
"""

import asyncio
import contextlib
import ssl
import subprocess
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from tests.servers.ports import LOOPBACK, free_port

_PIECE = 64 * 1024

_WELCOME = b"\x05\x00"  # version 5, no password
_CONNECTED = b"\x05\x00\x00\x01" + bytes(6)
_NAME = 3  # the kind of address that is a name

_TLS = b"urn:ietf:params:xml:ns:xmpp-tls"
_OFFER = (
    b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
    b"id='before' version='1.0'><stream:features><starttls xmlns='" + _TLS + b"'><required/></starttls>"
    b"</stream:features>"
)
_PROCEED = b"<proceed xmlns='" + _TLS + b"'/>"


class Onion:
    """Listens at `port`, and leads whoever asks for `host` to the port `target`, after STARTTLS (RFC 6120 §5)."""

    def __init__(self, host: str, target: int) -> None:
        self.host = host
        self.target = target
        self.port = free_port()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._context = await asyncio.to_thread(_make_context, self.host)
        server = await asyncio.start_server(self._connect, LOOPBACK, self.port)
        self._open.callback(server.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(OSError, asyncio.IncompleteReadError):
            if await _wanted(reader, writer) != self.host:
                return
            await self._encrypt(reader, writer)
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self.target)
            with contextlib.closing(far_writer):
                ways = (_carry(reader, far_writer), _carry(far_reader, writer))
                tasks = [asyncio.create_task(way) for way in ways]
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    async def _encrypt(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"<stream:stream")
        await reader.readuntil(b">")
        writer.write(_OFFER)
        await reader.readuntil(b"<starttls")
        await reader.readuntil(b">")
        writer.write(_PROCEED)
        await writer.start_tls(self._context)


async def _wanted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    """The name that a client of SOCKS5 asks for; it is told that the way is open."""
    _, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(_WELCOME)
    kind = (await reader.readexactly(4))[-1]
    if kind != _NAME:
        return ""
    (length,) = await reader.readexactly(1)
    name = (await reader.readexactly(length)).decode()
    await reader.readexactly(2)
    writer.write(_CONNECTED)
    return name


async def _carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await source.read(_PIECE):
            sink.write(piece)
            await sink.drain()


def _make_context(host: str) -> ssl.SSLContext:
    """With a certificate that nobody but its owner has signed."""
    with tempfile.TemporaryDirectory(prefix="parlour-onion-") as directory:
        pair = Path(directory, "pair.pem")
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}"]
        subprocess.run(
            [*command, "-addext", f"subjectAltName=DNS:{host}", "-keyout", pair, "-out", f"{directory}/certificate"],
            check=True,
            capture_output=True,
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{directory}/certificate", pair)
    return context
