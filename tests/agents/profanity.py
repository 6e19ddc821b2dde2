"""An agent at a terminal: Profanity. It shows corrections in place only when told to (`/correction on`)."""

import re
from pathlib import Path

from tests.agents.terminal import Terminal
from tests.servers.xmpp import PASSWORD
from tests.waiting import eventually

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


class Profanity(Terminal):
    name = "Profanity"
    command = "profanity"
    greets = "logged in successfully"

    async def enter(self, room: str) -> None:
        await self.type(f"/join {room}")
        await self.sees("You have joined the room as")

    async def answer(self, address: str, text: str) -> None:
        await self.type("/win 1")
        await self.type(f"/msg {address} {text}")

    async def open(self, address: str) -> None:
        """The window of a room or a chat, which is there already."""
        await self.type(f"/win {address}")

    async def say(self, text: str) -> None:
        await self.type(text)

    async def correct(self, before: str, after: str) -> None:
        await self.type(f"/correct {after}")

    async def send_file(self, file: Path) -> None:
        await self.type(f"/sendfile {file}")

    async def fill_in(self, address: str, command: str, label: str, text: str) -> None:
        """The form has a window of its own, which closes; what came of it, Profanity does not say."""
        await self.open(address)
        await self.type(f"/cmd list {address}")
        await self.sees(f"!   {command}")
        await self.type(f"/cmd exec {command} {address}")
        field = re.search(rf"\[(field\d+)\] {label}", await self.sees(f"] {label}"))
        assert field is not None
        await self.type(f"/{field[1]} add {text}")
        await self.sees("Field updated")
        await self.type("/form submit")

    async def sees_end(self) -> None:
        """The window closes, without a word."""

        async def look() -> bool:
            return "Available for chat (" in await self.screen()

        await eventually(look, within=20, every=0.05, what="the console in front")

    def _configure(self, home: Path) -> None:
        place = home / "profanity"
        place.mkdir()
        where = {"server": self._server.address, "port": self._server.c2s_port}
        account = _ACCOUNT.format(jid=self.jid, password=PASSWORD, nick=self.nick, **where)
        (place / "accounts").write_text(account)
        (place / "profrc").write_text(_SETTINGS.format(jid=self.jid))
