"""An agent: a real XMPP client (xmpp.js under Node, `agent.mjs`) that a test drives.

    async with Agent(server, "ann@localhost") as ann:
        await ann.join(room)
        await ann.say(room, "Good morning")
        answer = await ann.wait_for(said("Hello", room=room))

Everything that arrives is kept in `heard`, so that waiting for what has already happened is no race.
"""

import asyncio
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Self
from xml.etree.ElementTree import Element, fromstring

import msgspec

from tests.agents.heard import Heard
from tests.servers.xmpp import PASSWORD, XmppServer
from tests.waiting import PATIENCE, eventually, in_time

Manner = Literal["converse", "dino"]
Show = Literal["away", "xa", "dnd", "chat"]
Predicate = Callable[[Heard], object]

_HERE = Path(__file__).parent
_TESTS = _HERE.parent
_LINE_LIMIT = 64 * 1024 * 1024


class AgentError(Exception):
    """The client refused, or was refused: the text is the XMPP condition where there is one."""


def said(text: str, *, room: str | None = None) -> Predicate:
    """A new message with exactly these words, in `room` or anywhere; refusals and corrections are something else."""
    return lambda heard: (
        heard.body == text and not heard.error and not heard.replaces and (room is None or heard.room == room)
    )


class Agent:
    """One client of one account, which is made when it does not exist yet. `port`: another way to the server; `device`:
    what else than its usual one it runs on.
    """

    def __init__(
        self,
        server: XmppServer,
        jid: str,
        *,
        manner: Manner = "converse",
        port: int | None = None,
        device: str = "test",
    ) -> None:
        self.jid = jid
        self.device = device
        self.nick = jid.partition("@")[0].capitalize()
        self.heard: list[Heard] = []
        self.statuses: list[str] = []
        self._server = server
        self._manner = manner
        self._port = port or server.c2s_port
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._server.register(self.jid)
        await self._spawn()
        name, _, host = self.jid.partition("@")
        service = f"xmpp://{self._server.address}:{self._port}"
        who = {"username": name, "password": PASSWORD, "resource": self.device, "manner": self._manner}
        await self._do("connect", service=service, domain=host, **who)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def is_online(self) -> bool:
        return bool(self.statuses) and self.statuses[-1] == "online"

    async def close(self) -> None:
        """Leaves in an orderly way if it can; the client does not run afterwards."""
        if self._process is None or self._process.stdin is None:
            return
        if self.is_online:
            await asyncio.wait([asyncio.ensure_future(self._try_stop())], timeout=3)
        self._process.stdin.close()
        try:
            await in_time(self._process.wait(), 3)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        if self._reader:
            await self._reader

    async def join(self, room: str, *, history: int = 0) -> Heard:
        """Enters under its name; its own presence (XEP-0045 §7.2.2, status 110). Raises `AgentError` if refused."""
        since = len(self.heard)
        await self._do("join", room=room, nick=self.nick, history=history)
        answer = await self.wait_for(
            lambda heard: heard.kind == "presence" and heard.room == room and (110 in heard.codes or heard.error),
            since=since,
            what=f"an answer to joining {room}",
        )
        if answer.error:
            raise AgentError(answer.error.condition)
        return answer

    async def leave(self, room: str) -> None:
        await self._do("leave", room=room)

    async def presence(self, show: Show | None) -> None:
        """Available (None), away …: to everybody and to each room, as clients do."""
        await self._do("presence", show=show)

    async def say(self, room: str, text: str, *, message_id: str | None = None) -> str:
        """A message in a room; its id. The same `message_id` may be given again to repeat what was not echoed."""
        return await self._send("say", room=room, text=text, id=message_id)

    async def direct(self, to: str, text: str) -> str:
        """A message to one address, outside any room; its id."""
        return await self._send("direct", to=to, text=text)

    async def correct(self, room: str, message_id: str, text: str) -> str:
        """XEP-0308, of the message with this id; the correction's own id."""
        return await self._send("correct", room=room, id=message_id, text=text)

    async def retract(self, room: str, message_id: str) -> str:
        """XEP-0424, of the message with this id."""
        return await self._send("retract", room=room, id=message_id)

    async def reply(self, room: str, to: Heard, text: str) -> str:
        """XEP-0461, with the quotation in the body as a fallback."""
        quoted = {"stanzaId": to.stanza_id, "author": to.sender, "quoted": to.body or ""}
        return await self._send("reply", room=room, text=text, **quoted)

    async def react(self, to: Heard, *emojis: str) -> str:
        """XEP-0444. In a room to the stanza-id, in a 1:1 chat to the message's id."""
        in_room = to.type == "groupchat"
        address, ref = (to.room, to.stanza_id) if in_room else (to.sender, to.id)
        return await self._send("react", to=address, type=to.type, ref=ref, emojis=emojis)

    async def typing(self, room: str, on: bool = True) -> None:
        """XEP-0085, as clients send it to rooms."""
        await self._do("typing", room=room, on=on)

    async def displayed(self, message: Heard) -> None:
        """XEP-0333: everything up to this message has been seen."""
        await self._do("displayed", room=message.room, stanzaId=message.stanza_id)

    async def send_raw(self, xml: str) -> None:
        """Anything, also what no client would send."""
        await self._do("raw", text=xml)

    async def ask(self, to: str, payload: str, *, kind: str = "get") -> Element:
        """An iq; its answer, which may be an error."""
        return fromstring(await self._do("ask", to=to, type=kind, payload=payload))

    async def archive(self, room: str) -> list[Heard]:
        """Everything that the room's archive holds, in its order (XEP-0313). Raises `AgentError` if refused."""
        return msgspec.convert(await self._do("archive", room=room), list[Heard])

    async def cut(self) -> None:
        """Its connection breaks without a word; it comes back by itself, into the rooms that it was in."""
        await self._do("cut")

    async def wait_for(
        self, predicate: Predicate, *, within: float = PATIENCE, since: int = 0, what: str = ""
    ) -> Heard:
        """The first that fits, of everything heard from the `since`-th on, now or within so many seconds."""

        def first() -> Heard | None:
            return next((heard for heard in self.heard[since:] if predicate(heard)), None)

        try:
            return await eventually(first, within=within)
        except AssertionError:
            raise AssertionError(f"{self.jid} did not hear {what or 'it'}. Heard:\n{self._recent()}") from None

    def speech(self, room: str) -> list[Heard]:
        """What was said in a room while this client was inside, in order, its own words included."""
        return [heard for heard in self.heard if heard.room == room and heard.is_speech]

    async def _send(self, act: str, **what: object) -> str:
        return str(await self._do(act, **what))

    async def _do(self, act: str, **what: object) -> Any:
        assert self._process is not None
        assert self._process.stdin is not None
        if self._reader is not None and self._reader.done():
            raise AgentError("the client ended")
        number = len(self._answers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        given = {name: value for name, value in what.items() if value is not None}
        self._process.stdin.write(json.dumps({"re": number, "do": act, **given}).encode() + b"\n")
        return await in_time(answer, 40)

    async def _try_stop(self) -> None:
        try:
            await self._do("stop")
        except (AgentError, TimeoutError, ConnectionError):
            self.statuses.append("lost")

    async def _spawn(self) -> None:
        await asyncio.to_thread(_install_library)
        self._process = await asyncio.create_subprocess_exec(
            "node",
            str(_HERE / "agent.mjs"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            limit=_LINE_LIMIT,
        )
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self._take(json.loads(line))
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(AgentError("the client ended"))

    def _take(self, line: dict[str, Any]) -> None:
        if "heard" in line:
            self.heard.append(msgspec.convert(line["heard"], Heard))
        elif "status" in line:
            self.statuses.append(line["status"])
        elif not (answer := self._answers[line["re"]]).done():
            _settle(answer, line)

    def _recent(self, count: int = 25) -> str:
        return "\n".join(heard.raw for heard in self.heard[-count:]) or "nothing"


def _install_library() -> None:
    """xmpp.js, as pinned in `tests/package.json`, unless it is there."""
    if not (_TESTS / "node_modules" / "@xmpp" / "client").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=_TESTS, check=True)


def _settle(answer: asyncio.Future[Any], line: dict[str, Any]) -> None:
    if "error" in line:
        answer.set_exception(AgentError(line["error"]))
    else:
        answer.set_result(line["value"])


async def says_when_inside(agent: Agent, room: str, text: str) -> bool:
    """Said once, as soon as the agent's client is let in again; false until then."""
    try:
        await agent.join(room)
    except (AgentError, AssertionError):
        return False
    await agent.say(room, text)
    return True
