"""The real bridge: `parlour serve` as a child process, against a given XMPP server and store.

It can be killed and started again, as the same bridge: its port, its configuration and its store stay. Its limits
are wide, since everybody in a test comes from one address and writes faster than a person.
"""

import asyncio
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests.servers.child import Child
from tests.servers.ports import LOOPBACK, free_port
from tests.servers.xmpp import ServerEnded, XmppServer
from tests.waiting import eventually

DEPARTMENT = "support"

#: Seconds in which it must be ready, the XMPP server being there.
_START = 30.0

_ROOT = Path(__file__).parents[2]

_WIDE = {
    "max_connections_per_address": 20_000,
    "new_connections_per_minute": 1_000_000,
    "new_conversations_per_minute": 1_000_000,
    "messages_per_minute": 1_000_000,
    "message_burst": 100_000,
}


class RunningBridge:
    """One bridge, with the department `support` of Ann and Bob.

    `component_port`: another way to the XMPP server, such as a proxy's. `store`: its URL; an SQLite file otherwise.
    `settings`: what else stands in `parlour.yaml`, by section; it comes before what is written here.
    `department`: further settings of it.
    """

    def __init__(
        self,
        server: XmppServer,
        *,
        component_port: int | None = None,
        store: str | None = None,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
        department: Mapping[str, Any] | None = None,
    ) -> None:
        self.server = server
        self.directory = Path(tempfile.mkdtemp(prefix="parlour-bridge-"))
        self.port = free_port()
        self.store = store or f"sqlite:///{self.directory / 'parlour.db'}"
        self.config = self.directory / "parlour.yaml"
        self._component_port = component_port or server.component_port
        self._department = {"agents": [f"ann@{server.host}", f"bob@{server.host}"], **(department or {})}
        self._write(settings or {})
        command = [sys.executable, "-m", "bridge", "serve", "-c", str(self.config)]
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.directory), "PYTHONPATH": str(_ROOT)}
        self._child = Child(command, log=self.directory / "bridge.log", environ=environ)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://{LOOPBACK}:{self.port}/visitor/socket"

    def address_of(self, department: str) -> str:
        """Another department's."""
        return f"{department}@{self.server.component}"

    @property
    def address(self) -> str:
        """The department's, to which agents write."""
        return f"{DEPARTMENT}@{self.server.component}"

    @property
    def lobby(self) -> str:
        return f"{DEPARTMENT}-lobby@{self.server.muc}"

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def is_running(self) -> bool:
        return self._child.is_running

    async def start(self, *, until_ready: bool = True) -> Self:
        """Runs; by default it is also connected to the XMPP server when this returns."""
        self._child.start()
        if until_ready:
            await self.ready()
        return self

    async def ready(self, *, within: float = _START) -> None:
        """Waits until `/readyz` says that it can do all its work."""
        await eventually(self._is_ready, within=within, what="the bridge is ready", every=0.05)

    async def kill(self) -> None:
        """SIGKILL: what it had not committed is gone."""
        await self._child.kill()

    async def stop(self) -> int:
        """SIGTERM; its exit code."""
        return await self._child.stop()

    async def close(self) -> None:
        await self._child.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def log(self) -> str:
        return self._child.last_lines(200)

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body of one GET."""
        return await asyncio.to_thread(_get, self.url + path)

    def query(self, statement: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Rows of its SQLite store, read beside it."""
        with sqlite3.connect(f"file:{self.directory / 'parlour.db'}?mode=ro", uri=True, timeout=10) as connection:
            return connection.execute(statement, arguments).fetchall()

    async def _is_ready(self) -> bool:
        if not self.is_running:
            raise ServerEnded(f"the bridge ended with {self._child.exit_code}:\n{self.log()}")
        status, body = await self.get("/readyz")
        assert status == 200, f"/readyz says {status}: {body}\n{self.log()}"
        return True

    def _write(self, settings: Mapping[str, Mapping[str, Any]]) -> None:
        xmpp = {
            "server": f"{LOOPBACK}:{self._component_port}",
            "domain": self.server.component,
            "secret": self.server.secret,
            "muc": self.server.muc,
        }
        written: dict[str, Any] = {
            "public_url": self.url,
            "http": {"listen": f"{LOOPBACK}:{self.port}", **_WIDE},
            "xmpp": xmpp,
            "store": {"url": self.store},
            "departments": {DEPARTMENT: self._department},
        }
        for section, values in settings.items():
            written[section] = {**written.get(section, {}), **values}
        self.config.write_text(json.dumps(written, indent=1))


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()
