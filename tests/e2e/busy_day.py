"""A working day of a whole house with everything real: its people, and what they do to each other. `lot` decides.

    500 visitors, some at a time ──▶ bridge ──▶ XMPP server ──▶ 20 agents in 4 departments
                                     killed       killed

Rule: an agent's word counts as said when the room has sent it back, a visitor's when the page was told *saved*.
"""

import asyncio
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.agents.agent import Agent, AgentError, Show
from tests.agents.heard import Heard
from tests.e2e.scene import invited
from tests.servers.bridge import RunningBridge
from tests.servers.visitor import Visitor
from tests.waiting import eventually, pause

DEPARTMENTS = ("support", "sales", "billing", "night")
TEAM = 5
CHIEFS = [f"{key}-0" for key in DEPARTMENTS]

_FALLBACKS = {"sales": "support", "billing": "support", "support": "night"}
_ROUTING = {"sales": "round-robin", "support": "least-busy", "billing": "first-line-first", "night": "everyone"}
_TIMERS = {"offer": "5 s", "alert": "3 s", "agent_silence": "20 s", "visitor_silence": "10 s", "away_grace": "2 s"}
_OFFER = re.compile(r"(?P<mark>[🟠🟢🔴]) #(?P<number>\d+) .* waiting", re.DOTALL)
_LOST = (AgentError, TimeoutError, AssertionError, ConnectionError)


def house(host: str) -> dict[str, dict[str, Any]]:
    """The sections of the configuration: four departments that fall back on each other, a channel to each."""
    departments = {
        key: {
            "agents": [{"jid": f"{name}@{host}", "capacity": 6} for name in people_of(key)],
            "routing": _ROUTING[key],
            "timers": _TIMERS,
            **({"fallback": _FALLBACKS[key]} if key in _FALLBACKS else {}),
        }
        for key in DEPARTMENTS
    }
    chiefs = {"agents": [f"{name}@{host}" for name in CHIEFS], "permissions": "supervisor"}
    return {
        "departments": departments,
        "channels": {key: {"departments": [key]} for key in DEPARTMENTS},
        "groups": {"chiefs": chiefs},
    }


def people_of(department: str) -> list[str]:
    """Who answers there; the first is a supervisor."""
    return [f"{department}-{number}" for number in range(TEAM)]


@dataclass
class Shift:
    """One agent at work. `said` are the ids of what they said with the words, by room; `asked` counts first offers."""

    agent: Agent
    bridge: RunningBridge
    lot: random.Random
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: int = 0
    _dealt_with: int = 0
    _rooms: set[str] = field(default_factory=set)

    @property
    def department(self) -> str:
        return self.agent.jid.partition("-")[0]

    @property
    def address(self) -> str:
        return self.bridge.address_of(self.department)

    @property
    def lobby(self) -> str:
        return f"{self.department}-lobby@{self.bridge.server.muc}"

    async def begin(self) -> None:
        """In the lobby."""
        await eventually(self._enter_lobby, every=0.2)

    async def work(self) -> None:
        """Until the day is over: whatever comes is looked at, and now and then something is done unasked."""
        while True:
            fresh, self._dealt_with = self.agent.heard[self._dealt_with :], len(self.agent.heard)
            for heard in fresh:
                await self._try(self._look_at(heard))
            if self.lot.random() < 0.02:
                await self._try(self._attend())
            await pause(0.1)

    async def back_to_work(self) -> None:
        """In the lobby, available, as presence says."""
        await eventually(self._present, within=60, every=0.5)

    def echoed(self, room: str) -> list[str]:
        """The words that came back from that room, in the order in which they were said."""
        back = {heard.id for heard in self.agent.heard if heard.room == room and heard.body and not heard.error}
        return [words for number, words in self.said.get(room, {}).items() if number in back]

    async def _present(self) -> bool:
        try:
            await self.agent.presence(None)
            await self.agent.direct(self.address, "by presence")
        except _LOST as lost:
            raise AssertionError(f"{self.agent.jid}: {lost}") from lost
        return await self._enter_lobby()

    async def _enter_lobby(self) -> bool:
        try:
            await self.agent.join(self.lobby)
        except AgentError as refusal:
            raise AssertionError(f"{self.agent.jid}: {refusal}") from refusal
        return True

    async def _try(self, deed: object) -> None:
        """People whose server is away try again later, or not."""
        try:
            await deed  # type: ignore[misc]
        except _LOST:
            return

    async def _look_at(self, heard: Heard) -> None:
        offer = _OFFER.match(heard.body or "") if heard.room.startswith(self.department) else None
        if offer is not None and heard.type == "chat" and not heard.replaces:
            self.asked += offer["mark"] == "🟠"
            await self._answer_offer(offer["number"])
        elif invited(heard) and heard.invitation is not None:
            await self._enter(heard.invitation.room)
        elif heard.is_speech and (heard.body or "").startswith("question") and heard.room in self._rooms:
            await self._answer(heard.room, heard.body or "")

    async def _answer_offer(self, number: str) -> None:
        chance = self.lot.random()
        if chance < 0.75:
            await self.agent.direct(self.address, f"take {number}")
        elif chance < 0.9:
            await self.agent.direct(self.address, f"decline {number}")

    async def _enter(self, room: str) -> None:
        await self.agent.join(room, history=5)
        self._rooms.add(room)
        await self._say(room, f"welcome from {self.agent.nick}")

    async def _answer(self, room: str, question: str) -> None:
        chance = self.lot.random()
        if chance < 0.75:
            await self._say(room, f"answer of {self.agent.nick} to {question}")
        elif chance < 0.85:
            target = self.lot.choice(DEPARTMENTS)
            target = target if self.lot.random() < 0.5 else self.lot.choice(people_of(target))
            await self.agent.say(room, f"!transfer {target} please")
        elif chance < 0.9:
            await self.agent.say(room, self.lot.choice(["!leave", "!close", "!note so what", "!info"]))
        elif chance < 0.92 and self.agent.jid.partition("@")[0] in CHIEFS:
            await self.agent.direct(self.address, f"sign off {self.lot.choice(people_of(self.department)[1:])}")

    async def _say(self, room: str, words: str) -> None:
        number = f"{self.agent.nick}-{len(self.agent.heard)}-{self.lot.getrandbits(48):012x}"
        self.said.setdefault(room, {})[number] = words = f"{words} ({number[-6:]})"
        await self.agent.say(room, words, message_id=number)

    async def _attend(self) -> None:
        shows: list[Show | None] = ["dnd", "away", None, None]
        words = ["on duty", "draining", "off duty", "by presence", "by presence"]
        if self.lot.random() < 0.5:
            await self.agent.presence(self.lot.choice(shows))
        else:
            await self.agent.direct(self.address, self.lot.choice(words))


@dataclass
class Day:
    """`visitors` are the pages that were open, `acknowledged` what each was told is saved, in order."""

    bridge: RunningBridge
    shifts: list[Shift]
    lot: random.Random
    count: int
    at_once: int = 50
    arrived: int = 0
    acknowledged: dict[str, list[str]] = field(default_factory=dict)
    answered: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        """Until every visitor has been here, and has left."""
        seats = asyncio.Semaphore(self.at_once)
        async with asyncio.TaskGroup() as visits:
            for number in range(self.count):
                await seats.acquire()
                self.arrived += 1
                visits.create_task(self._visit(f"Visitor{number}", seats))
                await pause(self.lot.uniform(0, 0.6))

    async def _visit(self, name: str, seats: asyncio.Semaphore) -> None:
        said = self.acknowledged.setdefault(name, [])
        try:
            async with Visitor(self.bridge.socket_url, name=name, channel=self.lot.choice(DEPARTMENTS)) as visitor:
                for number in range(self.lot.randint(1, 4)):
                    words = f"question {number} of {name}"
                    cid = await visitor.say(words)
                    await visitor.wait_saved(cid, within=60)
                    said.append(words)
                    await self._listen(visitor, name)
        finally:
            seats.release()

    async def _listen(self, visitor: Visitor, name: str) -> None:
        """For an answer, but not for ever; some never look."""
        before = len([each for each in visitor.messages.values() if each.side == "agent"])
        deadline = self.lot.choice([0.5, 6, 6, 10])
        try:
            await eventually(
                lambda: len([each for each in visitor.messages.values() if each.side == "agent"]) > before,
                within=deadline,
                every=0.1,
            )
        except AssertionError:
            return
        self.answered[name] += 1
