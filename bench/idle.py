"""What idle visitors cost: a bridge with nobody, then with more and more people who have the chat open and say nothing.

    python -m bench.idle [--visitors 10000] [--hold 60]

The bridge is `parlour serve` as it is installed here, beside a private Prosody. A visitor is a WebSocket that has said
`hello`, was welcomed, and pings as often as it was told to. Memory is the process's proportional share (PSS).
"""

import argparse
import asyncio
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil
from rich.console import Console
from rich.table import Table

from tests.e2e.rude_page import frame, hello, upgrade
from tests.servers.bridge import RunningBridge
from tests.servers.ports import LOOPBACK
from tests.servers.prosody import Prosody

#: The most that one visitor may cost.
LIMIT = 45.0  # kB

_AT_ONCE = 200
_STEPS = (0.2, 0.5, 1.0)
_PING_EVERY = 20.0  # seconds
_PING = frame(b'{"t":"ping"}')


class IdleVisitor(asyncio.Protocol):
    """Says `hello` once the socket is accepted; `welcomed` is done when it was answered."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._heard = b""
        self._is_upgraded = False
        self.welcomed = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self.welcomed.done():
            return
        self._heard += data
        if not self._is_upgraded and b"\r\n\r\n" in self._heard:
            self._is_upgraded = True
            assert self.transport
            self.transport.write(frame(hello().encode()))
        if b'"t":"welcome"' in self._heard:
            self._heard = b""
            self.welcomed.set_result(True)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if not self.welcomed.done():
            heard = self._heard[-500:].decode(errors="replace")
            self.welcomed.set_exception(ConnectionResetError(f"not welcomed, but told: {heard or exc}"))


@dataclass(frozen=True, slots=True)
class Measurement:
    """With so many visitors: bytes held, seconds that their coming took, share of a core while they were idle."""

    visitors: int
    held: int
    coming: float
    load: float


class Crowd:
    """Everybody who is connected."""

    def __init__(self, bridge: RunningBridge) -> None:
        self._bridge = bridge
        self._visitors: list[IdleVisitor] = []

    @property
    def size(self) -> int:
        return sum(1 for visitor in self._visitors if visitor.transport)

    async def grow(self, size: int) -> float:
        """Until there are `size`; the seconds it took."""
        began = time.monotonic()
        while len(self._visitors) < size:
            await asyncio.gather(*(self._come() for _ in range(min(_AT_ONCE, size - len(self._visitors)))))
        return time.monotonic() - began

    async def ping_forever(self) -> None:
        while True:
            await asyncio.sleep(_PING_EVERY)
            for visitor in self._visitors:
                if visitor.transport:
                    visitor.transport.write(_PING)

    def leave(self) -> None:
        for visitor in self._visitors:
            if visitor.transport:
                visitor.transport.abort()

    async def _come(self) -> None:
        request = upgrade(self._bridge)
        make: Callable[[], IdleVisitor] = lambda: IdleVisitor(request)  # noqa: E731
        _, visitor = await asyncio.get_running_loop().create_connection(make, LOOPBACK, self._bridge.port)
        await asyncio.wait_for(visitor.welcomed, 60)
        self._visitors.append(visitor)


async def measure(bridge: RunningBridge, visitors: int, hold: float) -> list[Measurement]:
    """One measurement without anybody, then one after each step; each step is held for `hold` seconds."""
    process = psutil.Process(bridge.pid)
    crowd = Crowd(bridge)
    pinging = asyncio.create_task(crowd.ping_forever())
    found = [Measurement(0, _held(process), 0.0, 0.0)]
    try:
        for step in _STEPS:
            coming = await crowd.grow(round(visitors * step))
            process.cpu_percent()
            await asyncio.sleep(hold)
            found.append(Measurement(crowd.size, _held(process), coming, process.cpu_percent() / 100))
    finally:
        pinging.cancel()
        crowd.leave()
    return found


def print_table(found: list[Measurement], expected: int) -> bool:
    """Shows what was found; whether everybody was held, and none cost too much."""
    bare, last = found[0], found[-1]
    table = Table(title="Idle visitors on one process")
    for heading in ("visitors", "memory, MB", "each, kB", "came in, s", "share of a core"):
        table.add_column(heading, justify="right")
    for row in found:
        each = f"{_each(row, bare):.1f}" if row.visitors else "–"
        table.add_row(
            f"{row.visitors:,}", f"{row.held / 2**20:.1f}", each, f"{row.coming:.1f}", f"{100 * row.load:.1f} %"
        )
    is_good = last.visitors == expected and _each(last, bare) <= LIMIT
    verdict = "held" if is_good else "NOT held"
    table.caption = f"at most {LIMIT:g} kB for each of {expected:,}: {verdict}"
    Console().print(table)
    return is_good


def _each(row: Measurement, bare: Measurement) -> float:
    return (row.held - bare.held) / row.visitors / 1024


def _held(process: psutil.Process) -> int:
    return int(process.memory_full_info().pss)


async def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--visitors", type=int, default=10_000)
    arguments.add_argument("--hold", type=float, default=60.0, help="seconds for which each step is held")
    asked = arguments.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    server = Prosody()
    bridge = RunningBridge(server)
    try:
        await server.start()
        await bridge.start()
        return 0 if print_table(await measure(bridge, asked.visitors, asked.hold), asked.visitors) else 1
    finally:
        await bridge.close()
        await server.close()


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
