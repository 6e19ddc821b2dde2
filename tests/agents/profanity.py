"""An agent at a terminal: Profanity in tmux. For what can only be asserted on a screen.

Its account and settings stand in a directory of its own, and tmux has a server of its own, so that nothing is shared
with the account of the person who runs the tests.
"""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Self

from tests.servers.xmpp import PASSWORD, XmppServer
from tests.waiting import PATIENCE, eventually

_COLUMNS, _LINES = "160", "50"

_ACCOUNT = """[{jid}]
enabled=true
jid={jid}
resource=profanity
password={password}
server={server}
port={port}
tls.policy=disable
muc.nick={nick}
"""

_SETTINGS = """[connection]
account={jid}
[logging]
maxsize=1048580
[ui]
splash=false
"""


class Profanity:
    """One terminal. `async with Profanity(server, "ann@localhost") as ann: await ann.type("/join …")`."""

    def __init__(self, server: XmppServer, jid: str) -> None:
        self.jid = jid
        self._server = server
        self._directory = Path(tempfile.mkdtemp(prefix="parlour-profanity-"))
        self._socket = self._directory / "tmux"

    async def __aenter__(self) -> Self:
        await self._server.register(self.jid)
        self._configure()
        here = self._directory
        homes = " ".join(f"{name}={here}" for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"))
        command = f"env LANG=C.UTF-8 TERM=xterm-256color {homes} DBUS_SESSION_BUS_ADDRESS=disabled: profanity"
        await self._tmux("-u", "-f", "/dev/null", "new-session", "-d", "-x", _COLUMNS, "-y", _LINES, command)
        await self.sees("logged in successfully")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._tmux("kill-server")
        shutil.rmtree(self._directory, ignore_errors=True)

    async def type(self, line: str) -> None:
        """A line and Enter, as typed."""
        await self._tmux("send-keys", "-l", "--", line)
        await self._tmux("send-keys", "Enter")

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

    def _configure(self) -> None:
        home = self._directory / "profanity"
        home.mkdir()
        nick = self.jid.partition("@")[0].capitalize()
        where = {"server": self._server.address, "port": self._server.c2s_port}
        (home / "accounts").write_text(_ACCOUNT.format(jid=self.jid, password=PASSWORD, nick=nick, **where))
        (home / "profrc").write_text(_SETTINGS.format(jid=self.jid))

    async def _tmux(self, *arguments: str) -> str:
        process = await asyncio.create_subprocess_exec(
            "tmux", "-S", str(self._socket), *arguments, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        return output.decode(errors="replace")
