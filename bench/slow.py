"""A slow line: a TCP proxy on loopback with a round-trip time and a bandwidth.

    browser ──▶ port ── half a round trip, at so many bits a second ──▶ target ── the same way back ──▶

All connections of one line, and of lines `beside` it, share the bandwidth of a direction. What a connection says first
waits a round trip longer, as it would for TCP's handshake. Slow start is not imitated: that favours who loads much.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from tests.servers.ports import LOOPBACK

ROUND_TRIP = 0.1  # seconds
BANDWIDTH = 10_000_000  # bits a second
_PIECE = 16 * 1024


@dataclass(slots=True)
class _Wire:
    """One direction: when it has carried what it was given until now."""

    free_at: float = 0.0

    def due(self, size: int, now: float) -> float:
        """When the last bit of this comes out at the other end."""
        self.free_at = max(self.free_at, now) + 8 * size / BANDWIDTH
        return self.free_at + ROUND_TRIP / 2


class SlowLine:
    """Listens at `port` while the block lasts."""

    def __init__(self, target: int, *, beside: "SlowLine | None" = None) -> None:
        self.port = 0
        self._target = target
        self._there: _Wire = beside._there if beside else _Wire()
        self._back: _Wire = beside._back if beside else _Wire()
        self._server: asyncio.Server | None = None
        self._pipes: set[asyncio.Task[None]] = set()

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connect, LOOPBACK, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for pipe in self._pipes:
            pipe.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened = asyncio.get_running_loop().time() + ROUND_TRIP
        far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self._target)
        for source, sink, wire in ((reader, far_writer, self._there), (far_reader, writer, self._back)):
            queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
            for work in (self._take(source, wire, queue, opened), self._give(sink, queue)):
                pipe = asyncio.create_task(work)
                self._pipes.add(pipe)
                pipe.add_done_callback(self._pipes.discard)

    async def _take(
        self, source: asyncio.StreamReader, wire: _Wire, queue: asyncio.Queue[tuple[float, bytes]], opened: float
    ) -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while piece := await source.read(_PIECE):
                queue.put_nowait((wire.due(len(piece), max(loop.time(), opened)), piece))
        queue.put_nowait((loop.time() + ROUND_TRIP / 2, b""))

    async def _give(self, sink: asyncio.StreamWriter, queue: asyncio.Queue[tuple[float, bytes]]) -> None:
        loop, piece = asyncio.get_running_loop(), b"first"
        with suppress(OSError):
            while piece:
                due, piece = await queue.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                sink.write(piece)
                await sink.drain()
        sink.close()
