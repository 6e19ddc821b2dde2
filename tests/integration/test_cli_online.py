"""`parlour check --online` and a Parlour that runs: never both under one domain."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import pytest_asyncio

import config
from bridge.cli.online import PATIENCE, examine, examine_server
from bridge.store.sql import open_store
from config import Finding, Settings, Severity
from tests.integration.stores import forget
from tests.servers.bridge import RunningBridge
from tests.servers.fixtures import StartAgent, StartVisitor
from tests.servers.proxy import Proxy
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually

SOON = 1.0
# Whoever is away when an offer comes finds it later: on a shared server, the agents of other tests must not.
AGENT = "dora"


@dataclass(frozen=True, slots=True)
class Premises:
    """A server behind a proxy that counts connections, and a `parlour serve` that is not started yet."""

    server: XmppServer
    proxy: Proxy
    bridge: RunningBridge

    @property
    def settings(self) -> Settings:
        return config.read(self.bridge.config, {}).settings

    @property
    def domain(self) -> str:
        return self.server.component

    async def claim(self, holder: str, *, life: float) -> None:
        """As a process does that is killed afterwards."""
        store = await open_store(self.bridge.store, forget)
        assert await store.claim(self.domain, holder, life=life) is not None
        await store.close()

    async def holder(self) -> str | None:
        store = await open_store(self.bridge.store, forget)
        try:
            return await store.holder_of(self.domain)
        finally:
            await store.close()


@pytest_asyncio.fixture
async def premises(xmpp_server: XmppServer) -> AsyncIterator[Premises]:
    """Once with each kind of server."""
    async with Proxy(xmpp_server.component_port) as proxy:
        department = {"agents": [f"{AGENT}@{xmpp_server.host}"]}
        settings: dict[str, dict[str, Any]] = {"visitors": {"token_secret": "k" * 16}}
        settings["departments"] = {"support": department}
        bridge = RunningBridge(xmpp_server, component_port=proxy.port, settings=settings)
        try:
            yield Premises(xmpp_server, proxy, bridge)
        finally:
            await bridge.close()


async def test_a_running_parlour_is_left_alone(
    premises: Premises, start_agent: StartAgent, start_visitor: StartVisitor
) -> None:
    """
    The check does not connect: it says which node runs, looks at the rest, and the conversation goes on.
    """
    bridge = await premises.bridge.start()
    dora = await start_agent(premises.server, AGENT)
    await dora.join(bridge.lobby)
    vera = await start_visitor(bridge, "Vera")
    settings = premises.settings
    found = [each async for each in examine(settings, tell=print, patience=SOON)]
    assert [each.path.partition(" ")[0] for each in found] == ["store", "xmpp.server", "public_url"]
    assert [each.severity for each in found] == [Severity.FINE, Severity.PROBLEM, Severity.FINE]
    assert settings.node in found[1].text
    assert premises.proxy.accepted == 1
    await vera.say("Are you still there?")
    await dora.wait_for(lambda heard: "still there" in (heard.body or ""))


async def test_what_a_killed_process_left_behind_is_waited_for(premises: Premises) -> None:
    """
    Whoever waits is told for whom; when the claim has expired, everything is examined, and the shard is free again.
    """
    told: list[str] = []
    await premises.claim("gone", life=SOON)
    found = [each async for each in examine_server(premises.settings, tell=told.append, patience=PATIENCE)]
    assert [each for each in found if each.severity in (Severity.PROBLEM, Severity.FATAL)] == []
    assert "archive" in {each.path for each in found}
    assert ["gone" in each for each in told] == [True]
    assert await premises.holder() is None


async def test_a_parlour_that_starts_meanwhile_waits(premises: Premises) -> None:
    """
    It serves its pages, does not connect while the check holds the shard, and has it afterwards.
    """
    await (await open_store(premises.bridge.store, forget)).close()
    async with aclosing(examine_server(premises.settings, tell=print)) as findings:
        first: Finding = await anext(findings)
        assert (first.severity, first.path) == (Severity.FINE, "xmpp.server")
        bridge = await premises.bridge.start(until_ready=False)

        async def is_waiting() -> bool:
            return '"shard":false' in (await bridge.get("/readyz"))[1].replace(" ", "")

        await eventually(is_waiting, within=30)
        holder = await premises.holder()
        assert holder is not None
        assert holder.startswith("check-")
        rest = [each async for each in findings]
        assert [each for each in rest if each.severity in (Severity.PROBLEM, Severity.FATAL)] == []
        assert premises.proxy.accepted == 1
    await bridge.ready()
    assert await premises.holder() == premises.settings.node


async def test_without_a_database_nobody_can_be_running(premises: Premises) -> None:
    """
    Before the first start the server is examined as it is, and no file is made.
    """
    found = [each async for each in examine_server(premises.settings, tell=print)]
    assert "archive" in {each.path for each in found}
    assert not await asyncio.to_thread((premises.bridge.directory / "parlour.db").exists)
