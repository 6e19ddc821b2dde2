"""The same conversation on PostgreSQL, and the database goes away in the middle of it."""

import pytest

from tests.agents.agent import said
from tests.e2e.scene import Scene
from tests.servers.fixtures import StartAgent, StartBridge, StartServer, StartVisitor
from tests.servers.postgresql import PostgreSql
from tests.servers.proxy import Proxy
from tests.waiting import eventually


@pytest.mark.parametrize("for_long", [False, pytest.param(True, marks=pytest.mark.long)])
async def test_the_database_is_killed(
    postgresql: PostgreSql,
    start_server: StartServer,
    start_bridge: StartBridge,
    start_agent: StartAgent,
    start_visitor: StartVisitor,
    *,
    for_long: bool,
) -> None:
    """
    While PostgreSQL is away nothing is acknowledged; when it is back, what both said meanwhile arrives, once and in
    order, and nobody had to do anything; also when it is away for so long that the shard is lost.
    """
    server = await start_server("prosody")
    await server.register("ann@localhost")
    settings = {"visitors": {"token_secret": "only for this test, and long enough"}}
    async with Proxy(server.component_port) as proxy:
        store = await postgresql.create_database()
        bridge = await start_bridge(server, component_port=proxy.port, store=store, settings=settings)
        vera, ann, room = await Scene(server, proxy, bridge, start_agent, start_visitor).conversation()
        await postgresql.kill()
        cid = await vera.say("Written without a database")
        await ann.say(room, "Said without a database")
        assert cid not in vera.saved
        if for_long:
            await eventually(lambda: "shard_unknown" in bridge.log(), within=60, every=0.5)
        await postgresql.start()
        await vera.wait_saved(cid, within=40)
        await vera.hears("Said without a database", within=40)
        await ann.wait_for(said("Written without a database", room=room), within=40)
        await ann.say(room, "Good that it is back")
        await vera.hears("Good that it is back")
        texts = [message.text for message in vera.transcript() if message.side == "agent"]
        assert texts == ["Said without a database", "Good that it is back"]
