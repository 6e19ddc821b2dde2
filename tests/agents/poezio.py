"""An agent at a terminal: Poezio. It does not run as root, and takes a burst of keys for a paste."""

import re
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

#: How the row that is chosen is painted, in a list or in a form.
_CHOSEN = r"\x1b\[(?:44|48;5;33)m\x0f?"


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
        """Said again until the bar above the field names it: keys get lost while another tab is being closed."""

        async def show() -> str:
            await self.type(f"/win {address}")
            return await self.sees(f"[{address}]", within=3)

        await eventually(show)

    async def say(self, text: str) -> None:
        await self.type(text)

    async def correct(self, before: str, after: str) -> None:
        await self.type(f"/correct {after}")

    async def fill_in(self, address: str, command: str, label: str, text: str) -> None:
        """In two tabs: the list, and the form, in which Enter begins and ends a line of a large field."""
        await self.type(f"/ad-hoc {address}")
        await self.sees(f"Ad-hoc commands of JID {address}")
        await self._walk_to(command)
        await self.press("Enter")
        await self.sees(label)
        await self._walk_to(label)
        await eventually(lambda: self._write_in(text), every=0.1, what=f"{text!r} in the field")
        await self.press("C-y")
        await self.sees("Adhoc command completed")
        await self.type("/close")

    async def _walk_to(self, row: str) -> None:
        """Down, until it is painted as the one that is chosen."""

        async def look() -> bool:
            if re.search(rf"{_CHOSEN}{row}\b", await self.screen(in_colour=True)):
                return True
            await self.press("Down")
            return False

        await eventually(look, every=0.2, what=f"{row!r} is chosen")

    async def _write_in(self, text: str) -> bool:
        """One line of the field that is chosen; the arrow behind it says that it is taken."""
        await self.press("Enter")
        await self.write(text)
        try:
            await self.sees(text, within=2)
        except AssertionError:
            await self.press("C-u", "Enter")
            return False
        await self.press("Enter")

        async def is_taken() -> bool:
            return bool(re.search(rf"{text} +→", await self.screen()))

        return await eventually(is_taken, what=f"{text!r} is taken")

    async def sees_end(self) -> None:
        """Then closes the tab, as the last line says: an old one shows nothing of what was said meanwhile."""
        await self.sees(f"<--- {self.nick} ")
        await self.type("/close")

    def _configure(self, home: Path) -> None:
        place = home / "poezio"
        place.mkdir()
        where = {"server": self._server.address, "port": self._server.c2s_port}
        (place / "poezio.cfg").write_text(_SETTINGS.format(jid=self.jid, password=PASSWORD, nick=self.nick, **where))
