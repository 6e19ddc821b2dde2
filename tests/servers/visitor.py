"""A visitor in Python: speaks `docs/protocol.md` as the widget does, and can be treated worse than a browser.

    async with Visitor(bridge.socket_url, name="Vera") as vera:
        cid = await vera.say("Where is my parcel?")
        await vera.wait_saved(cid)

Rule 1: one post travels at a time; what has no `saved` yet is said again, with the same `cid`, on a new connection.
Rule 2: it remembers the highest version it has received, and asks for what came after it.
"""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Self

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from tests.servers.frames import Shown, Standing
from tests.waiting import PATIENCE, eventually, pause

Frame = dict[str, Any]

_PROTOCOL = Subprotocol("parlour.v1")
_RETRY = 0.1
_PING = 15.0
_BROKEN = (OSError, WebSocketException, TimeoutError)


class Visitor:
    """One page of one visitor. `messages` is what the page shows, by place in the log."""

    def __init__(
        self,
        url: str,
        *,
        name: str = "",
        lang: str = "en",
        channel: str = "default",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`headers`: what its browser, and a proxy before the bridge, say besides."""
        self.token: str | None = None
        self.messages: dict[int, Shown] = {}
        self.saved: dict[str, int] = {}
        self.standing: Standing | None = None
        self.agent_seen = 0
        self.is_agent_typing = False
        self.frames: list[Frame] = []
        self.connections = 0
        self.is_losing_answers = False
        self.page = {"url": "https://shop.example/parcels?x=1&y=2", "title": "Parcels", "referrer": ""}
        self._url = url
        self._headers = headers
        self._hello = {"name": name, "lang": lang, "channel": channel}
        self._after = 0
        self._unsaved: dict[str, Frame] = {}
        self._socket: ClientConnection | None = None
        self._life: asyncio.Task[None] | None = None
        self._has_left = False

    async def __aenter__(self) -> Self:
        self._life = asyncio.create_task(self._live())
        try:
            await eventually(lambda: self.connections, what="a welcome")
        except BaseException:
            self._life.cancel()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._life is not None
        self._has_left = True  # also where the end of a connection says something else than that it was cancelled
        self._life.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._life

    @property
    def is_connected(self) -> bool:
        return self._socket is not None

    @property
    def errors(self) -> list[str]:
        """Codes of all errors that the server told."""
        return [frame["code"] for frame in self.frames if frame["t"] == "error"]

    async def say(self, text: str, *, reply: int | None = None) -> str:
        """Says it as soon as there is a connection; its `cid`."""
        cid = secrets.token_urlsafe(12)
        frame: Frame = {"t": "post", "cid": cid, "text": text}
        self._unsaved[cid] = frame if reply is None else {**frame, "reply": reply}
        if len(self._unsaved) == 1:
            await self._post_next()
        return cid

    async def wait_saved(self, cid: str, *, within: float = PATIENCE) -> int:
        """Its place in the log, as soon as the server has it."""
        return await eventually(lambda: self.saved.get(cid), within=within, what=f"saved\n{self.recent()}")

    async def hears(self, text: str, *, within: float = PATIENCE) -> Shown:
        """The agent's message with these words, as soon as the page shows it."""
        return await self.shows(lambda message: message.side == "agent" and message.text == text, within=within)

    async def shows(self, predicate: Callable[[Shown], object], *, within: float = PATIENCE) -> Shown:
        """The first message on the page that fits, as soon as there is one."""

        def first() -> Shown | None:
            return next((message for message in self.transcript() if predicate(message)), None)

        return await eventually(first, within=within, what=f"shown\n{self.recent()}")

    async def stands(self, state: str, *, within: float = PATIENCE) -> Standing:
        """Waits until the conversation is in this state."""

        def now() -> Standing | None:
            return self.standing if self.standing and self.standing.state == state else None

        return await eventually(now, within=within, what=f"{state}, but {self.standing}")

    def transcript(self) -> list[Shown]:
        """What the page shows, in order."""
        return [self.messages[seq] for seq in sorted(self.messages)]

    async def send(self, frame: Frame) -> None:
        """One frame, if there is a connection now."""
        if self._socket is not None:
            with contextlib.suppress(*_BROKEN):
                await self._socket.send(json.dumps(frame))

    async def correct(self, seq: int, text: str) -> None:
        """Asks for other words for one of the visitor's messages."""
        await self.send({"t": "correct", "seq": seq, "text": text})

    async def retract(self, seq: int) -> None:
        """Takes one back."""
        await self.send({"t": "retract", "seq": seq})

    async def react(self, seq: int, *emojis: str) -> None:
        """All reactions to a message of an agent."""
        await self.send({"t": "react", "seq": seq, "emojis": emojis})

    async def goes(self, url: str, title: str) -> None:
        """To another page of the site, without loading one."""
        self.page = {"url": url, "title": title, "referrer": self.page["url"]}
        await self.send({"t": "page", "url": url, "title": title})

    def cut(self) -> None:
        """The connection breaks without a word; it connects again by itself.

        If it `is_losing_answers` before, what the server said is lost with it.
        """
        if self._socket is not None:
            self._socket.transport.abort()

    def reload(self) -> None:
        """The page is loaded anew: it knows its token and what was not saved yet, and has to be told the rest."""
        self.is_losing_answers = True  # what came for the old page and was not read is not the new one's
        self.messages.clear()
        self._after = 0
        self.cut()

    async def _live(self) -> None:
        while not self._has_left:
            with contextlib.suppress(*_BROKEN):
                async with connect(
                    self._url,
                    subprotocols=[_PROTOCOL],
                    compression=None,
                    ping_interval=None,
                    proxy=None,
                    user_agent_header=None,
                    additional_headers=self._headers,
                ) as socket:
                    await self._talk(socket)
            self._socket = None
            await pause(_RETRY)

    async def _talk(self, socket: ClientConnection) -> None:
        self.is_losing_answers = False
        await socket.send(json.dumps(self._greeting()))
        while True:
            try:
                async with asyncio.timeout(_PING):
                    text = await socket.recv()
            except TimeoutError:
                await socket.send('{"t":"ping"}')
                continue
            if not self.is_losing_answers:
                await self._take(json.loads(text), socket)

    def _greeting(self) -> Frame:
        return {"t": "hello", "v": 1, "token": self.token, "after": self._after, "page": self.page, **self._hello}

    async def _take(self, frame: Frame, socket: ClientConnection) -> None:
        self.frames.append(frame)
        match frame["t"]:
            case "welcome":
                await self._welcome(frame, socket)
            case "messages":
                self.agent_seen = frame.get("seen", self.agent_seen)
                await self._show(frame, socket)
            case "saved":
                await self._saved(frame)
            case "error" if frame.get("cid") in self._unsaved:
                await self._refused(frame)
            case "status":
                self.standing = msgspec.convert(frame, Standing)
            case "typing":
                self.is_agent_typing = frame["on"]
            case "seen":
                self.agent_seen = frame["seq"]

    async def _welcome(self, frame: Frame, socket: ClientConnection) -> None:
        self.token = frame["token"]
        self.standing = msgspec.convert(frame["status"], Standing)
        self.agent_seen = frame["seen"]
        await self._show(frame, socket)
        self._socket = socket
        self.connections += 1
        await self._post_next()

    async def _post_next(self) -> None:
        if self._unsaved:
            await self.send(next(iter(self._unsaved.values())))

    async def _saved(self, frame: Frame) -> None:
        said = self._unsaved.get(frame["cid"])
        if said is not None:
            place = {name: frame[name] for name in ("seq", "version", "at", "cid")}
            self._keep(Shown(side="visitor", text=said["text"], reply=said.get("reply"), state="saved", **place))
        await self._post_next()

    async def _refused(self, frame: Frame) -> None:
        if "after" not in frame:
            del self._unsaved[frame["cid"]]
        else:
            await pause(frame["after"])
        await self._post_next()

    async def _show(self, frame: Frame, socket: ClientConnection) -> None:
        for message in msgspec.convert(frame["messages"], list[Shown]):
            self._keep(message)
        self._after = max(self._after, frame["upto"])
        if frame["more"]:
            await socket.send(json.dumps({"t": "sync", "after": self._after}))

    def _keep(self, message: Shown) -> None:
        if message.cid is not None:
            self._unsaved.pop(message.cid, None)
            self.saved[message.cid] = message.seq
        known = self.messages.get(message.seq)
        if known is None or known.version <= message.version:
            self.messages[message.seq] = message

    def recent(self) -> str:
        """The last frames that the page was sent, for a report."""
        return "\n".join(json.dumps(frame, ensure_ascii=False) for frame in self.frames[-15:])
