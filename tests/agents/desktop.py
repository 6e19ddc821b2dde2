"""What clients of a desktop have in common: a screen, a keyboard and a message bus of their own.

          Xvfb ◀── openbox          dbus-daemon
            ▲                            ▲
            ├──────── the client ────────┤
         xdotool                 desktop_screen.py

`desktop_screen.py` reads and presses the client's windows, xdotool presses keys.

Rule: nothing of it is shared with whoever runs the tests. It does not run as root.
"""

import asyncio
import json
import os
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, ClassVar, Self

from tests.agents.terminal import NOBODY
from tests.servers.child import Child
from tests.servers.xmpp import XmppServer
from tests.waiting import PATIENCE, eventually, in_time

#: Programs, and the package of Debian that has each.
_NEEDED = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "dbus-daemon": "dbus-daemon"}

#: Seconds in which a desktop program must be there.
START = 40.0


class Desktop:
    """One client at one screen. `async with Gajim(server, "ann@localhost") as ann: await ann.say("Hello")`."""

    name: ClassVar[str]
    program: ClassVar[str]
    package: ClassVar[str]

    def __init__(self, server: XmppServer, jid: str) -> None:
        self.jid = jid
        self._server = server
        self._home = Path(tempfile.mkdtemp(prefix=f"parlour-{self.name.lower()}-"))
        self._environ = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self._home),
            "XDG_RUNTIME_DIR": str(self._home),
            "LANG": "C.UTF-8",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self._home}/bus",
        }
        self._open = AsyncExitStack()
        self._screen: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        needed = {**_NEEDED, self.program: self.package}
        if missing := [package for program, package in needed.items() if shutil.which(program) is None]:
            raise AssertionError(f"{self.name} cannot be driven without: apt-get install {' '.join(missing)}")
        await self._server.register(self.jid)
        async with AsyncExitStack() as opening:
            opening.callback(shutil.rmtree, self._home, ignore_errors=True)
            self._give_home()
            await self._start_desktop(opening)
            await self._start(opening)
            self._open = opening.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def answer(self, address: str, text: str) -> None:
        await self.open(address)
        await self.say(text)

    async def open(self, address: str) -> None:
        raise NotImplementedError

    async def say(self, text: str) -> None:
        await self._focus()
        await self._type(text)

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

    async def _start(self, opening: AsyncExitStack) -> None:
        """The client itself, with its account; it is connected when this returns."""
        raise NotImplementedError

    async def _start_desktop(self, opening: AsyncExitStack) -> None:
        alone = ("-displayfd", "1", "-nolisten", "tcp", "-noreset")
        display = await self._run(opening, "Xvfb", *alone, "-screen", "0", "1400x900x24")

        def number() -> str | None:
            lines = display.last_lines().splitlines()
            return next((line for line in lines if line.isdigit()), None)

        self._environ["DISPLAY"] = f":{await eventually(number, within=START, what='a screen')}"
        await self._call("setxkbmap", "pl")  # has keys for “Łódź”: a client may miss it when xdotool makes some
        address = self._environ["DBUS_SESSION_BUS_ADDRESS"]
        await self._run(opening, "dbus-daemon", "--session", "--nofork", f"--address={address}")
        await eventually((self._home / "bus").exists, what="a message bus")
        await self._run(opening, "openbox")
        source = Path(__file__).with_name("desktop_screen.py").read_text()
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

    async def _run(self, opening: AsyncExitStack, program: str, *arguments: str) -> Child:
        child = Child([program, *arguments], log=self._home / f"{program}.log", environ=self._environ, user=NOBODY)
        child.start()
        opening.push_async_callback(child.kill)
        return child

    async def _follow(self, link: str) -> None:
        """Opens a link, as a browser would hand it over."""
        await self._call(self.program, link)

    async def _focus(self) -> None:
        """The field to write in has the keyboard."""
        await eventually(lambda: self._ask(do="focus"), every=0.1, what="a field to write in")

    async def _press(self, name: str, window: str) -> bool:
        return bool(await self._ask(do="press", name=name, **{"in": window}))

    async def _type(self, text: str) -> None:
        """A line and Enter, into what has the keyboard."""
        await self._keys("type", "--delay", "4", "--", text)
        await self._keys("key", "Return")

    async def _keys(self, *arguments: str) -> str:
        return await self._call("xdotool", *arguments)

    async def _call(self, *command: str) -> str:
        """What it prints."""
        process = await asyncio.create_subprocess_exec(
            *_as_nobody(),
            *command,
            env=self._environ,
            cwd="/",
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        output, _ = await in_time(process.communicate(), START)
        assert process.returncode == 0, command
        return output.decode()

    async def _ask(self, **what: str) -> Any:
        """What `desktop_screen.py` answers."""
        assert self._screen is not None
        assert self._screen.stdin is not None
        assert self._screen.stdout is not None
        self._screen.stdin.write(json.dumps(what).encode() + b"\n")
        line = await self._screen.stdout.readline()
        if not line:
            raise RuntimeError("desktop_screen.py has ended. Its words are above; it needs the package python3-pyatspi")
        return json.loads(line)

    def _give_home(self) -> None:
        """Its home to the account that it runs with."""
        if os.geteuid() == 0:
            for path in (self._home, *self._home.rglob("*")):
                shutil.chown(path, NOBODY, NOBODY)


def _as_nobody() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]
