"""Connections that are meant to exhaust something. Memory stays, the others are served."""

import asyncio
import secrets

import psutil
import pytest

from tests.e2e.rude_page import connected, frame, hello, upgrade
from tests.e2e.scene import Scene
from tests.servers.bridge import RunningBridge
from tests.servers.fixtures import StartBridge, StartVisitor
from tests.servers.ports import LOOPBACK
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually, in_time

MEGABYTE = 2**20


@pytest.fixture
def server_kind() -> str:
    """Nothing here depends on the XMPP server."""
    return "prosody"


async def test_a_page_that_does_not_read_costs_nothing(scene: Scene) -> None:
    """
    A page asks a hundred times for eight hundred kilobytes and reads none of it: the bridge does not keep it ready.
    """
    vera, omid = await scene.visitor("Vera"), await scene.visitor("Omid")
    for _ in range(200):
        last = await omid.say("x" * 4_000)
    await omid.wait_saved(last, within=60)
    async with connected(scene.bridge) as page:
        before = _memory(scene.bridge)
        page.transport.pause_reading()
        await page.send(hello(token=omid.token))
        for _ in range(100):
            await page.send('{"t":"sync","after":0}')
        await vera.wait_saved(await vera.say("Am I served?"))
        assert _memory(scene.bridge) - before < 30 * MEGABYTE
        page.transport.abort()


async def test_a_message_without_end_is_refused(scene: Scene) -> None:
    """
    A message of fragments that never ends is cut off as soon as it is too long, whatever it was meant to become.
    """
    before = _memory(scene.bridge)
    reader, writer = await _open(scene.bridge)
    writer.write(frame(b"{", is_last=False))
    piece = frame(b" " * 60_000, opcode=0, is_last=False)
    try:
        for _ in range(1_000):
            writer.write(piece)
            await in_time(writer.drain(), 5)
    except (OSError, TimeoutError):
        refused_early = True
    else:
        refused_early = False
    writer.transport.abort()
    assert refused_early or b"\x03\xf1" in await reader.read(4_096)
    assert _memory(scene.bridge) - before < 20 * MEGABYTE


async def test_nothing_is_inflated(scene: Scene) -> None:
    """
    Compression is not agreed to, so a small frame cannot become a large one: a compressed one ends the connection.
    """
    reader, writer = await asyncio.open_connection(LOOPBACK, scene.bridge.port)
    writer.write(upgrade(scene.bridge, Sec_WebSocket_Extensions="permessage-deflate; client_max_window_bits"))
    answer = await in_time(reader.readuntil(b"\r\n\r\n"), 5)
    assert b" 101 " in answer
    assert b"extensions" not in answer.lower()
    writer.write(frame(b"\x00" * 1_000, is_deflated=True))
    assert await in_time(_until_closed(reader), 10)


async def test_garbage_is_not_answered_with_a_fall(scene: Scene) -> None:
    """
    Bytes that are no HTTP, an upgrade without its protocol and a huge header harm nobody.
    """
    vera = await scene.visitor("Vera")
    for garbage in (secrets.token_bytes(2_000), b"GET / HTTP/9.9\r\n\r\n", b"GET /" + b"a" * 200_000, b"\x16\x03\x01"):
        _, writer = await asyncio.open_connection(LOOPBACK, scene.bridge.port)
        writer.write(garbage)
        writer.close()
    await vera.wait_saved(await vera.say("Still served?"))


async def test_sockets_that_come_and_go_leave_nothing(scene: Scene) -> None:
    """
    Ten thousand connections, opened and dropped without a word, cost no memory and no later visitor.
    """
    await _come_and_go(scene.bridge, 1_000)
    before = _memory(scene.bridge)
    await _come_and_go(scene.bridge, 9_000)
    vera = await scene.visitor("Vera")
    await vera.wait_saved(await vera.say("Is there a place left?"))
    await eventually(lambda: _memory(scene.bridge) - before < 15 * MEGABYTE)


async def test_one_address_cannot_take_all_places(
    prosody: XmppServer, start_bridge: StartBridge, start_visitor: StartVisitor
) -> None:
    """
    Past its share, an address is told to come back later; who is connected stays connected.
    """
    bridge = await start_bridge(prosody, settings={"http": {"max_connections_per_address": 2}})
    vera = await start_visitor(bridge, "Vera")
    await start_visitor(bridge, "Omid")
    reader, writer = await _open(bridge)
    assert await in_time(_until_closed(reader), 10)
    writer.close()
    await vera.wait_saved(await vera.say("I was here first"))


async def _open(bridge: RunningBridge) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(LOOPBACK, bridge.port)
    writer.write(upgrade(bridge))
    answer = await in_time(reader.readuntil(b"\r\n\r\n"), 5)
    assert b" 101 " in answer, answer
    return reader, writer


async def _come_and_go(bridge: RunningBridge, count: int) -> None:
    for _ in range(count // 100):
        opened = await asyncio.gather(*(_open(bridge) for _ in range(100)))
        for _, writer in opened:
            writer.transport.abort()


async def _until_closed(reader: asyncio.StreamReader) -> bool:
    try:
        while await reader.read(4_096):
            pass
    except ConnectionResetError:
        return True
    return True


def _memory(bridge: RunningBridge) -> int:
    """Bytes that the bridge holds."""
    return int(psutil.Process(bridge.pid).memory_info().rss)
