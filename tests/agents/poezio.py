"""An agent at a terminal: Poezio. It does not run as root, and takes a burst of keys for a paste."""

from pathlib import Path

from tests.agents.terminal import Terminal
from tests.servers.xmpp import PASSWORD
from tests.waiting import eventually

_SETTINGS = """[Poezio]
jid = {jid}
password = {password}
custom_host = {server}
custom_port = {port}
force_encryption = false
ignore_certificate = true
default_nick = {nick}
use_bookmarks_method = pep
save_status = false
"""


class Poezio(Terminal):
    name = "Poezio"
    command = "poezio"
    greets = "Authentication success"
    is_careful = True
    as_nobody = True

    async def enter(self, room: str) -> None:
        """Said again until it is inside: the first keys get lost while the list of contacts is still being drawn."""

        async def join() -> str:
            await self.type(f"/join {room}/{self.nick}")
            return await self.sees(f"You ({self.nick}) joined the room", within=3)

        await eventually(join)

    async def answer(self, address: str, text: str) -> None:
        await self.type(f"/message {address} {text}")

    async def open(self, address: str) -> None:
        await self.type(f"/win {address}")

    async def say(self, text: str) -> None:
        await self.type(text)

    async def correct(self, before: str, after: str) -> None:
        await self.type(f"/correct {after}")

    async def sees_end(self) -> None:
        """Then closes the tab, as the last line says: an old one shows nothing of what was said meanwhile."""
        await self.sees(f"<--- {self.nick} ")
        await self.type("/close")

    def _configure(self, home: Path) -> None:
        place = home / "poezio"
        place.mkdir()
        where = {"server": self._server.address, "port": self._server.c2s_port}
        (place / "poezio.cfg").write_text(_SETTINGS.format(jid=self.jid, password=PASSWORD, nick=self.nick, **where))
