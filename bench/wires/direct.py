"""A visitor who speaks XMPP over a WebSocket (RFC 7395): signs in anonymously, and joins a room of their own."""

import asyncio
from itertools import count

from bench.wires.agent import Agent
from bench.wires.stanzas import Stanza, StanzaReader, build_groupchat, build_join
from bench.wires.visitor import Visitor
from bench.wires.websocket import Socket
from tests.waiting import in_time

_PATIENCE = 60.0
_CLIENT = "jabber:client"
_FRAMING = "urn:ietf:params:xml:ns:xmpp-framing"


class DirectVisitor(Visitor):
    """`agent` has opened `room` before the visitor comes, which spares the visitor that."""

    def __init__(self, port: int, host: str, room: str, agent: Agent) -> None:
        super().__init__()
        self._port = port
        self._host = host
        self._room = room
        self._agent = agent
        self._reader = StanzaReader(self._take, is_framed=True)
        self._numbers = count()
        self._socket: Socket | None = None
        self._early: asyncio.Queue[Stanza] = asyncio.Queue()
        self._is_inside = False

    async def prepare(self) -> None:
        await self._agent.enter(self._room)

    async def connect(self) -> None:
        self._socket = await Socket.connect(self._port, "/xmpp-websocket", "xmpp", self._read)
        self._open()
        await self._expect("stream:features")
        self._send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>")
        await self._expect("success")
        self._open()
        await self._expect("stream:features")
        self._send(
            "<iq xmlns='jabber:client' type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
        )
        await self._expect("iq")
        self._send(build_join(occupant=f"{self._room}/visitor", namespace=_CLIENT))
        while "110" not in (await self._expect("presence")).codes:
            pass
        self._is_inside = True

    async def begin(self) -> None:
        """The agent is inside already, and greets: a room's first line of the day costs Prosody more than others."""
        self._agent.greet(self._room)

    def say(self, words: str) -> None:
        self._send(build_groupchat(words, room=self._room, number=f"v{next(self._numbers)}", namespace=_CLIENT))

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def _open(self) -> None:
        self._send(f"<open xmlns='{_FRAMING}' to='{self._host}' version='1.0'/>")

    def _send(self, stanza: str) -> None:
        assert self._socket is not None
        self._socket.send(stanza)

    async def _expect(self, name: str) -> Stanza:
        """The next of this name; others that come before it do not matter."""
        while (stanza := await in_time(self._early.get(), _PATIENCE)).name != name:
            if stanza.name in ("failure", "stream:error", "close") or stanza.kind == "error":
                raise ConnectionError(f"{self._host} refused: {stanza.name} {list(stanza.parts)}")
        return stanza

    def _read(self, payload: bytes) -> None:
        self._reader.feed(payload)

    def _take(self, stanza: Stanza) -> None:
        if not self._is_inside:
            self._early.put_nowait(stanza)
        elif stanza.name == "message" and not stanza.sender.endswith("/visitor") and "body" in stanza.texts:
            self.heard(stanza.texts["body"])
