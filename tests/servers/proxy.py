"""A wire that a test can cut: a TCP proxy on loopback.

          ┌───────── proxy ─────────┐
    bridge ──▶ port … cut() … port ──▶ server

Cutting breaks every connection at once and throws away what was under way, as a lost network does. While it loses
answers, what the server says is thrown away, and what is said to it arrives: until the next cut nobody notices.
"""

import asyncio
import contextlib
from typing import Self

from tests.servers.ports import LOOPBACK, free_port

_PIECE = 64 * 1024


class Proxy:
    """Listens at `port`, and connects to `target` for each who comes; `accepted` says how many have come so far."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = free_port()
        self.is_losing_answers = False
        self.accepted = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._closing: set[asyncio.StreamWriter] = set()
        self._pipes: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connect, LOOPBACK, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        await asyncio.gather(*self._pipes, return_exceptions=True)

    @property
    def connections(self) -> int:
        """How many stand now."""
        return len(self._open) // 2

    def cut(self) -> None:
        """Breaks every connection, both ways, with a reset; the next ones work."""
        self.is_losing_answers = False
        for writer in self._open | self._closing:
            writer.transport.abort()
        self._open.clear()
        self._closing.clear()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self.target)
        except OSError:
            writer.transport.abort()
            return
        self.accepted += 1
        self._open |= {writer, far_writer}
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            pipe = asyncio.create_task(self._carry(source, sink, is_answer=sink is writer))
            self._pipes.add(pipe)
            pipe.add_done_callback(self._pipes.discard)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(_PIECE):
                if not (is_answer and self.is_losing_answers):
                    sink.write(piece)
                    await sink.drain()
        self._open.discard(sink)
        self._closing.add(sink)  # until the other side has read what is under way, which may be never
        sink.transport.close()
