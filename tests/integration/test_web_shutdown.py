"""How the visitors' side ends: every page is told when to come back, nobody can hold the end up."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.integration.web_house import Page, hello, open_house
from tests.integration.web_wire import TEXT, masked, open_tcp, open_wire

ROOT = Path(__file__).parents[2]

#: Seconds. A quiet machine needs a tenth of it.
SOON = 3.0

#: This Python, and others with the same libraries (paths, separated by colons) where there are any.
PYTHONS = [sys.executable, *filter(None, os.environ.get("PARLOUR_TEST_PYTHONS", "").split(":"))]


@asynccontextmanager
async def process(python: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """A server in a process of its own, and its port."""
    child = await asyncio.create_subprocess_exec(
        python,
        "-m",
        "tests.integration.web_process",
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert child.stdout is not None
        async with asyncio.timeout(30):
            while not (line := await child.stdout.readline()).startswith(b"port "):
                assert line, "the server ended before it listened"
        yield child, int(line.split()[1])
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


@pytest.mark.parametrize("python", PYTHONS, ids=[Path(each).parents[1].name for each in PYTHONS])
async def test_sigterm_tells_every_page_and_ends(python: str) -> None:
    """With sockets, streams and half a request open: `retry` and 1012 to each page, and exit 0 soon after."""
    async with process(python) as (child, port), open_tcp(port) as half, open_tcp(port) as stream:
        await half.send(b"POST /visitor/frames HTTP/1.1\r\nHost: x\r\nContent-Le")
        body = json.dumps(hello())
        await stream.send(
            f"POST /visitor/stream HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        await stream.reader.readuntil(b"welcome")
        pages = [Page(f"ws://127.0.0.1:{port}/visitor/socket", {}) for _ in range(20)]
        for page in pages:
            await page.__aenter__()
        child.send_signal(signal.SIGTERM)
        for page in pages:
            assert (await page.hear("retry"))["after"] >= 1
            assert await page.closed() == 1012
        told = time.monotonic()
        assert b'"t":"retry"' in await stream.reader.read()
        async with asyncio.timeout(10):
            assert await child.wait() == 0
        assert time.monotonic() - told < SOON


async def test_a_page_that_does_not_say_goodbye_is_cut() -> None:
    """A page that never answers the close holds nobody up for longer than half a second."""
    async with open_house() as house, open_wire(house.server.port) as wire:
        await wire.send(masked(TEXT, json.dumps(hello()).encode()))
        await wire.frame()
        began = time.monotonic()
        await house.server.stop()
        assert time.monotonic() - began < SOON
        assert len(house.server) == 0


async def test_a_page_that_does_not_read_is_cut() -> None:
    """Neither does one whose connection is full."""
    async with open_house(send_limit=60) as house, open_wire(house.server.port) as wire:
        await wire.send(masked(TEXT, json.dumps(hello()).encode()))
        await wire.pushes(masked(TEXT, b'{"t":"ping"}') * 4_000, limit=100_000_000)
        began = time.monotonic()
        await house.server.stop()
        assert time.monotonic() - began < 7
        assert len(house.server) == 0


async def test_whoever_comes_while_the_server_ends_is_sent_away() -> None:
    """After the end has begun nobody is admitted; the port is free for the next process."""
    async with open_house() as house:
        port = house.server.port
        await house.server.stop()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
