"""A running `parlour demo`, and Ann in the web client that it shows."""

import asyncio
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import FrameLocator, Locator

from tests.waiting import in_time

_ROOT = Path(__file__).parents[2]
_SETPRIV = shutil.which("setpriv") or "setpriv"

#: Seconds until everything answers; the first time includes fetching the agent's web client.
START = 120.0

#: Seconds until everything has ended.
_END = 25.0


@dataclass(frozen=True, slots=True)
class Demo:
    """A running `parlour demo --json`: the one line that it printed, and the directory in which it makes its own."""

    process: asyncio.subprocess.Process
    ready: dict[str, Any]
    temporary: Path

    @property
    def ports(self) -> list[int]:
        urls = (self.ready["site"], self.ready["console"])
        return [self.ready["xmpp"]["port"], *(port for url in urls if (port := urlsplit(url).port))]

    def family(self) -> set[int]:
        """Every process that it started."""
        return _descendants(self.process.pid)

    def left_files(self) -> list[str]:
        return files_in(self.temporary)


async def start(temporary: Path, *arguments: str, **environ: str) -> asyncio.subprocess.Process:
    """`parlour demo` with these arguments; it ends with the test run, whatever happens to that."""
    command = [_SETPRIV, "--pdeathsig", "TERM", "--", sys.executable, "-m", "bridge", "demo", *arguments]
    return await asyncio.create_subprocess_exec(
        *command,
        cwd=_ROOT,
        env={**os.environ, "TMPDIR": str(temporary), **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def end(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    """Its exit code, and what it still had to say on standard output and standard error."""
    said, complained = await in_time(process.communicate(), _END)
    return process.returncode, said.decode(), complained.decode()


def files_in(directory: Path) -> list[str]:
    return sorted(file.name for file in directory.iterdir())


def make_directory(directory: Path) -> Path:
    directory.mkdir()
    return directory


def is_running(pid: int) -> bool:
    return _parent(pid) is not None


def is_called(pid: int, word: str) -> bool:
    """Whether `word` stands in the process's command line."""
    return word in Path(f"/proc/{pid}/cmdline").read_text()


def _descendants(pid: int) -> set[int]:
    everybody = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    children = {other for other in everybody if _parent(other) == pid}
    return children.union(*map(_descendants, children))


def _parent(pid: int) -> int | None:
    """None when there is no such process, or it has ended and only waits to be counted."""
    try:
        state, parent, *_ = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if state == "Z" else int(parent)


class Ann:
    """The agent in her web client, Converse.js."""

    def __init__(self, frame: FrameLocator) -> None:
        self.frame = frame

    @property
    def field(self) -> Locator:
        return self.frame.locator("converse-muc textarea.chat-textarea")

    def line(self, text: str) -> Locator:
        """The last line on her screen with these words."""
        return self.frame.locator(".chat-msg", has=self.frame.locator(".chat-msg__text", has_text=text)).last

    async def write(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def choose(self, text: str, action: str) -> None:
        """An action from the menu of a line: `edit`, `retract`, `reaction` …"""
        line = self.line(text)
        await line.hover()
        await line.locator(".chat-msg__actions .dropdown-toggle").click()
        await line.locator(f".chat-msg__action-{action}").click()

    async def react(self, text: str, emoji: str) -> None:
        await self.choose(text, "reaction")
        await self.frame.locator(".reaction-item", has_text=emoji).click()
