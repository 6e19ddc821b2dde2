"""Who speaks when, and how long it took to be heard.

    open loop     so many messages a second, evenly, each of a visitor drawn by lot; the agent answers each at once
    closed loop   so many under way at any time: when one was heard (or answered), the next speaks
    monologue     so many under way at any time: when one of an agent was heard, they say the next to the same visitor

Every line begins with a key by which it is known when it arrives. Both ends are in this process, so one clock tells.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count, cycle

from bench.usage import Usage
from bench.wires.agent import Agent
from bench.wires.visitor import Visitor
from tests.waiting import eventually, pause

_WORDS = "could you please tell me where my parcel is?"
_ANSWER = "of course: it will be with you tomorrow."
_WARMING = 1.0  # seconds
_DRAINING = 5.0


@dataclass(slots=True)
class Talk:
    """What came of it. `there`: seconds from visitor to agent; `back`: from agent to visitor. `cpu`: seconds of each
    process. `lost`: lines that never arrived.
    """

    there: list[float] = field(default_factory=list)
    back: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)
    lost: int = 0

    @property
    def trips(self) -> float:
        """There and back, a second."""
        return len(self.back) / self.seconds

    @property
    def messages(self) -> float:
        """Heard by somebody, a second."""
        return (len(self.there) + len(self.back)) / self.seconds

    def cpu_each(self, process: str) -> float:
        """Microseconds of that process for one message."""
        return 1e6 * self.cpu[process] / max(1, len(self.there) + len(self.back))

    def load(self, process: str) -> float:
        """Cores that it kept busy."""
        return self.cpu[process] / self.seconds


class _Exchange:
    """The lines under way. With `is_answered` the agent answers each; with `is_endless` another follows, in a
    monologue of the same agent.
    """

    def __init__(
        self, visitors: Sequence[Visitor], *, is_answered: bool, is_endless: bool, is_monologue: bool = False
    ) -> None:
        self._turns = cycle(visitors)
        self._is_answered = is_answered
        self._is_endless = is_endless
        self._is_monologue = is_monologue
        self._numbers = count()
        self._sent: dict[str, tuple[float, Callable[[], None]]] = {}
        self.talk = Talk()

    @property
    def under_way(self) -> int:
        return len(self._sent)

    def go_on(self) -> None:
        """The next in turn speaks: nobody writes faster than Parlour lets one page write."""
        self.begin(next(self._turns))

    def begin(self, visitor: Visitor) -> None:
        key = f"v{next(self._numbers)}"
        self._sent[key] = time.perf_counter(), self.go_on
        visitor.say(f"{key} {_WORDS}")

    def agent_hears(self, agent: Agent, room: str, words: str) -> None:
        found = self._sent.pop(words.partition(" ")[0], None)
        if found is None:
            return
        self.talk.there.append(time.perf_counter() - found[0])
        if self._is_answered:
            self._answer(agent, room)
        elif self._is_endless:
            self.go_on()

    def visitor_hears(self, words: str) -> None:
        found = self._sent.pop(words.partition(" ")[0], None)
        if found is None:
            return
        began, go_on = found
        self.talk.back.append(time.perf_counter() - began)
        if self._is_endless:
            go_on()

    def _answer(self, agent: Agent, room: str) -> None:
        key = f"a{next(self._numbers)}"
        follow = partial(self._answer, agent, room) if self._is_monologue else self.go_on
        self._sent[key] = time.perf_counter(), follow
        agent.say(room, f"{key} {_ANSWER}")

    async def drain(self) -> None:
        """Waits for what is still under way; what does not come is lost."""
        self._is_endless = False
        with suppress(AssertionError):
            await eventually(lambda: not self._sent, within=_DRAINING)
        self.talk.lost = len(self._sent)

    def forget(self) -> None:
        """What was heard until now was only to get warm."""
        self.talk.there.clear()
        self.talk.back.clear()


async def talk_evenly(
    visitors: Sequence[Visitor], agents: Sequence[Agent], pids: Mapping[str, int], *, rate: float, seconds: float
) -> Talk:
    """`rate` messages of visitors a second, all answered."""
    lot = random.Random(1)
    exchange = _Exchange(visitors, is_answered=True, is_endless=False)
    with _listening(exchange, visitors, agents):
        await _speak(exchange, visitors, lot, rate=rate, seconds=_WARMING)
        exchange.forget()
        with _measuring(exchange.talk, pids):
            await _speak(exchange, visitors, lot, rate=rate, seconds=seconds)
        await exchange.drain()
    return exchange.talk


async def talk_full(
    visitors: Sequence[Visitor],
    agents: Sequence[Agent],
    pids: Mapping[str, int],
    *,
    window: int,
    seconds: float,
    is_answered: bool = True,
    is_monologue: bool = False,
) -> Talk:
    """`window` lines under way all the time."""
    exchange = _Exchange(visitors, is_answered=is_answered, is_endless=True, is_monologue=is_monologue)
    with _listening(exchange, visitors, agents):
        for _ in range(window):
            exchange.go_on()
        await pause(_WARMING)
        exchange.forget()
        with _measuring(exchange.talk, pids):
            await pause(seconds)
        heard = len(exchange.talk.there), len(exchange.talk.back)
        await exchange.drain()
    del exchange.talk.there[heard[0] :], exchange.talk.back[heard[1] :]
    return exchange.talk


async def _speak(
    exchange: _Exchange, visitors: Sequence[Visitor], lot: random.Random, *, rate: float, seconds: float
) -> None:
    began = time.perf_counter()
    for number in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        exchange.begin(lot.choice(visitors))


@contextmanager
def _listening(exchange: _Exchange, visitors: Sequence[Visitor], agents: Sequence[Agent]) -> Iterator[None]:
    for agent in agents:
        agent.heard = exchange.agent_hears
    for visitor in visitors:
        visitor.heard = exchange.visitor_hears
    try:
        yield
    finally:
        for agent in agents:
            agent.heard = lambda *_: None
        for visitor in visitors:
            visitor.heard = lambda _: None


@contextmanager
def _measuring(talk: Talk, pids: Mapping[str, int]) -> Iterator[None]:
    before, began = Usage.now(pids), time.perf_counter()
    yield
    talk.seconds = time.perf_counter() - began
    talk.cpu = Usage.now(pids).since(before)
