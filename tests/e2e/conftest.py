"""What stories stand on: a server with a bridge, and people on both sides."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.e2e.federation import Federation
from tests.e2e.scene import Scene
from tests.servers.fixtures import OTHER, StartAgent, StartBridge, StartServer, StartVisitor
from tests.servers.proxy import Proxy
from tests.servers.xmpp import Kind, ServerSettings


@pytest_asyncio.fixture
async def scene(
    server_kind: Kind,
    start_server: StartServer,
    start_bridge: StartBridge,
    start_agent: StartAgent,
    start_visitor: StartVisitor,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Scene]:
    """A server and a bridge of the test's own; the test runs once with each kind of server. The mark `department` gives
    the department settings (`@pytest.mark.department(greeting="Hello!")`), the mark `house` more people and sections of
    the configuration (`@pytest.mark.house("cleo", departments={"sales": {"agents": ["cleo@localhost"]}})`).
    """
    server = await start_server(server_kind)
    department, house = (request.node.get_closest_marker(name) for name in ("department", "house"))
    for name in ("ann", "bob", *(house.args if house else ())):
        await server.register(f"{name}@{server.host}")
    async with Proxy(server.component_port) as proxy:
        bridge = await start_bridge(
            server,
            component_port=proxy.port,
            settings=house.kwargs if house else {},
            department=department.kwargs if department else {},
        )
        yield Scene(server, proxy, bridge, start_agent, start_visitor)


@pytest_asyncio.fixture
async def federation(
    server_kind: Kind,
    start_server: StartServer,
    start_bridge: StartBridge,
    start_agent: StartAgent,
    start_visitor: StartVisitor,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Federation]:
    """A scene of which Ann is on a server of the other kind; the mark `department` counts here, too."""
    settings = ServerSettings(federated=True)
    server = await start_server(server_kind, settings)
    far = await start_server(OTHER[server_kind], settings)
    jids = [f"ann@{far.host}", f"bob@{server.host}"]
    await far.register(jids[0])
    await server.register(jids[1])
    department = request.node.get_closest_marker("department")
    async with Proxy(server.component_port) as proxy:
        bridge = await start_bridge(
            server,
            component_port=proxy.port,
            department={"agents": jids, **(department.kwargs if department else {})},
        )
        yield Federation(server, proxy, bridge, start_agent, start_visitor, far)
