"""A program that the demonstration runs, in a process group of its own so that it ends whole.

    async with running("Prosody", [...], directory) as child:   started
        ...                                                     child.ended tells that it ended by itself
                                                                SIGTERM, then SIGKILL to its whole group

Where the system has `setpriv`, the program also dies with us should we be killed without a word.
"""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bridge.cli.demo.problem import DemoProblem

#: Seconds that a program has to end in order.
_PATIENCE: Final = 8.0

#: Lines of its log that a problem shows.
_TAIL: Final = 12


class Child:
    """One running program; `log` is the file with all that it prints."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.name = name
        self.log = log
        self._process = process

    async def ended(self) -> int:
        """Waits for its end; its exit code."""
        return await self._process.wait()

    @property
    def has_ended(self) -> bool:
        return self._process.returncode is not None

    def problem(self, what: str) -> DemoProblem:
        """`what` happened to it, with the last lines that it wrote."""
        lines = self.log.read_text(errors="replace").splitlines()[-_TAIL:]
        return DemoProblem(f"{self.name} {what}.", "\n".join(lines))

    async def end(self) -> None:
        """Nothing of it runs afterwards."""
        self._signal(signal.SIGTERM, group=False)
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._process.wait()
        except TimeoutError:
            pass
        finally:
            self._signal(signal.SIGKILL, group=True)
        await self._process.wait()

    def _signal(self, number: signal.Signals, *, group: bool) -> None:
        try:
            if group:
                os.killpg(self._process.pid, number)
            elif not self.has_ended:
                self._process.send_signal(number)
        except ProcessLookupError:
            return


@asynccontextmanager
async def running(
    name: str, command: Sequence[object], *, log: Path, environ: Mapping[str, str] | None = None
) -> AsyncIterator[Child]:
    """The program, for as long as the block lasts. `name` is how people know it."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *_dying_with_us(),
            *map(str, command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environ,
            start_new_session=True,
        )
    child = Child(name, process, log)
    try:
        yield child
    finally:
        await child.end()


async def run(name: str, command: Sequence[object], *, log: Path) -> None:
    """Runs a program to its end. A `DemoProblem` when it fails."""
    async with running(name, command, log=log) as child:
        if await child.ended():
            raise child.problem("failed")


async def together(*parts: Coroutine[None, None, object]) -> None:
    """All parts at once; the first `DemoProblem` ends the others, and is raised alone."""
    try:
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(part)
    except* DemoProblem as problems:
        raise problems.exceptions[0] from None


def _dying_with_us() -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []
