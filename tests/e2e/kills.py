"""Two people who keep talking while everything around them is killed, and what must be true afterwards.

    Vera ──▶ socket ──▶ bridge ──▶ proxy ──▶ XMPP server ──▶ Ann
              cut        killed      cut       killed

Rule 1: a message counts as said when its author was told so: the visitor by `saved`, the agent by the room's echo.
Rule 2: whoever was not told says it again, under the same id. A client whose connection broke looks into the room's
        archive first, as the bridge has to.
"""

import asyncio
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field

from tests.agents.agent import Agent, AgentError
from tests.agents.heard import Heard
from tests.servers.bridge import RunningBridge
from tests.servers.proxy import Proxy
from tests.servers.visitor import Visitor
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually, pause

#: What can be done to them. `echoes` and `answers`: a connection breaks after what was said over it arrived, and before
#: the answer did, so that nobody can know.
KILLS = ("bridge", "server", "component", "echoes", "visitor", "answers", "page")

#: Seconds for which answers are lost.
_LOSING = 0.2

#: Seconds until anything must be through again after a kill.
RECOVERY = 60.0

#: After so many messages the visitor waits until she has heard the agent.
_LISTENING = 5

_QUICK = 0.005
_RECENT = 300


@dataclass
class Exchange:
    """A visitor and an agent in one room, each saying numbered messages, one after the other."""

    vera: Visitor
    ann: Agent
    room: str
    count: int
    said_by_vera: list[str] = field(default_factory=list)
    said_by_ann: list[str] = field(default_factory=list)

    @property
    def progress(self) -> int:
        """How many messages have been said, both ways."""
        return len(self.said_by_vera) + len(self.said_by_ann)

    @property
    def words_of_vera(self) -> list[str]:
        return [f"visitor {number}" for number in range(self.count)]

    @property
    def words_of_ann(self) -> list[str]:
        return [f"agent {number}" for number in range(self.count)]

    async def run(self) -> None:
        """Returns when everything has been said."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._visitor_talks())
            both.create_task(self._agent_talks())

    async def _visitor_talks(self) -> None:
        for words in self.words_of_vera:
            cid = await self.vera.say(words)
            await self.vera.wait_saved(cid, within=RECOVERY)
            self.said_by_vera.append(cid)
            if len(self.said_by_vera) % _LISTENING == 0:
                await self._hear_ann()

    async def _hear_ann(self) -> None:
        """Until the page shows what Ann has said so far: or all might be said while the bridge is away."""
        said = set(self.words_of_ann[: len(self.said_by_ann)])

        def hears() -> bool:
            missing = said - {message.text for message in self.vera.messages.values()}
            assert not missing, (
                f"the page lacks {len(missing)} of {len(said)}, {min(missing)!r} too\n{self.vera.recent()}"
            )
            return True

        await eventually(hears, within=RECOVERY)

    async def _agent_talks(self) -> None:
        for words in self.words_of_ann:
            message_id = str(uuid.uuid4())
            while not await self._agent_says(message_id, words):
                archive = await eventually(self._archive, within=RECOVERY, every=0.1)
                if any(message.id == message_id for message in archive):
                    break
            self.said_by_ann.append(message_id)

    async def _agent_says(self, message_id: str, words: str) -> bool:
        """Whether the echo came; it waits for as long as the connection stands."""
        before = len(self.ann.statuses)
        try:
            await self.ann.say(self.room, words, message_id=message_id)
        except AgentError:
            return False

        def outcome() -> Heard | bool | None:
            return len(self.ann.statuses) > before or self._answer(message_id)

        answer = await eventually(outcome, within=RECOVERY, every=_QUICK)
        return isinstance(answer, Heard) and answer.error is None

    def _answer(self, message_id: str) -> Heard | None:
        return next((heard for heard in self.ann.heard[-_RECENT:] if heard.id == message_id), None)

    async def _archive(self) -> list[Heard]:
        assert self.ann.is_online
        try:
            return [*await self.ann.archive(self.room)]
        except AgentError as refusal:
            raise AssertionError(f"no archive: {refusal}") from refusal


@dataclass(frozen=True, slots=True)
class Killer:
    """Does to the parts, at moments that `chance` chooses, what happens to parts."""

    server: XmppServer
    bridge: RunningBridge
    proxy: Proxy
    exchange: Exchange
    chance: random.Random

    async def run(self, kills: int) -> Counter[str]:
        """So many kills, spread over the exchange, each kind as often as the others; how many of each there were."""
        plan = [KILLS[number % len(KILLS)] for number in range(kills)]
        self.chance.shuffle(plan)
        moments = sorted(self.chance.sample(range(1, 2 * self.exchange.count - 1), kills))
        for kind, moment in zip(plan, moments, strict=True):
            await eventually(lambda moment=moment: self.exchange.progress >= moment, within=RECOVERY, every=_QUICK)  # type: ignore[misc]
            await pause(self.chance.uniform(0, 0.05))
            await self._kill(kind)
        return Counter(plan)

    async def _kill(self, kind: str) -> None:
        match kind:
            case "bridge":
                await self.bridge.kill()
                await self.bridge.start(until_ready=False)
            case "server":
                await self.server.kill()
                await self.server.start()
            case "component":
                self.proxy.cut()
            case "echoes":
                self.proxy.is_losing_answers = True
                await pause(_LOSING)
                self.proxy.cut()
            case "visitor":
                self.exchange.vera.cut()
            case "answers":
                self.exchange.vera.is_losing_answers = True
                await pause(_LOSING)
                self.exchange.vera.cut()
            case "page":
                self.exchange.vera.reload()


async def check_everywhere(exchange: Exchange, bridge: RunningBridge) -> None:
    """Each message stands exactly once, in order: on the page, with the agent, in the room's archive, in the store."""
    await eventually(lambda: _is_on_page(exchange), within=RECOVERY)
    await eventually(lambda: _is_in_archive(exchange), within=RECOVERY, every=0.5)
    _check_live(exchange)
    rows = bridge.query("SELECT side, text FROM messages WHERE side <> 'notice' ORDER BY seq")
    assert [text for side, text in rows if side == "agent"] == exchange.words_of_ann, "in the store"
    assert [text for side, text in rows if side == "visitor"][1:] == exchange.words_of_vera, "in the store"


def _is_on_page(exchange: Exchange) -> bool:
    page = exchange.vera.transcript()
    assert [message.text for message in page if message.side == "agent"] == exchange.words_of_ann, "on the page"
    own = [message for message in page if message.side == "visitor"][1:]
    assert [message.text for message in own] == exchange.words_of_vera, "on the page"
    assert {message.state for message in own} == {"in_room"}
    return True


async def _is_in_archive(exchange: Exchange) -> bool:
    archive = [message for message in await _read_archive(exchange) if message.body]
    of_vera = [message for message in archive if message.nick == "Vera"][1:]
    of_ann = [message for message in archive if message.nick == "Ann"]
    assert [message.body for message in of_vera] == exchange.words_of_vera, "in the archive"
    assert [message.id for message in of_vera] == exchange.said_by_vera, "in the archive"
    assert [message.body for message in of_ann] == exchange.words_of_ann, "in the archive"
    assert [message.id for message in of_ann] == exchange.said_by_ann, "in the archive"
    return True


async def _read_archive(exchange: Exchange) -> list[Heard]:
    """Not yet, while the agent's client is still on its way back from the last kill of the server."""
    assert exchange.ann.is_online
    try:
        return await exchange.ann.archive(exchange.room)
    except AgentError as error:
        raise AssertionError(f"{exchange.ann.jid} cannot read the archive: {error}") from error


def _check_live(exchange: Exchange) -> None:
    """What the agent saw as it came: nothing twice, nothing out of order. What they missed is in the archive."""
    live = [heard.id for heard in exchange.ann.speech(exchange.room) if heard.id in exchange.said_by_vera]
    places = [exchange.said_by_vera.index(message_id) for message_id in live if message_id]
    assert places == sorted(set(places)), "the agent saw a message twice, or out of order"
