"""An agent: one client's stream that is inside many rooms.

It stands in the lobby of its department, goes into each room that it is offered, and answers what it hears when it is
told to.
"""

import asyncio
import re
from collections.abc import Callable
from itertools import count

from bench.wires.stanzas import Stanza, build_groupchat, build_join, build_unlock
from bench.wires.stream import XmppStream, sign_in
from tests.waiting import in_time

_PATIENCE = 60.0
_OFFERED = re.compile(r"xmpp:([^?\s]+)\?join")


class Agent:
    """`heard` is called with the agent, the room and the words of everything that others say there."""

    def __init__(self, jid: str, stream: XmppStream) -> None:
        self.nick = jid.partition("@")[0]
        self.heard: Callable[[Agent, str, str], None] = lambda *_: None
        self._stream = stream
        self._numbers = count()
        self._inside: dict[str, asyncio.Future[bool]] = {}
        self._answers: dict[str, asyncio.Future[Stanza]] = {}
        stream.heard = self._take

    @classmethod
    async def connect(cls, port: int, jid: str, password: str) -> "Agent":
        return cls(jid, await sign_in(port, jid, password))

    def be_here(self) -> None:
        """Available, so that offers reach this client."""
        self._stream.send("<presence/>")

    async def enter(self, room: str) -> None:
        """Into a room, which is made where there is none."""
        if await in_time(self._join(room), _PATIENCE):
            number = f"unlock-{next(self._numbers)}"
            answer = self._answers[number] = asyncio.get_running_loop().create_future()
            self._stream.send(build_unlock(room=room, number=number))
            await in_time(answer, _PATIENCE)

    def greet(self, room: str) -> None:
        """The first line in a room."""
        self.say(room, "Good morning, how can I help?")

    def say(self, room: str, words: str) -> None:
        self._stream.send(build_groupchat(words, room=room, number=f"a{next(self._numbers)}"))

    def close(self) -> None:
        self._stream.close()

    def _join(self, room: str) -> "asyncio.Future[bool]":
        if room not in self._inside:
            self._inside[room] = asyncio.get_running_loop().create_future()
            self._stream.send(build_join(occupant=f"{room}/{self.nick}"))
        return self._inside[room]

    def _take(self, stanza: Stanza) -> None:
        if stanza.name == "message":
            self._take_message(stanza)
        elif stanza.name == "presence":
            self._take_presence(stanza)
        elif stanza.attributes.get("id") in self._answers:
            self._answers.pop(stanza.attributes["id"]).set_result(stanza)

    def _take_message(self, stanza: Stanza) -> None:
        words = stanza.texts.get("body")
        if words is None:
            return
        room, _, nick = stanza.sender.partition("/")
        if stanza.kind == "groupchat":
            if nick != self.nick:
                self.heard(self, room, words)
        elif (offered := _OFFERED.search(words)) and offered[1] not in self._inside:
            self._join(offered[1]).add_done_callback(lambda _: self.greet(offered[1]))

    def _take_presence(self, stanza: Stanza) -> None:
        room = stanza.sender.partition("/")[0]
        entering = self._inside.get(room)
        if entering is None or entering.done():
            return
        if stanza.kind == "error":
            entering.set_exception(ConnectionError(f"{room} does not let {self.nick} in: {list(stanza.parts)}"))
        elif "110" in stanza.codes:
            entering.set_result("201" in stanza.codes)
