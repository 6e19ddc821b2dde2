"""What terminal clients have in common: a tmux server of their own, a keyboard and a screen.

Accounts and settings stand in a directory of the client's own, so that nothing is shared with the account of the person
who runs the tests.
"""

import asyncio
import os
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import ClassVar, Self

from tests.servers.xmpp import XmppServer
from tests.waiting import PATIENCE, eventually

_COLUMNS, _LINES = "160", "50"

#: An account of the system that owns nothing: for programs that refuse to run as root.
NOBODY = "games"

#: How much of a long line a field shows at least.
_TAIL = 20


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
        if shutil.which(self.command) is None or shutil.which("tmux") is None:
            raise AssertionError(f"{self.name} cannot be driven without: apt-get install {self.command} tmux")
        await self._server.register(self.jid)
        async with AsyncExitStack() as opening:
            opening.push_async_callback(self._leave)
            self._configure(self._directory)
            await self._tmux("-u", "-f", "/dev/null", "new-session", "-d", "-x", _COLUMNS, "-y", _LINES, self._line())
            await self.sees(self.greets)
            opening.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._leave()

    async def type(self, line: str) -> None:
        """A line and Enter, as typed. A careful client loses keys while it draws something else, and takes an Enter
        that comes with other keys for a part of a paste: it gets Enter when its field has the line, and nothing before
        the field is empty again.
        """
        if not self.is_careful:
            await self._tmux("send-keys", "-l", "--", line)
            await self._tmux("send-keys", "Enter")
            return
        await eventually(lambda: self._put(line), within=20, every=0.1, what=f"{line!r} in the field")
        await self._tmux("send-keys", "Enter")
        await eventually(lambda: self._has_in_field(line, stands=False), every=0.03, what=f"{line!r} was taken")

    async def _put(self, line: str) -> bool:
        """Type it, key by key; what came of it is cleared away when it is not the line."""
        await self.write(line)
        try:
            return await eventually(lambda: self._has_in_field(line, stands=True), within=2, every=0.03)
        except AssertionError:
            await self._tmux("send-keys", "C-u")
            return False

    async def _has_in_field(self, line: str, *, stands: bool) -> bool:
        """Whether the end of the line is in the field, the last row of the screen, or has gone from there."""
        return (line[-_TAIL:] in (await self.screen()).splitlines()[-1]) == stands

    async def write(self, text: str) -> None:
        """Key by key, wherever the cursor is."""
        for key in text:
            await self._tmux("send-keys", "-l", "--", key)

    async def press(self, *keys: str) -> None:
        """One after the other, by tmux's names for them."""
        for key in keys:
            await self._tmux("send-keys", key)

    async def screen(self, *, in_colour: bool = False) -> str:
        """The text that is on the screen now; with its escape sequences, when asked for."""
        return await self._tmux("capture-pane", "-p", *(["-e"] if in_colour else []))

    async def sees(self, text: str, *, within: float = PATIENCE) -> str:
        """The screen as soon as it shows `text`."""

        async def look() -> str:
            screen = await self.screen()
            assert text in screen, f"{text!r} is not on the screen:\n{screen}"
            return screen

        return await eventually(look, within=within, every=0.05)

    async def _leave(self) -> None:
        await self._tmux("kill-server")
        shutil.rmtree(self._directory, ignore_errors=True)

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
