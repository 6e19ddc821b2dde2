"""What terminal clients have in common: a tmux server of their own, a keyboard and a screen.

Accounts and settings stand in a directory of the client's own, so that nothing is shared with the account of the person
who runs the tests.
"""

import asyncio
import os
import shutil
import tempfile
from pathlib import Path
from typing import ClassVar, Self

from tests.servers.xmpp import XmppServer
from tests.waiting import PATIENCE, eventually

_COLUMNS, _LINES = "160", "50"

#: An account of the system that owns nothing: for programs that refuse to run as root.
NOBODY = "games"

#: How much of a long line a field shows at least.
_TAIL = 20

#: In which of the last lines of the screen that field is.
_FIELD = 2


class Terminal:
    """One client at one terminal. `async with Profanity(server, "ann@localhost") as ann: await ann.type("/join …")`."""

    name: ClassVar[str]
    command: ClassVar[str]
    greets: ClassVar[str]  # what the screen says when it is connected
    is_careful: ClassVar[bool] = False  # takes an Enter that comes with other keys for a part of a paste
    as_nobody: ClassVar[bool] = False

    def __init__(self, server: XmppServer, jid: str) -> None:
        self.jid = jid
        self.nick = jid.partition("@")[0].capitalize()
        self._server = server
        self._directory = Path(tempfile.mkdtemp(prefix=f"parlour-{self.name.lower()}-"))
        self._socket = self._directory / "tmux"

    async def __aenter__(self) -> Self:
        await self._server.register(self.jid)
        self._configure(self._directory)
        await self._tmux("-u", "-f", "/dev/null", "new-session", "-d", "-x", _COLUMNS, "-y", _LINES, self._line())
        await self.sees(self.greets)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._tmux("kill-server")
        shutil.rmtree(self._directory, ignore_errors=True)

    async def type(self, line: str) -> None:
        """A line and Enter, as typed. A careful client loses keys while it draws something else, and takes an Enter
        that comes too early for a part of a paste: it gets Enter when the line stands in its field, until the field is
        empty.
        """
        if not self.is_careful:
            await self._tmux("send-keys", "-l", "--", line)
            await self._tmux("send-keys", "Enter")
            return
        await eventually(lambda: self._put(line), within=20, every=0.1, what=f"{line!r} in the field")
        await eventually(lambda: self._press_enter(line), within=10, every=0.1, what=f"{line!r} was taken")

    async def _put(self, line: str) -> bool:
        """Type it, key by key; what came of it is cleared away when it is not the line."""
        for key in line:
            await self._tmux("send-keys", "-l", "--", key)
        try:
            return await eventually(lambda: self._is_typed(line[-_TAIL:]), within=2, every=0.03)
        except AssertionError:
            await self._tmux("send-keys", "C-u")
            return False

    async def _press_enter(self, line: str) -> bool:
        if await self._is_typed(line[-_TAIL:]):
            await self._tmux("send-keys", "Enter")
            await asyncio.sleep(0.3)  # a second Enter within that time would send an empty line after it
        return not await self._is_typed(line[-_TAIL:])

    async def _is_typed(self, end: str) -> bool:
        return any(end in row for row in (await self.screen()).rstrip().splitlines()[-_FIELD:])

    async def screen(self) -> str:
        """The text that is on the screen now."""
        return await self._tmux("capture-pane", "-p")

    async def sees(self, text: str, *, within: float = PATIENCE) -> str:
        """The screen as soon as it shows `text`."""

        async def look() -> str:
            screen = await self.screen()
            assert text in screen, f"{text!r} is not on the screen:\n{screen}"
            return screen

        return await eventually(look, within=within, every=0.05)

    def _configure(self, home: Path) -> None:
        raise NotImplementedError

    def _line(self) -> str:
        """The command that runs in the terminal, with an environment of its own."""
        here = self._directory
        homes = " ".join(f"{name}={here}" for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"))
        drop = ""
        if self.as_nobody and os.geteuid() == 0:
            shutil.chown(here, NOBODY, NOBODY)
            for path in here.rglob("*"):
                shutil.chown(path, NOBODY, NOBODY)
            drop = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups "
        plain = "PATH=/usr/bin:/bin LANG=C.UTF-8 TERM=xterm-256color DBUS_SESSION_BUS_ADDRESS=disabled:"
        return f"{drop}env -i {plain} {homes} {self.command}"

    async def _tmux(self, *arguments: str) -> str:
        process = await asyncio.create_subprocess_exec(
            "tmux", "-S", str(self._socket), *arguments, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        return output.decode(errors="replace")
