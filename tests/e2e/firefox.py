"""Firefox for tests, driven by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/): one browser, fresh pages.

    async with Firefox() as firefox, firefox.page("http://127.0.0.1:8080/") as page:
        await page.click("button", "Chat with us")

Rule 1: a part of the page is found by its role and name, as assistive technology has them, also inside open shadow
roots; whatever is asked for may take `DEADLINE` seconds to appear.
Rule 2: the browser speaks to loopback alone. The profile is new, and goes with the browser.
"""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.servers.child import Child
from tests.servers.ports import LOOPBACK
from tests.waiting import eventually, in_time

Json = dict[str, Any]

#: Seconds. A browser on a shared machine with two cores needs some.
DEADLINE = 30.0

#: In CSS pixels.
VIEWPORT = {"width": 1000, "height": 760}

ENTER = "\ue007"

#: COMPAT Firefox 153: its search by role and name does not look into shadow roots, so it begins in each of them too.
_ROOTS = "() => [document, ...Array.from(document.querySelectorAll('*'), part => part.shadowRoot).filter(Boolean)]"

#: Whatever is not on loopback goes to a proxy at the discard port, where nobody listens; what Firefox would ask for by
#: itself is off besides, so that it does not even try.
PREFERENCES: dict[str, str | int | bool] = {
    "network.proxy.type": 1,
    "network.proxy.http": LOOPBACK,
    "network.proxy.http_port": 9,
    "network.proxy.ssl": LOOPBACK,
    "network.proxy.ssl_port": 9,
    "network.proxy.allow_bypass": False,
    "network.proxy.failover_direct": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.trr.mode": 5,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.provider.google4.updateURL": "",
    "browser.safebrowsing.provider.mozilla.updateURL": "",
    "browser.search.update": False,
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.unified": False,
    "intl.accept_languages": "en-GB",
    "intl.locale.requested": "en-GB",
}


class FirefoxError(Exception):
    """The browser refused a command, or a script in the page failed."""


class Firefox:
    """One browser without a window. `complaints`: what its pages wrote to their consoles as errors or warnings."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._directory = Path(tempfile.mkdtemp(prefix="parlour-firefox-"))
        self._child = _child(self._directory)
        self._numbers = count()
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Nothing of it runs afterwards, and nothing of its profile stays."""
        if self._socket:
            await self._socket.close()
        if self._reader:
            await self._reader
        await self._child.kill()
        shutil.rmtree(self._directory, ignore_errors=True)

    @asynccontextmanager
    async def page(self, url: str) -> AsyncIterator["Page"]:
        """A loaded page in a tab of its own, `VIEWPORT` in size and with a storage of its own."""
        person = await self.do("browser.createUserContext")
        tab = await self.do("browsingContext.create", type="tab", **person)
        await self.do("browsingContext.setViewport", **tab, viewport=VIEWPORT)
        await self.do("browsingContext.navigate", **tab, url=url, wait="complete")
        try:
            yield Page(self, tab["context"])
        finally:
            await self.do("browser.removeUserContext", **person)

    async def do(self, method: str, **parameters: Any) -> Json:
        """The result of one command. Raises `FirefoxError` if refused, `TimeoutError` if not answered in time."""
        assert self._socket is not None, "not started"
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        try:
            return await in_time(answer, DEADLINE)
        finally:
            del self._answers[number]

    async def _start(self) -> None:
        self._child.start()
        port = await eventually(self._port, within=DEADLINE, what="Firefox waits for commands")
        # Its pings are of no use on loopback, and a browser at work may be late with the pong.
        self._socket = await connect(
            f"ws://{LOOPBACK}:{port}/session", max_size=None, ping_interval=None, proxy=None, open_timeout=DEADLINE
        )
        self._reader = asyncio.create_task(self._read(self._socket))
        await self.do("session.new", capabilities={})
        await self.do("session.subscribe", events=["log.entryAdded"])

    def _port(self) -> int | None:
        """What Firefox writes into its profile when it was asked for any port."""
        assert self._child.is_running, f"Firefox ended:\n{self._child.last_lines()}"
        written = self._directory / "WebDriverBiDiServer.json"
        try:
            return int(json.loads(written.read_text())["ws_port"])
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in socket:
                self._take(json.loads(text))
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(FirefoxError(f"Firefox ended:\n{self._child.last_lines()}"))

    def _take(self, message: Json) -> None:
        if message["type"] == "event":
            if message["params"]["level"] in {"error", "warn"}:
                self.complaints.append(message["params"]["text"])
        elif (answer := self._answers.get(message["id"])) and not answer.done():
            if message["type"] == "error":
                answer.set_exception(FirefoxError(f"{message['error']}: {message['message']}"))
            else:
                answer.set_result(message["result"])


class Page:
    """One tab, as a person has it."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    async def find(self, role: str, name: str | None = None) -> Json:
        """The only part of this role and name, as soon as there is one: a reference, for `ask`."""
        value = {"role": role} if name is None else {"role": role, "name": name}
        locator = {"type": "accessibility", "value": value}

        async def part() -> Json | None:
            roots = (await self._call(_ROOTS))["value"]
            start = [{"sharedId": root["sharedId"]} for root in roots]
            found = await self._do("browsingContext.locateNodes", locator=locator, startNodes=start)
            assert len(found["nodes"]) <= 1, f"{role} {name!r} stands there {len(found['nodes'])} times"
            return {"sharedId": found["nodes"][0]["sharedId"]} if found["nodes"] else None

        return await eventually(part, within=DEADLINE, what=f"there is a {role} {name or ''}")

    async def click(self, role: str, name: str) -> None:
        """With the mouse, in the middle of it."""
        part = {"type": "element", "element": await self.find(role, name)}
        move = {"type": "pointerMove", "x": 0, "y": 0, "origin": part}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        await self._do("input.performActions", actions=[{"type": "pointer", "id": "mouse", "actions": [move, *press]}])

    async def press(self, keys: str) -> None:
        """One key after the other, to whatever has the focus."""
        steps = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        await self._do("input.performActions", actions=[{"type": "key", "id": "keyboard", "actions": steps}])

    async def reload(self) -> None:
        await self._do("browsingContext.reload", wait="complete")

    async def ask(self, function: str, *parts: Json) -> Any:
        """What a function of JavaScript says about these parts, as JSON can tell it; a promise is awaited."""
        said = await self._call(f"async (...parts) => JSON.stringify(await ({function})(...parts))", *parts)
        return json.loads(said["value"]) if "value" in said else None

    async def run(self, script: str) -> None:
        """A classic script, in the page itself and whatever its policy allows."""
        await self._call(f"() => {{ {script}\n }}")

    async def _call(self, function: str, *parts: Json) -> Json:
        how = {"functionDeclaration": function, "arguments": list(parts), "awaitPromise": True}
        answer = await self._firefox.do("script.callFunction", target={"context": self._context}, **how)
        if answer["type"] == "exception":
            raise FirefoxError(answer["exceptionDetails"]["text"])
        result: Json = answer["result"]
        return result

    async def _do(self, method: str, **parameters: Any) -> Json:
        return await self._firefox.do(method, context=self._context, **parameters)


def _child(directory: Path) -> Child:
    """Firefox at any free port. `directory` is its profile, its home and all else that it may write to."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (directory / "user.js").write_text("\n".join(lines))
    command = shutil.which("firefox-esr") or "firefox"
    options = ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(directory), "about:blank"]
    own = dict.fromkeys(("HOME", "TMPDIR", "XDG_RUNTIME_DIR"), str(directory))
    # Without the last one the preference that names the server of the remote settings is not heeded.
    switches = {"TZ": "Europe/Warsaw", "MOZ_CRASHREPORTER_DISABLE": "1", "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}
    environ = {"PATH": os.environ["PATH"], **own, **switches}
    return Child([command, *options], log=directory / "firefox.log", environ=environ)
