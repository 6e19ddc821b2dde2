"""An agent at a desktop: Dino.

COMPAT Dino 0.4: it can be told neither a host nor a port, and insists on a certificate that it trusts; so it comes
through `Onion`, as to a server in Tor.
"""

import sqlite3
from contextlib import AsyncExitStack
from typing import ClassVar

from tests.agents.desktop import START, Desktop
from tests.servers.onion import Onion
from tests.servers.ports import LOOPBACK
from tests.servers.xmpp import PASSWORD
from tests.waiting import eventually

_DIALOG = "Join Channel"

#: How its log shows presence; there is none before it is connected, and its windows do not say that it is.
_PRESENCE = "{jabber:client}:presence"

#: The emoji that was chosen last, in GTK's settings: its list begins with that one.
_LIKED = """
[org/gtk/gtk4/settings/emoji-chooser]
recent-emoji=[(([uint32 0x1f44d], 'thumbs up', ['thumbs up'], uint32 1), uint32 0)]
"""

_ACCOUNT = "INSERT INTO account (bare_jid, resourcepart, password, alias, enabled) VALUES (?, 'dino', ?, '', 1)"


class Dino(Desktop):
    """`jid`: of a person at `XmppServer.onion`."""

    name: ClassVar = "Dino"
    program: ClassVar = "dino-im"
    package: ClassVar = "dino-im"

    async def enter(self, room: str) -> None:
        """By a link, as a person would: the dialog is the same the first time and later."""
        await self.open(room)

    async def open(self, address: str) -> None:
        """By a link; only rooms have a list of who is inside."""
        is_room = address.endswith(f"@{self._server.muc}")
        await self._follow(f"xmpp:{address}?{'join' if is_room else 'message'}")
        if is_room:
            await eventually(lambda: self._press("Join Join", _DIALOG), every=0.1, what="a room to join")

        async def is_shown() -> bool:
            texts = (await self.screen()).splitlines()
            return _DIALOG not in texts and ("Members" in texts) == is_room

        await eventually(is_shown, every=0.1, what=f"{address} in front")

    async def correct(self, before: str, after: str) -> None:
        await self._focus()
        await self._keys("key", "Up", "ctrl+a")
        await self._type(after)

    async def reply(self, to: str, text: str) -> None:
        before = (await self.screen()).count(to)
        await self._choose(to, "first")

        async def is_quoted() -> bool:
            return (await self.screen()).count(to) > before

        await eventually(is_quoted, every=0.1, what=f"{to!r} above the field")
        await self.say(text)

    async def react(self, text: str, emoji: str) -> None:
        """The list of emoji is too long to be read: keys lead to the first."""
        assert emoji == "👍", "not the one that was chosen last"
        await self._choose(text, "last")
        await eventually(self._is_open, every=0.1, what="the list of emoji")
        await self._keys("key", "Tab", "Return")

    async def _choose(self, text: str, which: str) -> None:
        """A button of the menu that a line has while the pointer is over it."""

        async def press() -> bool:
            await self._point(text)
            return bool(await self._ask(do="beside", text=text, which=which))

        await eventually(press, every=0.1, what=f"a menu at {text!r}")

    async def _point(self, text: str, *then: str) -> None:
        """The pointer to the last line that says it."""
        place = await self._ask(do="place", text=text)
        assert place, f"{text!r} is not on the screen:\n{await self.screen()}"
        x, y, _, height = place
        window = ("search", "--onlyvisible", "--name", "^Dino$")
        await self._keys(*window, "mousemove", "--window", "%1", str(x + 1), str(y + height // 2), *then)

    async def _is_open(self) -> bool:
        """Whether a menu is open, which is a window of its own."""
        return len((await self._keys("search", "--onlyvisible", "--class", self.program)).split()) > 1

    async def _focus(self) -> None:
        """By a click. GTK says what the field is, since it has no name."""
        await self._point("GtkTextView", "click", "1")

    async def _start(self, opening: AsyncExitStack) -> None:
        onion = await opening.enter_async_context(Onion(self._server.onion, self._server.c2s_port))
        self._environ |= {
            "http_proxy": f"socks5://{LOOPBACK}:{onion.port}",
            "no_proxy": LOOPBACK,
            "GSK_RENDERER": "cairo",  # the other draws with a graphics card that is not there
            "GSETTINGS_BACKEND": "keyfile",
            "RES_OPTIONS": "timeout:1 attempts:1",  # there is no such name to be found
        }
        await self._make_account()
        dino = await self._run(opening, self.program, "--print-xmpp=all")
        await eventually(lambda: _PRESENCE in dino.log.read_text(), within=START, what="Dino is online")

    async def _make_account(self) -> None:
        """In the database, which Dino makes when it starts for the first time."""
        async with AsyncExitStack() as once:
            await self._run(once, self.program)
            await self.sees("Welcome to Dino!", within=START)
        with sqlite3.connect(self._home / ".local" / "share" / "dino" / "dino.db") as database:
            database.execute(_ACCOUNT, (self.jid, PASSWORD))
        settings = self._home / ".config" / "glib-2.0" / "settings" / "keyfile"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_LIKED)
        self._give_home()
