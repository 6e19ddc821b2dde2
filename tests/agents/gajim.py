"""An agent at a desktop: Gajim."""

import json
import sqlite3
from contextlib import AsyncExitStack
from typing import ClassVar

from tests.agents.desktop import START, Desktop
from tests.servers.xmpp import PASSWORD, XmppServer
from tests.waiting import eventually

_SETTINGS = """
CREATE TABLE settings (name TEXT UNIQUE, settings TEXT);
CREATE TABLE account_settings (account TEXT UNIQUE, settings TEXT);
PRAGMA user_version=5;
"""

#: What Gajim would otherwise ask of a new user.
_CHOICES = {
    "app": {"use_keyring": False, "check_for_update": False},
    "soundevents": {},
    "status_presets": {},
    "proxies": {},
    "plugins": {},
    "workspaces": {"6f9d7c1e-3f0e-4a55-9d5e-0b8f2f3c7a11": {}},
}

_DIALOG = "Start / Join Chat"
_LIST, _FORM = "Command List", "Stage"


class Gajim(Desktop):
    name: ClassVar = "Gajim"
    program: ClassVar = "gajim"
    package: ClassVar = "gajim"

    def __init__(self, server: XmppServer, jid: str) -> None:
        super().__init__(server, jid)
        self._known: set[str] = set()

    async def enter(self, room: str) -> None:
        """By a link, as a person would: Gajim shows what the room is, and a button; of a room that was left, the button
        in its window.
        """
        if room in self._known:
            await self._follow(f"xmpp:{room}?join")
        else:
            await self._choose(room)

        async def join() -> bool:
            window = "" if room in self._known else _DIALOG
            assert await self._press("Join", window), f"no room to join:\n{await self.screen()}"
            return True

        await eventually(join, every=0.1)
        await self.sees("Owners (" if room in self._known else "joined the group chat")
        self._known.add(room)

    async def open(self, address: str) -> None:
        """By a link: what is joined or talked to already is shown at once; only rooms have a list of who is inside."""
        is_room = address.endswith(f"@{self._server.muc}")
        await self._follow(f"xmpp:{address}?{'join' if is_room else 'message'}")

        async def is_shown() -> bool:
            return ("Owners (" in await self.screen()) == is_room

        await eventually(is_shown, every=0.1, what=f"{address} in front")

    async def correct(self, before: str, after: str) -> None:
        await self._focus()
        await self._keys("key", "ctrl+Up", "ctrl+a")
        await self._type(after)

    async def fill_in(self, address: str, command: str, label: str, text: str) -> None:
        """*Execute Command…* at a contact: the list, which is searched by typing, then the form, in one window."""
        action = f"{self.jid.partition('@')[0]}-execute-command"
        await self._ask(do="activate", program="org.gajim.Gajim", action=action, value=address)
        await self.sees(f"{command} – ")
        await self._keys("search", "--sync", "--onlyvisible", "--name", _LIST, "windowfocus", "--sync", "key", "Tab")
        await self._keys("type", "--delay", "4", "--", command)
        await eventually(lambda: self._press("Execute", _LIST), every=0.1)
        await self.sees(label)
        await eventually(lambda: self._ask(do="focus", **{"in": _FORM}), every=0.1, what="a field in the form")
        await self._keys("search", "--sync", "--onlyvisible", "--name", _FORM, "windowfocus", "--sync")
        await self._keys("type", "--delay", "4", "--", text)
        await self.sees(text)
        await eventually(lambda: self._press("Complete", _FORM), every=0.1)
        await self.sees("Completed")
        await self._keys("key", "Escape")

    async def sees_end(self) -> None:
        await self.sees("You have been removed")

    async def _start(self, opening: AsyncExitStack) -> None:
        self._configure()
        await self._run(opening, self.program)
        await self.sees("Start Chatting…", within=START)

    async def _choose(self, room: str) -> None:
        """Its link opens a dialog with a list; Return chooses the room as soon as that is the row in question."""
        await self._follow(f"xmpp:{room}?join")

        async def is_chosen() -> bool:
            row = str(await self._ask(do="chosen", **{"in": _DIALOG}))
            assert room in row, f"{room} is not chosen, but {row!r}:\n{await self.screen()}"
            return True

        await eventually(is_chosen, every=0.1)
        await self._keys(
            "search", "--sync", "--onlyvisible", "--name", _DIALOG, "windowfocus", "--sync", "key", "Return"
        )

    def _configure(self) -> None:
        place = self._home / ".config" / "gajim"
        place.mkdir(parents=True)
        account = {
            "name": self.jid.partition("@")[0],
            "hostname": self._server.host,
            "password": PASSWORD,
            "savepass": True,
            "active": True,
            "autoconnect": True,
            "use_custom_host": True,
            "custom_host": self._server.address,
            "custom_port": self._server.c2s_port,
            "custom_type": "PLAIN",
            "confirm_unencrypted_connection": False,
        }
        with sqlite3.connect(place / "settings.sqlite") as settings:
            settings.executescript(_SETTINGS)
            rows = [(name, json.dumps(value)) for name, value in _CHOICES.items()]
            settings.executemany("INSERT INTO settings VALUES (?, ?)", rows)
            mine = json.dumps({"account": account, "contact": {}, "group_chat": {}})
            settings.execute("INSERT INTO account_settings VALUES (?, ?)", (account["name"], mine))
        self._give_home()
