"""An agent at a desktop: Gajim, under Xvfb. `gajim_screen.py` reads and presses its windows, xdotool presses keys.

          Xvfb ◀── openbox          dbus-daemon
            ▲                            ▲
            ├─────────── gajim ──────────┤
         xdotool                  gajim_screen.py

Rule: nothing of it is shared with whoever runs the tests: a home, a screen and a message bus of its own. It does not
      run as root.
"""

import asyncio
import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import ClassVar, Self

from tests.agents.terminal import NOBODY
from tests.servers.child import Child
from tests.servers.xmpp import PASSWORD, XmppServer
from tests.waiting import PATIENCE, eventually

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

#: Programs, and the package of Debian that has each.
_NEEDED = {
    "gajim": "gajim",
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "dbus-daemon": "dbus-daemon",
}

_DIALOG = "Start / Join Chat"

#: Seconds in which a desktop program must be there.
_START = 40.0


class Gajim:
    name: ClassVar = "Gajim"

    def __init__(self, server: XmppServer, jid: str) -> None:
        self.jid = jid
        self._server = server
        self._home = Path(tempfile.mkdtemp(prefix="parlour-gajim-"))
        self._environ = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self._home),
            "XDG_RUNTIME_DIR": str(self._home),
            "LANG": "C.UTF-8",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self._home}/bus",
        }
        self._open = AsyncExitStack()
        self._known: set[str] = set()
        self._screen: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        if missing := [package for program, package in _NEEDED.items() if shutil.which(program) is None]:
            raise AssertionError(f"Gajim cannot be driven without: apt-get install {' '.join(missing)}")
        await self._server.register(self.jid)
        self._configure()
        async with AsyncExitStack() as opening:
            opening.callback(shutil.rmtree, self._home, ignore_errors=True)
            await self._start(opening)
            self._open = opening.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

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

    async def answer(self, address: str, text: str) -> None:
        await self.open(address)
        await self.say(text)

    async def say(self, text: str) -> None:
        await eventually(lambda: self._ask(do="focus"), every=0.1, what="a field to write in")
        await self._keys("type", "--delay", "4", "--", text)
        await self._keys("key", "Return")

    async def correct(self, before: str, after: str) -> None:
        await eventually(lambda: self._ask(do="focus"), every=0.1, what="a field to write in")
        await self._keys("key", "ctrl+Up", "ctrl+a")
        await self._keys("type", "--delay", "4", "--", after)
        await self._keys("key", "Return")

    async def screen(self) -> str:
        """The texts of all windows."""
        return str(await self._ask(do="read"))

    async def sees(self, text: str, *, within: float = PATIENCE) -> str:
        """The texts of all windows, as soon as `text` is among them."""

        async def look() -> str:
            screen = await self.screen()
            assert text in screen, f"{text!r} is not on the screen:\n{screen}"
            return screen

        return await eventually(look, within=within, every=0.1)

    async def sees_end(self) -> None:
        await self.sees("You have been removed")

    async def _start(self, opening: AsyncExitStack) -> None:
        display = await self._run(opening, "Xvfb", "-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp")

        def number() -> str | None:
            lines = display.last_lines().splitlines()
            return next((line for line in lines if line.isdigit()), None)

        self._environ["DISPLAY"] = f":{await eventually(number, within=_START, what='a screen')}"
        address = self._environ["DBUS_SESSION_BUS_ADDRESS"]
        await self._run(opening, "dbus-daemon", "--session", "--nofork", f"--address={address}")
        await eventually((self._home / "bus").exists, what="a message bus")
        await self._run(opening, "openbox")
        await self._run(opening, "gajim")
        source = Path(__file__).with_name("gajim_screen.py").read_text()
        self._screen = await asyncio.create_subprocess_exec(
            *_as_nobody(),
            "/usr/bin/python3",
            "-c",
            source,
            env=self._environ,
            cwd="/",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._screen.stdin is not None
        opening.push_async_callback(self._screen.wait)
        opening.callback(self._screen.stdin.close)
        await self.sees("Start Chatting…", within=_START)

    async def _run(self, opening: AsyncExitStack, program: str, *arguments: str) -> Child:
        child = Child([program, *arguments], log=self._home / f"{program}.log", environ=self._environ, user=NOBODY)
        child.start()
        opening.push_async_callback(child.kill)
        return child

    async def _follow(self, link: str) -> None:
        """Opens a link, as a browser would hand it over."""
        await self._call("gajim", link)

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

    async def _press(self, name: str, window: str) -> bool:
        return bool(await self._ask(do="press", name=name, **{"in": window}))

    async def _keys(self, *arguments: str) -> None:
        await self._call("xdotool", *arguments)

    async def _call(self, *command: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *_as_nobody(),
            *command,
            env=self._environ,
            cwd="/",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert await asyncio.wait_for(process.wait(), _START) == 0, command

    async def _ask(self, **what: str) -> object:
        assert self._screen is not None
        assert self._screen.stdin is not None
        assert self._screen.stdout is not None
        self._screen.stdin.write(json.dumps(what).encode() + b"\n")
        line = await self._screen.stdout.readline()
        if not line:
            raise RuntimeError("gajim_screen.py has ended. Its words are above; it needs the package python3-pyatspi")
        answer: object = json.loads(line)
        return answer

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
        if os.geteuid() == 0:
            for path in (self._home, *self._home.rglob("*")):
                shutil.chown(path, NOBODY, NOBODY)


def _as_nobody() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]
