"""The composition root: builds every part, lets them run, and ends them in order.

            store ── bus ── desk ─┬─ web server, visits, queues (as long as the process lives)
                                  └─ lease ─┬─ gateway          (while the shard is held; otherwise wait for it again)
                                            └─ timekeeper

Rule 1: the web side answers whether or not the XMPP server does: what visitors write is kept, and delivered later.
Rule 2: a part that ends although nobody asked it to ends the process, so that its supervisor starts a whole one.
"""

import asyncio
import contextlib
import secrets
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Final

import structlog

from bridge.bus import Bus
from bridge.cli import sdnotify
from bridge.cli.staffing import directory_of
from bridge.desk import Desk
from bridge.errors import LostShard
from bridge.lease import Lease
from bridge.model import Moment
from bridge.store.sql import SqlStore, open_store
from bridge.timekeeper import keep_queues, keep_time, keep_visits
from component.gateway import Gateway
from config import ConfigError, Settings
from web.app import build
from web.options import options_of
from web.server import listening

_log: Final = structlog.get_logger("parlour.serve")
_CHANCE: Final = secrets.SystemRandom()
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


async def serve(settings: Settings, *, reread: Callable[[], Settings]) -> None:
    """Run until SIGTERM or SIGINT; `reread` is called at SIGHUP. Raises `ParlourError` or `OSError` when it cannot
    begin.
    """
    stop = asyncio.Event()
    bus = Bus()
    async with _opened_store(settings, bus) as store:
        desk = Desk(store, bus, directory_of(settings), clock=_now, token=_token)
        house = _House(settings, store, bus, desk)
        with _signals(stop, lambda: house.reload(reread)):
            await house.run(stop)


class _House:
    """The running parts of one process."""

    def __init__(self, settings: Settings, store: SqlStore, bus: Bus, desk: Desk) -> None:
        self._settings = settings
        self._store = store
        self._bus = bus
        self._desk = desk
        self._gateway: Gateway | None = None
        self._lease: Lease | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Let everything run until `stop` is set."""
        gauges = {"store_queue_depth": lambda: float(self._store.depth)}
        options = options_of(self._settings)
        app = build(self._desk, self._bus, options, self.readiness, gauges)
        async with asyncio.TaskGroup() as parts:
            async with listening(app, options):
                tasks = [
                    parts.create_task(self._serve_agents(), name="agents' side"),
                    parts.create_task(keep_visits(self._desk), name="visits"),
                    parts.create_task(keep_queues(self._desk), name="queues"),
                    parts.create_task(_watch(), name="watchdog"),
                ]
                sdnotify.notify(sdnotify.READY)
                await stop.wait()
                sdnotify.notify(sdnotify.STOPPING)
            for task in tasks:
                task.cancel()

    def readiness(self) -> dict[str, bool]:
        """Which parts are as they should be; all must be, before visitors are sent here."""
        return {
            "shard": self._lease is not None and self._lease.is_held(),
            "xmpp": self._gateway is not None and self._gateway.is_ready,
        }

    def reload(self, reread: Callable[[], Settings]) -> None:
        """Read the configuration again: departments, agents and channels change at once; a bad file changes nothing."""
        sdnotify.notify(sdnotify.reloading(time.monotonic()))
        try:
            fresh = reread()
        except ConfigError as error:
            _log.error("configuration_refused", findings=[str(each) for each in error.findings])
        else:
            self._take_over(fresh)
        sdnotify.notify(sdnotify.READY)

    def _take_over(self, fresh: Settings) -> None:
        if _has_moved(self._settings, fresh):
            _log.error(
                "configuration_refused", findings=["xmpp and the address of a lobby change with a restart only."]
            )
            return
        self._desk.directory = directory_of(fresh)
        if self._gateway is not None:
            self._gateway.directory_changed()
        _log.info("configuration_read", departments=len(fresh.departments), channels=len(fresh.channels))

    async def _serve_agents(self) -> None:
        while True:
            self._lease = Lease(self._store, self._settings.xmpp.domain, self._settings.node, clock=time.monotonic)
            async with self._lease.held():
                await self._speak(self._lease)

    async def _speak(self, lease: Lease) -> None:
        """Be the component as long as the shard is ours."""
        self._gateway = Gateway(self._desk, self._bus, lease, self._settings)
        tasks = [
            asyncio.create_task(self._gateway.run(), name="gateway"),
            asyncio.create_task(keep_time(self._desk, lease), name="timekeeper"),
            asyncio.create_task(lease.lost.wait(), name="lease"),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            with contextlib.suppress(LostShard):
                for task in done:
                    task.result()
        finally:
            self._gateway = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _has_moved(before: Settings, after: Settings) -> bool:
    """Whether something is elsewhere that a running component cannot leave: the server, our domain, a lobby."""
    both = before.departments.keys() & after.departments.keys()
    return before.xmpp != after.xmpp or any(
        before.departments[key].lobby != after.departments[key].lobby for key in both
    )


@contextlib.asynccontextmanager
async def _opened_store(settings: Settings, bus: Bus) -> AsyncIterator[SqlStore]:
    store = await open_store(settings.store.url, bus.publish, durability=settings.store.durability)
    try:
        yield store
    finally:
        await store.close()


@contextlib.contextmanager
def _signals(stop: asyncio.Event, reload: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    handlers = {signal.SIGTERM: stop.set, signal.SIGINT: stop.set, signal.SIGHUP: reload}
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in handlers:
            loop.remove_signal_handler(number)


async def _watch() -> None:
    """Tell systemd that the loop turns, as often as it wants to hear it."""
    interval = sdnotify.watchdog_interval()
    while interval is not None:
        sdnotify.notify(sdnotify.WATCHDOG)
        await asyncio.sleep(interval)


def _now() -> Moment:
    return Moment(time.time_ns() // 1_000_000)


def _token(length: int) -> str:
    return "".join(_CHANCE.choices(_ALPHABET, k=length))
