"""`/agent`: a client for agents who have none, with the files of Converse.js that `parlour agent-client fetch` left.

Rule 1: only the agents' own server is spoken to. The page knows nobody's address or password; which lobby is theirs,
        the component tells agents who have signed in.
Rule 2: Converse.js sets styles inline, so this one page may; scripts stand in files here as everywhere.
Rule 3: its files are read once, when the application is built, and have their version in the path.
"""

import hashlib
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from quart import Blueprint, Response, abort

from web.options import AgentClient
from web.pages import DEFAULT, render_page
from web.reception import Reception
from web.widget_files import FOR_EVER, File, answer_with, read_file
from web.words import asked_tongue

PATH: Final = "/agent"
_PROGRAM: Final = "converse.min.js"
_PACKED: Final = (".br", ".gz")


class AgentFiles:
    """What stands in the directory; nothing where it is not there."""

    def __init__(self, folder: Path) -> None:
        found = sorted(each.relative_to(folder) for each in folder.rglob("*") if each.is_file())
        names = [each.as_posix() for each in found if each.suffix not in _PACKED]
        self._files = {name: read_file(folder, name) for name in names}
        marks = "".join(f"{name} {file.etag}" for name, file in self._files.items())
        self.version = hashlib.sha256(marks.encode()).hexdigest()[:12]

    @property
    def are_there(self) -> bool:
        return _PROGRAM in self._files

    def find(self, version: str, name: str) -> File | None:
        return self._files.get(name) if version == self.version else None


def policy(client: AgentClient) -> dict[str, str]:
    """What this page may do besides what all our pages may. COMPAT Converse.js 14: styles in attributes."""
    socket = urlsplit(client.websocket)
    host = f"{socket.scheme.replace('ws', 'http', 1)}://{socket.netloc}"
    shared = f"{host} https://{client.upload}:*" if client.upload else host
    return {
        "style-src": "'self' 'unsafe-inline'",
        "img-src": f"'self' data: blob: {shared}",
        "media-src": f"'self' data: blob: {shared}",
        "font-src": "'self' data:",
        "connect-src": f"'self' {socket.scheme}://{socket.netloc} {shared}",
    }


def blueprint(reception: Reception) -> Blueprint:
    """`/agent`, and `/agent/files/…`."""
    pages = Blueprint("agent", __name__)
    client = reception.options.agent_client
    shelf = AgentFiles(client.files) if client else None

    @pages.get(PATH)
    async def agent() -> Response:
        tongue = asked_tongue()
        if client is None or shelf is None:
            said = "agent_client: {enabled: true, websocket: wss://xmpp.example.org/xmpp-websocket}"
            return await render_page("agent_missing.html", tongue, 404, text=tongue.words["agent_off"], command=said)
        if not shelf.are_there:
            said = "parlour agent-client fetch"
            return await render_page(
                "agent_missing.html", tongue, 503, text=tongue.words["agent_no_files"], command=said
            )
        channel = reception.channel(DEFAULT)
        files = f"{PATH}/files/{shelf.version}/"
        settings: dict[str, Any] = {
            "files": files,
            "websocket_url": client.websocket,
            "component": client.component,
            "i18n": tongue.language,
            "color": channel.color,
        }
        name = channel.name(tongue.language)
        return await render_page("agent.html", tongue, name=name, files=files, settings=settings)

    @pages.get(f"{PATH}/files/<version>/<path:name>")
    async def file(version: str, name: str) -> Response:
        found = shelf.find(version, name) if shelf else None
        if found is None:
            abort(404)
        return answer_with(found, FOR_EVER)

    return pages
