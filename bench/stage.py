"""Everything that a talk needs, on loopback: one Prosody, `parlour serve` on it, a bare component, and agents.

Three populations stand beside each other: visitors of Parlour, visitors who speak XMPP themselves, and visitors of the
bare component. All have rooms on the same group chat service, with the same agents and the same archive.
"""

import asyncio
import os
import resource
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

from bench.wires.agent import Agent
from bench.wires.direct import DirectVisitor
from bench.wires.floor import Floor, FloorVisitor
from bench.wires.parlour import ParlourVisitor
from bench.wires.stream import connect_component
from bench.wires.visitor import Visitor
from tests.servers.bridge import RunningBridge
from tests.servers.prosody import Prosody
from tests.servers.xmpp import PASSWORD, ServerSettings
from tests.waiting import eventually, pause

PARLOUR, DIRECT, FLOOR = "parlour", "direct", "floor"

_AGENTS = ("ann", "bob", "cleo", "dan")
_AT_ONCE = 16
_PING_EVERY = 15  # seconds
ANONYMOUS = "visitors.localhost"
_BARE = "bare.localhost"
_HERE = 30.0  # seconds
_MANY_ARCHIVES = "muc_log_cleanup_date_cache_size = 100000\nstorage_archive_item_limit_cache_size = 100000\n"

Say = Callable[[str], None]


class BenchProsody(Prosody):
    """With what the peers need: a host for anonymous visitors, and the bare component.

    COMPAT Prosody: with more than 1,000 archived rooms, each message rewrites the list of all rooms that spoke today,
    and reads the whole archive of its room, unless Prosody may remember more of them.
    """

    def _everywhere(self) -> str:
        return (_MANY_ARCHIVES if self.settings.tuned else "") + super()._everywhere()

    def _hosts(self) -> list[str]:
        return [
            *super()._hosts(),
            f'Component "{_BARE}"\n  component_secret = "bare"\n',
            f'VirtualHost "{ANONYMOUS}"\n  authentication = "anonymous"\n',
        ]


class Stage:
    """`visitors` by population."""

    def __init__(self, server: BenchProsody, bridge: RunningBridge, agents: Sequence[Agent], floor: Floor) -> None:
        self.server = server
        self.bridge = bridge
        self.agents = agents
        self.visitors: dict[str, list[Visitor]] = {PARLOUR: [], DIRECT: [], FLOOR: []}
        self._floor = floor

    @property
    def pids(self) -> dict[str, int]:
        return {"Prosody": self.server.pid, "Parlour": self.bridge.pid, "generator": os.getpid()}

    def make(self, kind: str, number: int) -> Visitor:
        """A visitor who has not come yet; their agent is one of the four in turn."""
        agent = self.agents[number % len(self.agents)]
        if kind == PARLOUR:
            return ParlourVisitor(self.bridge.port, agent.nick)
        room = f"{kind}-{number}@{self.server.muc}"
        if kind == DIRECT:
            return DirectVisitor(self.server.http_port, ANONYMOUS, room, agent)
        return FloorVisitor(self._floor, f"visitor-{number}", room, agent)

    async def grow(
        self, kinds: Iterable[str], size: int, say: Say = lambda _: None, *, is_talking: bool = True
    ) -> None:
        """Until each of these populations has so many; when they are talking, all with an agent in their room."""
        for kind in kinds:
            people = self.visitors[kind]
            for begin in range(len(people), size, _AT_ONCE):
                say(f"{kind}: {begin:,} of {size:,} visitors are here")
                arriving = [self.make(kind, number) for number in range(begin, min(size, begin + _AT_ONCE))]
                await asyncio.gather(*(arrive(visitor, is_talking=is_talking) for visitor in arriving))
                people += arriving

    async def keep_alive(self) -> None:
        """Parlour's visitors ping, each in its own second."""
        for turn in count():
            await pause(1)
            for visitor in self.visitors[PARLOUR][turn % _PING_EVERY :: _PING_EVERY]:
                assert isinstance(visitor, ParlourVisitor)
                visitor.ping()

    def leave(self) -> None:
        """Everybody hangs up."""
        for visitor in (each for people in self.visitors.values() for each in people):
            visitor.close()
        for agent in self.agents:
            agent.close()

    async def rest(self) -> None:
        """Until what the last phase set going is over."""
        await pause(0.3)


async def arrive(visitor: Visitor, *, is_talking: bool) -> None:
    """Until they may write, or all the way until an agent is there."""
    if isinstance(visitor, DirectVisitor | FloorVisitor):
        await visitor.prepare()
    await visitor.connect()
    if is_talking:
        await visitor.begin()


@asynccontextmanager
async def staged(*, is_tuned: bool = True) -> AsyncIterator[Stage]:
    """A stage with agents on duty and no visitor; everything on it ends with the block."""
    _allow_many_files()
    server = BenchProsody(ServerSettings(tuned=is_tuned))
    bridge = RunningBridge(server, settings=_settings(server.host))
    async with AsyncExitStack() as ends:
        ends.push_async_callback(server.close)
        await server.start()
        for name in _AGENTS:
            await server.register(f"{name}@{server.host}")
        ends.push_async_callback(bridge.close)
        await bridge.start()
        jids = [f"{name}@{server.host}" for name in _AGENTS]
        agents = [await Agent.connect(server.c2s_port, jid, PASSWORD) for jid in jids]
        await asyncio.gather(*(_go_on_duty(agent, server, bridge) for agent in agents))
        floor = Floor(await connect_component(server.component_port, _BARE, "bare"), _BARE)
        stage = Stage(server, bridge, agents, floor)
        ends.callback(stage.leave)
        pinging = asyncio.create_task(stage.keep_alive())
        ends.callback(pinging.cancel)
        yield stage


def _settings(host: str) -> dict[str, dict[str, object]]:
    """A department and a channel for each agent, so that each is offered a quarter of the visitors."""
    return {
        "departments": {name: {"agents": [f"{name}@{host}"]} for name in _AGENTS},
        "channels": {name: {"departments": [name]} for name in _AGENTS},
    }


async def _go_on_duty(agent: Agent, server: BenchProsody, bridge: RunningBridge) -> None:
    agent.be_here()
    await agent.enter(f"{agent.nick}-lobby@{server.muc}")

    def is_on_duty() -> bool:
        query = "SELECT count(*) FROM duties WHERE department = ? AND is_on_duty"
        return bool(bridge.query(query, agent.nick)[0][0])

    await eventually(is_on_duty, within=_HERE, what=f"{agent.nick} is on duty")


def _allow_many_files() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
