"""What each web server of the demonstration shows, and what its pages may load."""

import json
from pathlib import Path
from typing import Final

import web
from bridge.cli.demo.desk import CHANNEL, LOBBY, origin
from bridge.cli.demo.pages import Folder, Origin
from bridge.cli.demo.ports import LOOPBACK
from bridge.cli.demo.prosody import AGENTS, HOST, Server

_FILES: Final = Path(__file__).parent
_PROFILE: Final = Path(web.__file__).parent / "static" / "agent"


def open_shop(shop: Origin, *, desk_port: int, page: Origin) -> None:
    """The shop: as strict as a careful website is, with exactly what docs/site.md asks of it for the widget."""
    desk = origin(desk_port)
    policy = (
        f"default-src 'none'; script-src {desk}; connect-src {desk} {desk.replace('http', 'ws', 1)}; "
        f"img-src 'self' {desk}; style-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {page.url} http://localhost:{page.server_port}"
    )
    words = {"script": f'<script async src="{desk}/widget.js" data-channel="{CHANNEL}"></script>'}
    shop.folders["/"] = Folder(_FILES / "shop", policy, words)


def open_page(page: Origin, *, shop: Origin, server: Server, converse: Path) -> None:
    """Both sides in one page, and the agent's client, who signs in as the first agent."""
    agent = AGENTS[0]
    words = {
        "shop": shop.url,
        "agent": f"{agent}@{HOST}",
        "port": str(server.client_port),
        "host": LOOPBACK,
        **{f"password_{name}": password for name, password in server.passwords.items()},
    }
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self' {shop.url}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    client = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob: {server.http}; media-src 'self' {server.http}; font-src 'self' data:; "
        f"connect-src 'self' {server.websocket} {server.http}; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'"
    )
    page.folders["/"] = Folder(_FILES / "page", policy, words)
    page.folders["/client/"] = Folder(_FILES / "client", client)
    page.folders["/profile/"] = Folder(_PROFILE)
    page.folders["/converse/"] = Folder(converse)
    page.documents["/client/settings.json"] = json.dumps(
        {
            "jid": f"{agent}@{HOST}",
            "password": server.passwords[agent],
            "websocket": server.websocket,
            "lobby": LOBBY,
        }
    ).encode()
