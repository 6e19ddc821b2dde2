"""A private PostgreSQL from the system's package. One server a run; every test makes databases of its own in it."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Self

import asyncpg

from tests.servers.child import Child
from tests.servers.ports import LOOPBACK, free_port
from tests.waiting import eventually

#: PostgreSQL refuses to run as root; the package has made this account.
_ACCOUNT = "postgres"

#: A killed process loses nothing without fsync, only a killed machine would, and that is not what the tests do.
_SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=100", "logging_collector=off")

#: Why it does not start right after SIGKILL: the last of its processes has not noticed yet.
_STILL_THERE = "pre-existing shared memory block"

_CLUSTER = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")


class PostgreSql:
    """A server that trusts everybody on loopback."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="parlour-postgresql-"))
        self.port = free_port()
        self._data = self.directory / "data"
        self._child = Child(
            [_binaries() / "postgres", "-D", self._data, "-h", LOOPBACK, "-p", str(self.port), "-k", "", *_options()],
            log=self.directory / "postgresql.log",
            user=_ACCOUNT,
            stop_signal=signal.SIGINT,
        )

    async def start(self) -> Self:
        """Runs and answers queries when this returns."""
        if not self._data.exists():
            self._create_cluster()
        self._child.start()
        await eventually(self._answers, within=30, what=f"PostgreSQL answers\n{self._child.last_lines()}", every=0.05)
        return self

    async def kill(self) -> None:
        """SIGKILL; `start` recovers from what it had written."""
        await self._child.kill()

    async def stop(self) -> None:
        """A fast shutdown: connections are cut, nothing is lost."""
        await self._child.stop()

    async def close(self) -> None:
        await self._child.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{_ACCOUNT}@{LOOPBACK}:{self.port}/{database}"

    async def create_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"parlour_{secrets.token_hex(6)}"
        connection = await asyncpg.connect(self.url())
        try:
            await connection.execute(f"CREATE DATABASE {name}")
        finally:
            await connection.close()
        return self.url(name)

    async def _answers(self) -> bool:
        if not self._child.is_running and _STILL_THERE in self._child.last_lines():
            self._child.start()
        assert self._child.is_running, self._child.last_lines()
        try:
            connection = await asyncpg.connect(self.url(), timeout=2)
        except asyncpg.PostgresError as refusal:
            raise AssertionError(f"PostgreSQL is still starting: {refusal}") from refusal
        await connection.close()
        return True

    def _create_cluster(self) -> None:
        if os.getuid() == 0:
            shutil.chown(self.directory, _ACCOUNT, _ACCOUNT)
        account = _ACCOUNT if os.getuid() == 0 else None
        made = subprocess.run(
            [str(_binaries() / "initdb"), "-D", str(self._data), "-U", _ACCOUNT, *_CLUSTER],
            check=False,
            user=account,
            group=account,
            capture_output=True,
            text=True,
            cwd=self.directory,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )
        assert made.returncode == 0, made.stdout + made.stderr


def _binaries() -> Path:
    """Of the newest version installed; Debian keeps them out of the search path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    assert found, "PostgreSQL is not installed: apt install postgresql"
    return found[-1]


def _options() -> list[str]:
    return [part for setting in _SETTINGS for part in ("-c", setting)]
