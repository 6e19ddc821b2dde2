"""What the demonstration says on the terminal: where to look, and how to sign in with another client."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from bridge.cli.demo.ports import LOOPBACK
from bridge.cli.demo.prosody import COMPONENT, HOST, MUC, Server


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything answers: the page's URL, the console's, and the server with its accounts."""

    site: str
    console: str
    server: Server

    def build(self) -> dict[str, Any]:
        """What `--json` prints; the shape is part of the outer face (`docs/`)."""
        accounts = self.server.passwords.items()
        return {
            "site": self.site,
            "console": self.console,
            "agents": [{"jid": f"{name}@{HOST}", "password": password} for name, password in accounts],
            "xmpp": {"host": LOOPBACK, "port": self.server.client_port},
            "muc": MUC,
            "component": COMPONENT,
        }


class Terminal:
    """With `as_json`, standard output gets one line and nothing else; progress goes to standard error."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._console = Console(stderr=as_json, highlight=False)
        self._status = self._console.status("")

    @contextmanager
    def working(self) -> Iterator[None]:
        """A sign of life until `show`, where the terminal can draw one."""
        try:
            yield
        finally:
            self._status.stop()

    def say(self, doing: str) -> None:
        self._status.update(f"{doing} …")
        self._status.start()

    def show(self, ready: Ready) -> None:
        """Says that everything is ready, once."""
        self._status.stop()
        if self.as_json:
            print(json.dumps(ready.build()), flush=True)
            return
        self._console.print(
            Panel(_build_table(ready), title="Parlour", title_align="left", expand=False, padding=(1, 2))
        )


def _build_table(ready: Ready) -> Table:
    table = Table.grid(padding=(0, 3))
    table.add_column(style="dim")
    table.add_column()
    table.add_row("Open", f"[bold][link={ready.site}]{ready.site}[/link][/bold]   the shop and the agent, side by side")
    table.add_row("", "Write in the shop's chat, then answer as Ann: reply [bold]take[/bold].")
    table.add_row("", "")
    for name, password in ready.server.passwords.items():
        table.add_row(name.capitalize(), f"{name}@{HOST}   password [bold]{password}[/bold]")
    table.add_row("Server", f"{LOOPBACK}, port {ready.server.client_port}, with or without encryption")
    table.add_row("", "for any other XMPP client on this machine")
    table.add_row("", "")
    table.add_row("End", "Ctrl-C; nothing stays behind")
    return table
