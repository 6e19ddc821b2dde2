"""An agent in a browser: Converse.js, with the very page that `parlour demo` shows as the agent's client.

The page is served as `parlour demo` serves it, and speaks to the server's WebSocket.
"""

import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import ClassVar, Self

from playwright.async_api import Browser, Locator, Page

import bridge.cli.demo
import web
from bridge.cli.demo.converse import fetch, find_cache
from bridge.cli.demo.pages import Folder, Origin, answering
from bridge.cli.demo.ports import LOOPBACK
from tests.servers.xmpp import PASSWORD, XmppServer
from tests.waiting import PATIENCE, eventually

_PAGE = Path(bridge.cli.demo.__file__).with_name("client")
_PROFILE = Path(web.__file__).parent / "static" / "agent"


class Converse:
    """One tab. `lobby`: the room that the page enters by itself, as a team's own page is told to."""

    name: ClassVar = "Converse.js"

    def __init__(self, server: XmppServer, jid: str, *, browser: Browser, lobby: str) -> None:
        self.jid = jid
        self._server = server
        self._browser = browser
        self._lobby = lobby
        self._front = lobby
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._server.register(self.jid)
        if not find_cache().is_dir():
            await fetch(find_cache())
        async with AsyncExitStack() as opening:
            await self._start(opening)
            self._open = opening.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def enter(self, room: str) -> None:
        """The page enters by itself where it is invited: only shows the room."""
        await self.open(room)

    async def open(self, address: str) -> None:
        """A click on its name in the list."""
        await self.page.locator(
            f".open-room[data-room-jid='{address}'], .open-chat[data-jid='{address}']"
        ).first.click()
        self._front = address
        await self._field.wait_for()

    async def answer(self, address: str, text: str) -> None:
        await self.open(address)
        await self.say(text)

    async def say(self, text: str) -> None:
        """Into the room or chat that is open."""
        await self._field.fill(text)
        await self._field.press("Enter")

    async def correct(self, before: str, after: str) -> None:
        await self._choose(before, "edit")
        await self.say(after)

    async def retract(self, text: str) -> None:
        await self._choose(text, "retract")
        await self.page.locator(".modal.show button[type=submit], .modal.show .btn-primary").first.click()

    async def reply(self, to: str, text: str) -> None:
        await self._choose(to, "reply")
        await self.say(text)

    async def react(self, text: str, emoji: str) -> None:
        await self._choose(text, "reaction")
        await self.page.locator(".reaction-item", has_text=emoji).click()

    async def send_file(self, file: Path) -> None:
        await self._shown.locator("input.fileupload").set_input_files(file)

    async def fill_in(self, address: str, command: str, label: str, text: str) -> None:
        await fill_in(self.page, address, command, label, text)

    async def screen(self) -> str:
        """The text on the page."""
        return await self.page.locator("body").inner_text()

    async def sees(self, text: str, *, within: float = PATIENCE) -> str:
        """The page's text as soon as it has `text` in it."""

        async def look() -> str:
            screen = await self.screen()
            assert text in screen, f"{text!r} is not on the page:\n{screen}"
            return screen

        return await eventually(look, within=within, every=0.05)

    async def sees_end(self) -> None:
        """Why, in place of what was said there."""
        await self.sees("You have been removed from this groupchat")
        await self.sees("When Vera writes again, the department asks you.")

    async def _start(self, opening: AsyncExitStack) -> None:
        origin = opening.enter_context(Origin(0))
        self._lay_out(origin)
        opening.enter_context(answering(origin))
        context = await self._browser.new_context(locale="en-GB", viewport={"width": 1300, "height": 900})
        opening.push_async_callback(context.close)
        context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = await context.new_page()
        await self.page.goto(f"{origin.url}/client/")
        await self._field.wait_for()

    @property
    def _shown(self) -> Locator:
        """The room or chat in front."""
        return self.page.locator(f"converse-muc[jid='{self._front}'], converse-chat[jid='{self._front}']")

    @property
    def _field(self) -> Locator:
        return self._shown.locator("textarea.chat-textarea")

    async def _choose(self, text: str, action: str) -> None:
        """An action from the menu of a line: `edit`, `retract`, `reaction` …"""
        line = self._shown.locator(".chat-msg", has=self.page.locator(".chat-msg__text", has_text=text)).last
        entry = line.locator(f".chat-msg__action-{action}")
        await line.hover()
        if not await entry.is_visible():  # a menu stays open after a choice that opens no window
            await line.locator(".chat-msg__actions .dropdown-toggle").click()
        await entry.click()

    def _lay_out(self, origin: Origin) -> None:
        """The page, Converse's files, and who signs in."""
        server = f"{self._server.websocket_url} http://{LOOPBACK}:{self._server.http_port}"
        policy = (
            "default-src 'self' data: blob:; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
            f"connect-src 'self' {server}"
        )
        origin.folders["/client/"] = Folder(_PAGE, policy)
        origin.folders["/profile/"] = Folder(_PROFILE)
        origin.folders["/converse/"] = Folder(find_cache())
        who = {"jid": self.jid, "password": PASSWORD, "lobby": self._lobby, "websocket": self._server.websocket_url}
        origin.documents["/client/settings.json"] = json.dumps(who).encode()


async def fill_in(page: Page, address: str, command: str, label: str, text: str) -> None:
    """Behind the cog, under Commands. COMPAT Converse.js 14: the label of a large field names no field."""
    await page.locator(".show-client-info").click()
    window = page.locator("converse-user-settings-modal")
    await window.get_by_role("tab", name="Commands").click()
    await window.locator("input[name=jid]").fill(address)
    await window.get_by_role("button", name="List available commands").click()
    await window.locator(f"a[data-command-node='{command}']").click()
    await window.locator(".mb-3", has_text=label).locator("input, textarea").fill(text)
    await window.get_by_role("button", name="Complete").click()
    await window.get_by_role("alert").filter(has_text="Completed").wait_for()
    await window.get_by_role("button", name="Close").last.click()
    await window.wait_for(state="hidden")
