"""Who is connected: how many may be, who has been silent for too long, and how all of them end.

             admit ──▶ hold ─────────▶ (each connection runs) ─────────▶ let go
                        ▲ one task sweeps: silent, mute, stuck        ▲ close_all: retry, 1012

Rule: a connection costs one task of its own; everything that must happen "some time later" happens in the sweep.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

import structlog

from web.errors import RESTART, TooMany
from web.metrics import Metrics
from web.options import Options
from web.rates import Rate, household
from web.shapes import Retry

COME_BACK: Final = 30.0  # seconds until another attempt, where there is no room
RETURNING: Final = 500  # pages a second that may come back after a restart
_SWEEPS_A_PING: Final = 10
_log = structlog.get_logger("parlour.web")
_CHANCE: Final = random.SystemRandom()


class Connection(Protocol):
    """What the register asks of a visitor's connection."""

    def sweep(self, now: float) -> None:
        """End what has taken too long; return at once."""

    async def say_goodbye(self, code: int, frame: Retry | None = None) -> None:
        """Say why, and close."""

    async def hear_goodbye(self) -> None:
        """Wait until it has ended by itself."""

    def abort(self) -> None:
        """Cut it."""


class Connections:
    """The register of one process."""

    def __init__(self, options: Options, metrics: Metrics, clock: Callable[[], float]) -> None:
        self._options = options
        self._clock = clock
        self._held: set[Connection] = set()
        self._by_address: Counter[str] = Counter()
        per_minute = options.new_connections_per_minute
        self._arrivals = Rate(burst=per_minute, per_second=per_minute / 60, clock=clock)
        self._is_closing = False
        metrics.watch("parlour_visitor_connections", "Visitors' connections open now.", lambda: len(self._held))

    def __len__(self) -> int:
        return len(self._held)

    def admit(self, address: str) -> None:
        """Whether another connection from there may begin. Raises `TooMany`."""
        home = household(address)
        if self._is_closing:
            raise TooMany("The server is about to restart.", after=1.0)
        if len(self._held) >= self._options.max_connections:
            raise TooMany("All lines are taken at the moment.", after=COME_BACK)
        if self._by_address[home] >= self._options.max_connections_per_address:
            raise TooMany("There are too many connections from this address.", after=COME_BACK)
        wait = self._arrivals.take(home)
        if wait:
            raise TooMany("There were too many new connections from this address.", after=max(wait, 1.0))

    @contextmanager
    def hold(self, connection: Connection, address: str) -> Iterator[None]:
        """Count a connection for as long as it runs."""
        home = household(address)
        self._held.add(connection)
        self._by_address[home] += 1
        try:
            yield
        finally:
            self._held.discard(connection)
            self._by_address[home] -= 1
            if not self._by_address[home]:
                del self._by_address[home]

    async def sweep_forever(self) -> None:
        """Look after all connections until cancelled."""
        while True:
            await asyncio.sleep(self._options.ping / _SWEEPS_A_PING)
            try:
                self.sweep()
            except Exception:  # noqa: BLE001 — one connection's fault must not leave all others unwatched
                _log.exception("sweep_failed")

    def sweep(self) -> None:
        """Look after all connections once."""
        now = self._clock()
        for connection in tuple(self._held):
            connection.sweep(now)

    async def close_all(self, *, say_within: float, hear_within: float) -> None:
        """Tell everybody when to come back, and close; whoever does not leave in time (seconds) is cut."""
        self._is_closing = True
        held = tuple(self._held)
        spread = 1.0 + len(held) / RETURNING
        retries = (Retry(round(_CHANCE.uniform(1, 1 + spread), 1)) for _ in held)
        await _together(
            (each.say_goodbye(RESTART, retry) for each, retry in zip(held, retries, strict=True)), say_within
        )
        await _together((each.hear_goodbye() for each in tuple(self._held)), hear_within)
        for connection in tuple(self._held):
            connection.abort()


async def _together(acts: Iterable[Awaitable[None]], within: float) -> None:
    """All of them at once, as far as they come in time; a failure of one is that connection's own affair."""
    try:
        async with asyncio.timeout(within):
            await asyncio.gather(*acts, return_exceptions=True)
    except TimeoutError:
        pass
