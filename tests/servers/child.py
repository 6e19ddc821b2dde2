"""A child process that a test starts, kills and reads the log of.

It runs in a process group of its own, so that killing it kills what it started; and it is told to die with this
process (`setpriv --pdeathsig`), so that an interrupted run leaves nothing behind. It is not bound to an event loop:
a server that lives as long as the whole run may be awaited from any test.
"""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.waiting import eventually

#: Lines of its log that a failure shows.
_TAIL = 60


class Child:
    """One command, which may be started again after it ended."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        environ: Mapping[str, str] | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self._command = ["setpriv", "--pdeathsig", "KILL", *_as_user(user), "--", *map(str, command)]
        self._environ = dict(environ) if environ is not None else None
        self._stop_signal = stop_signal
        self._process: subprocess.Popen[bytes] | None = None
        self.log = log

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Of the command itself, which has replaced its wrapper."""
        assert self._process is not None, "never started"
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    def start(self) -> None:
        assert not self.is_running, "already running"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environ,
                start_new_session=True,
                cwd=self.log.parent,
            )

    def send(self, number: signal.Signals) -> None:
        """A signal to the command alone, not to its children."""
        assert self._process is not None, "never started"
        self._process.send_signal(number)

    async def kill(self) -> None:
        """SIGKILL to it and everything it started; nothing of it runs afterwards."""
        if self._process is None:
            return
        self._signal_group(signal.SIGKILL)
        await eventually(lambda: not self.is_running, what="killed")

    async def stop(self, *, within: float = 10.0) -> int:
        """Asks it to end, and waits; its exit code. One that does not end in time is killed, and that is an error."""
        if self.is_running:
            self.send(self._stop_signal)
            try:
                await eventually(lambda: not self.is_running, within=within, what="ended when asked")
            finally:
                self._signal_group(signal.SIGKILL)
        return self.exit_code or 0

    def last_lines(self, count: int = _TAIL) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def _signal_group(self, number: signal.Signals) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return


def _as_user(name: str | None) -> list[str]:
    """For servers that refuse to run as root. Whoever is not root stays who they are."""
    if name is None or os.getuid() != 0:
        return []
    return ["--reuid", name, "--regid", name, "--init-groups"]
