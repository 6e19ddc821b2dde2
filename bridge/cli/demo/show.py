"""The demonstration from its first line to its last.

    port free? ─▶ programs there? ─▶ client in the cache? ─▶ Prosody ─▶ Parlour ─▶ ready, said once
                                                                                        │
    the directory removed ◀─ what was started ended, in reverse ◀─ told to end, or a part ended

A problem on the way takes the same road back.
"""

import asyncio
import signal
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from bridge.cli.demo import converse, desk, prosody, sites
from bridge.cli.demo.child import Child
from bridge.cli.demo.pages import Origin, answering
from bridge.cli.demo.ports import free_ports
from bridge.cli.demo.problem import DemoProblem
from bridge.cli.demo.terminal import Ready, Terminal
from bridge.cli.printing import print_problem

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def command(port: int, json: bool) -> int:
    """Shows everything until told to stop; the exit code. `port` is the page's, 0 for any free one."""
    try:
        asyncio.run(_until_told(port, as_json=json))
    except DemoProblem as problem:
        print_problem(str(problem), problem.fix)
        return 1
    except OSError as error:
        print_problem(f"The demonstration cannot run: {error}.")
        return 1
    return 0


async def _until_told(port: int, *, as_json: bool) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, told.set)
    show = asyncio.create_task(_show(port, as_json=as_json))
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait({show, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    show.cancel()
    with suppress(asyncio.CancelledError):
        await show


async def _show(port: int, *, as_json: bool) -> None:
    terminal = Terminal(as_json=as_json)
    with (
        _listen(port) as page,
        _listen(0) as shop,
        tempfile.TemporaryDirectory(prefix="parlour-demo-", ignore_cleanup_errors=True) as name,
        terminal.working(),
    ):
        await _play(Path(name), terminal, page=page, shop=shop)


async def _play(directory: Path, terminal: Terminal, *, page: Origin, shop: Origin) -> None:
    """Starts everything in an empty directory, says that it is ready, and goes on until a part ends."""
    prosody.check_is_installed()
    client = converse.find_cache()
    if not client.is_dir():
        terminal.say("Fetching the agent's web client from npm, this once")
        await converse.fetch(client)
    (port,) = free_ports(1)
    terminal.say("Starting a private Prosody")
    async with prosody.serving(directory / "prosody", usual_port=not terminal.as_json) as (server, xmpp):
        terminal.say("Starting Parlour")
        async with desk.serving(directory, server, port=port, shop=shop.url) as parlour:
            sites.open_shop(shop, desk_port=port, page=page)
            sites.open_page(page, shop=shop, server=server, converse=client)
            with answering(page), answering(shop):
                terminal.show(Ready(page.url, f"{desk.origin(port)}/console", server))
                await _first_end(xmpp, parlour)


async def _first_end(*children: Child) -> None:
    """Waits until one of them ends by itself, which none should."""
    ends = {asyncio.create_task(child.ended()): child for child in children}
    try:
        done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for end in ends:
            end.cancel()
    raise ends[done.pop()].problem("ended unexpectedly")


def _listen(port: int) -> Origin:
    try:
        return Origin(port)
    except OSError as error:
        reason = "is taken" if port else "cannot be had"
        raise DemoProblem(
            f"Port {port} {reason} ({error.strerror or error}).", "Choose another: parlour demo --port 8081"
        ) from error
