"""The demonstration's own web pages: two small origins on loopback, from files, with strict headers.

                      ┌── /           page/    both sides in one page
    port 8080  Origin ┼── /client/    client/  the agent's side; /client/settings.json tells it who it is
                      ├── /profile/   web/static/agent/, how Converse.js is set up, also for /agent
                      └── /converse/  the cache
    free port  Origin ─── /           shop/    the sample shop; `?lang=fa` in Persian

Rule: only files that stood in the named directories at the start are answered, and only to a browser that asks for this
machine by its address, so that no other website can reach them by renaming itself (DNS rebinding).
"""

import mimetypes
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from bridge.cli.demo.ports import LOOPBACK

_KINDS: Final = {
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
_PAGE: Final = ".html"


@dataclass(frozen=True, slots=True)
class Folder:
    """Files under one path. `words` replace `$names` in its pages; `policy` is their Content-Security-Policy."""

    directory: Path
    policy: str = "default-src 'none'"
    words: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(init=False)

    def __post_init__(self) -> None:
        found = {file.relative_to(self.directory).as_posix(): file for file in self.directory.rglob("*.*")}
        object.__setattr__(self, "files", found)

    def find(self, name: str, language: str) -> Path | None:
        """The file of this name, or the page in `language` where there is one; `index.html` without a name."""
        name = name or f"index{_PAGE}"
        return self.files.get(f"{name.removesuffix(_PAGE)}.{language}{_PAGE}") or self.files.get(name)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser gets; `policy` as in `Folder`."""

    kind: str
    body: bytes
    policy: str = ""


class Origin(ThreadingHTTPServer):
    """One web server: `folders` go by their path (`/`, `/client/`), `documents` by their whole path."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        """Listens from here on; an `OSError` when the port is taken or not allowed."""
        super().__init__((LOOPBACK, port), _Handler)
        self.folders: dict[str, Folder] = {}
        self.documents: dict[str, bytes] = {}

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that left in the middle is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it was given to us

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_port}"

    def find(self, path: str, language: str) -> Answer | None:
        """What stands at a path; pages in `language` where there is one."""
        if path in self.documents:
            return Answer("application/json", self.documents[path])
        for prefix in sorted(self.folders, key=len, reverse=True):
            if path.startswith(prefix):
                return _read(self.folders[prefix], path.removeprefix(prefix), language)
        return None


@contextmanager
def answering(origin: Origin) -> Iterator[None]:
    """The origin answers for as long as the block lasts."""
    thread = threading.Thread(target=origin.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        origin.shutdown()
        thread.join()


def _read(folder: Folder, name: str, language: str) -> Answer | None:
    file = folder.find(unquote(name), language)
    if file is None:
        return None
    if file.suffix == _PAGE:
        text = Template(file.read_text("utf-8")).substitute(folder.words)
        return Answer("text/html; charset=utf-8", text.encode(), folder.policy)
    kind = _KINDS.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Answer(f"{kind}; charset=utf-8" if kind.startswith("text/") else kind, file.read_bytes(), folder.policy)


class _Handler(BaseHTTPRequestHandler):
    server: Origin
    protocol_version = "HTTP/1.1"
    server_version = "Parlour"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        language = parse_qs(address.query).get("lang", [""])[0]
        answer = self.server.find(address.path, language) if self._is_for_us() else None
        if answer is None:
            self._send(HTTPStatus.NOT_FOUND, Answer("text/plain; charset=utf-8", b"There is nothing here.\n"))
        else:
            self._send(HTTPStatus.OK, answer)

    do_HEAD = do_GET  # noqa: N815  (the base class's names)

    def _is_for_us(self) -> bool:
        return urlsplit(f"//{self.headers.get('Host', '')}").hostname in {LOOPBACK, "localhost"}

    def _send(self, status: HTTPStatus, answer: Answer) -> None:
        self.send_response(status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Content-Security-Policy", answer.policy or "default-src 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "same-origin")
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's names)
        """Says nothing: the terminal belongs to the reader."""
