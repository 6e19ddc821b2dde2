"""Fixtures that start real servers, for every test that asks for one: `tests/conftest.py` names this file as a plugin.

`prosody`, `ejabberd`, `postgresql` live as long as the run and are shared: a test uses rooms and databases of its own
in them, and does not stop them. A test that kills its server, or needs one that is set up differently, asks
`start_server` for one.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import AsyncExitStack
from typing import Any, Protocol

import pytest
import pytest_asyncio

from tests.agents.agent import Agent, Manner
from tests.servers.bridge import RunningBridge
from tests.servers.ejabberd import Ejabberd
from tests.servers.postgresql import PostgreSql
from tests.servers.prosody import Prosody
from tests.servers.visitor import Visitor
from tests.servers.xmpp import Kind, ServerSettings, XmppServer

KINDS: tuple[Kind, ...] = ("prosody", "ejabberd")

OTHER: dict[Kind, Kind] = {"prosody": "ejabberd", "ejabberd": "prosody"}

_MAKE: dict[Kind, type[XmppServer]] = {"prosody": Prosody, "ejabberd": Ejabberd}


class StartServer(Protocol):
    """Starts a server for one test; it ends with the test."""

    def __call__(self, kind: Kind, settings: ServerSettings | None = None) -> Awaitable[XmppServer]: ...


class StartAgent(Protocol):
    """Connects an agent for one test: `await start_agent(server, "ann")`; once more on another `device`."""

    def __call__(
        self, server: XmppServer, name: str, *, manner: Manner = "converse", device: str = "test"
    ) -> Awaitable[Agent]: ...


class StartBridge(Protocol):
    """Starts `parlour serve` for one test: `await start_bridge(server, store=…, settings={"departments": …})`."""

    def __call__(
        self,
        server: XmppServer,
        *,
        component_port: int | None = None,
        store: str | None = None,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
        department: Mapping[str, Any] | None = None,
    ) -> Awaitable[RunningBridge]: ...


class StartVisitor(Protocol):
    """Connects a visitor for one test: `await start_visitor(bridge, "Vera")`."""

    def __call__(self, bridge: RunningBridge, name: str, *, lang: str = "en") -> Awaitable[Visitor]: ...


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def prosody() -> AsyncIterator[XmppServer]:
    """A Prosody for the whole run."""
    async for server in _run(Prosody()):
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def ejabberd() -> AsyncIterator[XmppServer]:
    """An ejabberd for the whole run."""
    async for server in _run(Ejabberd()):
        yield server


@pytest.fixture(params=KINDS)
def server_kind(request: pytest.FixtureRequest) -> Kind:
    """The test runs once with each server."""
    kind: Kind = request.param
    return kind


@pytest.fixture
def xmpp_server(server_kind: Kind, request: pytest.FixtureRequest) -> XmppServer:
    """The test runs once with each of the shared servers; only the one in turn is started."""
    server: XmppServer = request.getfixturevalue(server_kind)
    return server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgresql() -> AsyncIterator[PostgreSql]:
    """A PostgreSQL for the whole run; `await postgresql.create_database()` gives a test its own URL."""
    server = PostgreSql()
    try:
        yield await server.start()
    finally:
        await server.close()


@pytest_asyncio.fixture
async def start_server(request: pytest.FixtureRequest) -> AsyncIterator[StartServer]:
    """Servers of the test's own, which it may kill; their logs are in the report if it fails."""
    started: list[XmppServer] = []

    async def start(kind: Kind, settings: ServerSettings | None = None) -> XmppServer:
        server = _MAKE[kind](settings)
        started.append(server)
        return await server.start()

    try:
        yield start
    finally:
        for server in started:
            request.node.add_report_section("teardown", server.kind, server.log())
            await server.close()


@pytest_asyncio.fixture
async def start_agent() -> AsyncIterator[StartAgent]:
    """Agents who are online until the test ends."""
    started: list[Agent] = []

    async def start(server: XmppServer, name: str, *, manner: Manner = "converse", device: str = "test") -> Agent:
        agent = Agent(server, f"{name}@{server.host}", manner=manner, device=device)
        started.append(agent)
        return await agent.__aenter__()

    try:
        yield start
    finally:
        await asyncio.gather(*(agent.close() for agent in started))


@pytest_asyncio.fixture
async def start_bridge(request: pytest.FixtureRequest) -> AsyncIterator[StartBridge]:
    """Bridges that end with the test; their logs are in the report if it fails."""
    started: list[RunningBridge] = []

    async def start(server: XmppServer, **how: Any) -> RunningBridge:
        bridge = RunningBridge(server, **how)
        started.append(bridge)
        return await bridge.start()

    try:
        yield start
    finally:
        for bridge in started:
            request.node.add_report_section("teardown", "bridge", bridge.log())
            await bridge.close()


@pytest_asyncio.fixture
async def start_visitor() -> AsyncIterator[StartVisitor]:
    """Visitors who are on the page until the test ends."""
    async with AsyncExitStack() as visitors:

        async def start(bridge: RunningBridge, name: str, *, lang: str = "en") -> Visitor:
            return await visitors.enter_async_context(Visitor(bridge.socket_url, name=name, lang=lang))

        yield start


async def _run(server: XmppServer) -> AsyncIterator[XmppServer]:
    try:
        yield await server.start()
    finally:
        await server.close()
