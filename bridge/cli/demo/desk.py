"""Parlour itself, as an administrator would run it: a `parlour.yaml`, and `parlour serve`."""

import asyncio
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bridge.cli.demo.child import Child, running
from bridge.cli.demo.ports import LOOPBACK
from bridge.cli.demo.prosody import AGENTS, COMPONENT, HOST, MUC, Server

DEPARTMENT: Final = "support"
CHANNEL: Final = "shop"
LOBBY: Final = f"{DEPARTMENT}-lobby@{MUC}"

#: Seconds in which it must be ready, and between two looks.
_START: Final = 30.0
_EVERY: Final = 0.05


@asynccontextmanager
async def serving(directory: Path, server: Server, *, port: int, shop: str) -> AsyncIterator[Child]:
    """Parlour on `port`, ready: connected to the server, its lobby made. `shop` is the only origin it welcomes."""
    config = directory / "parlour.yaml"
    config.touch(0o600)
    config.write_text(build_config(server, port=port, shop=shop))
    command = [sys.executable, "-m", "bridge", "serve", "-c", config]
    async with running("Parlour", command, log=directory / "parlour.log", environ=_environ()) as child:
        await _ready(child, f"{origin(port)}/readyz")
        yield child


def origin(port: int) -> str:
    """The address under which browsers reach a port of this machine."""
    return f"http://{LOOPBACK}:{port}"


def build_config(server: Server, *, port: int, shop: str) -> str:
    """`parlour.yaml`; JSON's texts are YAML's, too."""
    agents = ", ".join(f"{{jid: {name}@{HOST}, name: {name.capitalize()}}}" for name in AGENTS)
    return f"""\
public_url: {origin(port)}
http: {{listen: "{LOOPBACK}:{port}"}}
xmpp:
  server: "{LOOPBACK}:{server.component_port}"
  domain: {COMPONENT}
  secret: {json.dumps(server.secret)}
  muc: {MUC}
departments:
  {DEPARTMENT}:
    name: {{en: Support, fa: پشتیبانی}}
    agents: [{agents}]
channels:
  {CHANNEL}:
    name: {{en: Oak & Sons, fa: بلوط و پسران}}
    origins: ["{shop}"]
"""


async def _ready(child: Child, url: str) -> None:
    try:
        async with asyncio.timeout(_START):
            while not await asyncio.to_thread(_answers, url):
                if child.has_ended:
                    raise child.problem("ended while it started")
                await asyncio.sleep(_EVERY)
    except TimeoutError:
        raise child.problem(f"was not ready within {_START:g} seconds") from None


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  (our own http address)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _environ() -> dict[str, str]:
    """Ours, without what would change the settings of the demonstration."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PARLOUR_")}
