"""Hypercorn, told when to begin and when to end.

       start ──▶ listen ──▶ stop is set ──▶ no new ones ──▶ retry, 1012 to all ──▶ requests end ──▶ cut what is left

Rule 1: every step of the end has a limit; the whole takes at most `END_LIMIT`, whatever pages do.
Rule 2: Hypercorn's own `serve` is not used: from Python 3.12 on it waits for pages to leave before it lets them know.
"""

import asyncio
import logging
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.asyncio.worker_context import WorkerContext
from hypercorn.config import Config
from hypercorn.typing import LifespanState
from hypercorn.utils import wrap_app
from quart import Quart

from web.frames import FRAME_LIMIT
from web.hardening import ABORT, install
from web.options import Options
from web.reception import Reception

BACKLOG: Final = 2_048
KEEP_ALIVE: Final = 75.0  # seconds; longer than a proxy keeps its idle connections
UNSENT_LIMIT: Final = 60_000  # milliseconds that the network may leave our words unacknowledged
SAY_LIMIT: Final = 3.0  # seconds to say goodbye to all pages
HEAR_LIMIT: Final = 0.5  # seconds for them to answer
REQUEST_LIMIT: Final = 2.0  # seconds for requests under way
CUT_LIMIT: Final = 0.5  # seconds for what was cut to notice
END_LIMIT: Final = SAY_LIMIT + HEAR_LIMIT + REQUEST_LIMIT + CUT_LIMIT  # seconds in all

_log = structlog.get_logger("parlour.web")


class Server:
    """One listening address; `start` before `stop`, each once."""

    def __init__(self, app: Quart, host: str, port: int) -> None:
        self._app = app
        self._address = (host, port)
        self._config = build_config()
        self._context = WorkerContext(None)
        self._wrapped = wrap_app(app, self._config.wsgi_max_body_size, "asgi")
        self._connected: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens; of use when the options said 0."""
        if self._server is None:
            raise RuntimeError("The server has not been started.")
        return int(self._server.sockets[0].getsockname()[1])

    def __len__(self) -> int:
        """TCP connections open now."""
        return len(self._connected)

    async def start(self) -> None:
        """Begin to listen. Raises `OSError` when the address cannot be had."""
        install()
        _allow_many_files()
        await self._app.startup()
        host, port = self._address
        self._server = await asyncio.start_server(self._connect, host, port, backlog=BACKLOG, reuse_address=True)
        _log.info("listening", host=host, port=self.port)

    async def stop(self) -> None:
        """End in order; returns after `END_LIMIT` seconds at the latest."""
        if self._server is not None:
            self._server.close()
        await self._context.terminated.set()
        await reception_of(self._app).connections.close_all(say_within=SAY_LIMIT, hear_within=HEAR_LIMIT)
        await self._wait(REQUEST_LIMIT)
        for task, writer in tuple(self._connected.items()):
            writer.transport.abort()
            task.cancel()
        await self._wait(CUT_LIMIT)
        await self._app.shutdown()
        _log.info("stopped_listening")

    async def _wait(self, limit: float) -> None:
        if self._connected:
            await asyncio.wait(tuple(self._connected), timeout=limit)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        self._connected[task] = writer
        _bound_unsent(writer)
        state = LifespanState({ABORT: writer.transport.abort})
        loop = asyncio.get_running_loop()
        try:
            await TCPServer(self._wrapped, loop, self._config, self._context, state, reader, writer)
        except OSError as error:
            _log.debug("connection_lost", error=str(error))
        except Exception:  # noqa: BLE001 — whatever one connection did, the others go on
            _log.exception("connection_failed")
            writer.transport.abort()
        finally:
            del self._connected[task]


@asynccontextmanager
async def listening(app: Quart, options: Options) -> AsyncIterator[Server]:
    """Serve while the block runs, then end in order. Raises `OSError` when the address cannot be had."""
    server = Server(app, options.host, options.port)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def build_config() -> Config:
    """Hypercorn's settings that are ours to choose."""
    config = Config()
    config.backlog = BACKLOG
    config.keep_alive_timeout = KEEP_ALIVE
    config.websocket_max_message_size = FRAME_LIMIT
    config.include_server_header = False
    config.accesslog = None
    config.errorlog = logging.getLogger("hypercorn.error")
    return config


def reception_of(app: Quart) -> Reception:
    """What `app.build` put there."""
    reception = app.extensions["parlour"]
    if not isinstance(reception, Reception):
        raise TypeError("This is not an application of ours.")
    return reception


def _bound_unsent(writer: asyncio.StreamWriter) -> None:
    """A page that vanished without a word, or never reads, is given up by the kernel."""
    connection = writer.get_extra_info("socket")
    with suppress(OSError, AttributeError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNSENT_LIMIT)


def _allow_many_files() -> None:
    """Each visitor is an open file; the usual soft limit is 1,024."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
