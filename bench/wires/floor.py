"""A visitor behind a bare component: ready-made stanzas on one stream, and nothing else. What any bridge stands on."""

import asyncio
from itertools import count

from bench.wires.agent import Agent
from bench.wires.stanzas import Stanza, build_groupchat, build_join
from bench.wires.stream import XmppStream
from bench.wires.visitor import Visitor
from tests.waiting import in_time

_PATIENCE = 60.0


class Floor:
    """The component: hands each stanza to the visitor to whom it goes."""

    def __init__(self, stream: XmppStream, domain: str) -> None:
        self.stream = stream
        self.domain = domain
        self.visitors: dict[str, FloorVisitor] = {}
        stream.heard = self._take

    def _take(self, stanza: Stanza) -> None:
        visitor = self.visitors.get(stanza.attributes.get("to", ""))
        if visitor is not None:
            visitor.take(stanza)


class FloorVisitor(Visitor):
    """An occupant of `room`, which `agent` has opened."""

    def __init__(self, floor: Floor, name: str, room: str, agent: Agent) -> None:
        super().__init__()
        self._floor = floor
        self._jid = f"{name}@{floor.domain}/web"
        self._room = room
        self._agent = agent
        self._numbers = count()
        self._inside: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        floor.visitors[self._jid] = self

    async def prepare(self) -> None:
        await self._agent.enter(self._room)

    async def connect(self) -> None:
        self._floor.stream.send(build_join(occupant=f"{self._room}/visitor", sender=self._jid))
        await in_time(self._inside, _PATIENCE)

    async def begin(self) -> None:
        """The agent is inside already, and greets: a room's first line of the day costs Prosody more than others."""
        self._agent.greet(self._room)

    def say(self, words: str) -> None:
        number = f"v{next(self._numbers)}"
        self._floor.stream.send(build_groupchat(words, room=self._room, number=number, sender=self._jid))

    def close(self) -> None:
        """Occupants of a component stay until it goes."""

    def take(self, stanza: Stanza) -> None:
        if stanza.name == "presence":
            if "110" in stanza.codes and not self._inside.done():
                self._inside.set_result(None)
        elif stanza.name == "message" and not stanza.sender.endswith("/visitor") and "body" in stanza.texts:
            self.heard(stanza.texts["body"])
