"""What the tests need of an XMPP server, whichever it is.

           start()               kill() SIGKILL, stop() SIGTERM
    (dir) ─────────▶ running ─────────────────────────────────▶ down ──start()──▶ running …      close(): removed

Names are the same on both servers: people at `localhost` (and at `agents.onion`, see `onion.py`), rooms at
`conference.localhost`, the bridge at `livechat.localhost`. Only loopback ports differ. Connections need no encryption.

A federated server is named otherwise: each of its domains is a loopback address of its own (RFC 7622 §3.2 lets a domain
be one), at which it listens for other servers. So servers find each other without DNS, `/etc/hosts` or rights.
"""

import abc
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, Self

from tests.servers.child import Child
from tests.servers.ports import LOOPBACK, free_address, free_port, is_federating, is_listening
from tests.waiting import eventually

Kind = Literal["prosody", "ejabberd"]

#: Seconds in which a server must listen.
_START = 30.0

PASSWORD = "correct horse"


class ServerEnded(RuntimeError):
    """A server ended while a test waited for it to start; its log says why."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How an administrator may have set the server up. The default is one who followed our guide.

    `archive`, `upload`: whether rooms are archived, files may be uploaded. `room_creation`: whether the bridge may make
    rooms. `component`: whether the server knows of the bridge at all. `max_conferences`: ejabberd's
    `max_user_conferences`; None is its own default, 100. `tuned`: Prosody's network and memory settings for load.
    `durable`: ejabberd keeps rooms and archives in SQLite, not in Mnesia, which loses the last seconds when killed.
    `federated`: other servers may connect, and be connected to, by dialback (XEP-0220).
    """

    component: bool = True
    room_creation: bool = True
    archive: bool = True
    upload: bool = True
    max_conferences: int | None = 5000
    tuned: bool = False
    durable: bool = True
    federated: bool = False


class XmppServer(abc.ABC):
    """One server in one temporary directory."""

    kind: ClassVar[Kind]
    host = "localhost"
    onion = "agents.onion"
    muc = "conference.localhost"
    upload = "upload.localhost"
    component = "livechat.localhost"
    secret = "s3cret & <sound>"
    address = LOOPBACK

    def __init__(self, settings: ServerSettings | None = None) -> None:
        self.settings = settings or ServerSettings()
        self.directory = Path(tempfile.mkdtemp(prefix=f"parlour-{self.kind}-"))
        self._accounts: dict[str, str] = {}
        if self.settings.federated:
            self.host, self.muc, self.upload, self.component = (free_address() for _ in range(4))
        self._take_ports()
        self._child = self._prepare()

    @property
    def websocket_url(self) -> str:
        return f"ws://{LOOPBACK}:{self.http_port}/{self._websocket_path}"

    @property
    def is_running(self) -> bool:
        return self._child.is_running

    @property
    def pid(self) -> int:
        return self._child.pid

    async def start(self) -> Self:
        """Runs, with everybody's account, and listens at every port when this returns."""
        self._child.start()
        await eventually(self._is_ready, within=_START, what=f"{self.kind} listens\n{self.log()}", every=0.05)
        return self

    async def kill(self) -> None:
        """SIGKILL: it could not write anything any more."""
        await self._child.kill()

    async def stop(self) -> None:
        """SIGTERM: it said goodbye to everybody."""
        await self._child.stop()

    async def restart(self) -> None:
        """An administrator's restart: an orderly end, and the next life."""
        if self.is_running:
            await self.stop()
        await self.start()

    async def close(self) -> None:
        """Ends it and removes everything that it wrote."""
        await self._child.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    @abc.abstractmethod
    async def register(self, jid: str, password: str = PASSWORD) -> None:
        """An account for `jid`, a bare address of this server; an account that exists is left alone."""

    def log(self) -> str:
        """The last lines that it logged, for the report of a failure."""
        return self._child.last_lines()

    @property
    def domains(self) -> tuple[str, ...]:
        """What other servers may have to do with."""
        return (self.host, self.muc, self.upload, self.component)

    def _take_ports(self) -> None:
        self.c2s_port = free_port()
        self.component_port = free_port()
        self.http_port = free_port()

    def _ports(self) -> tuple[int, ...]:
        component = (self.component_port,) if self.settings.component else ()
        return (self.c2s_port, self.http_port, *component)

    def _is_ready(self) -> bool:
        if not self.is_running:
            raise ServerEnded(f"{self.kind} ended with {self._child.exit_code}:\n{self.log()}")
        servers = self.domains if self.settings.federated else ()
        return all(map(is_listening, self._ports())) and all(map(is_federating, servers))

    @property
    @abc.abstractmethod
    def _websocket_path(self) -> str: ...

    @abc.abstractmethod
    def _prepare(self) -> Child:
        """Writes the configuration; the process that will run."""
