"""The widget as it is given to pages: the loader with this site's channels, and the files of its version for ever.

Rule 1: files are read once, when the application is built; nobody changes those of a version afterwards.
Rule 2: the loader is short-lived in caches, since channels change; everything it loads has its version in the path.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

import brotli
from quart import Blueprint, Response, abort, request

from bridge.directory import Channel, Directory
from web.reception import Reception

LOADER: Final = "widget.js"
_MANIFEST: Final = "manifest.json"
_SITE: Final = b"__PARLOUR_SITE__"
FOR_EVER: Final = "public, max-age=31536000, immutable"
FOR_SHORT: Final = "public, max-age=300, stale-while-revalidate=3600"
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file, plain and compressed (by content coding)."""

    name: str
    plain: bytes
    etag: str
    packed: Mapping[str, bytes] = field(default_factory=dict)


class WidgetFiles:
    """What the widget's build left in its folder."""

    def __init__(self, folder: Traversable) -> None:
        manifest = folder / _MANIFEST
        found: dict[str, Any] = json.loads(manifest.read_bytes()) if manifest.is_file() else {}
        self.version: str = found.get("version", "")
        self._files = {name: read_file(folder, name) for name in found.get("files", ())}
        self._loader: tuple[Directory, File] | None = None

    def file(self, name: str) -> File | None:
        """A file by its path below `/widget/`."""
        return None if name == LOADER else self._files.get(name)

    def part(self, name: str) -> tuple[File | None, bool]:
        """A part of this version, or of an earlier one: a page that was opened before an upgrade still holds the old
        loader, and is given today's file. The second value says whether the version is the one asked for.
        """
        exact = self.file(name)
        return exact or self.file(f"{self.version}/{name.rpartition('/')[2]}"), exact is not None

    def loader(self, directory: Directory) -> File | None:
        """`widget.js` for these channels; `None` when the widget has not been built."""
        template = self._files.get(LOADER)
        if template is None:
            return None
        if self._loader is None or self._loader[0] is not directory:
            plain = template.plain.replace(_SITE, build_site(self.version, directory.channels))
            packed = {"br": brotli.compress(plain), "gzip": gzip.compress(plain, 9, mtime=0)}
            self._loader = (directory, File(LOADER, plain, _etag(plain), packed))
        return self._loader[1]


def build_site(version: str, channels: Mapping[str, Channel]) -> bytes:
    """The object that the loader begins with, as a literal that is safe in any script."""
    looks = {key: _look(each) for key, each in channels.items()}
    literal = json.dumps({"version": version, "channels": looks}, separators=(",", ":"))
    return literal.replace("<", "\\u003c").encode("ascii")


def _look(channel: Channel) -> dict[str, object]:
    """What is not said is not so: most channels need not be longer."""
    look: dict[str, object] = {"name": channel.name(channel.locale), "color": channel.color}
    return {**look, "browsing": True} if channel.shows_browsing else look


def blueprint(reception: Reception, widget: WidgetFiles | None = None) -> Blueprint:
    """`/widget.js` and `/widget/…`."""
    pages = Blueprint("widget", __name__)
    shelf = widget or WidgetFiles(files("widget") / "dist")

    @pages.get("/widget.js")
    async def loader() -> Response:
        found = shelf.loader(reception.desk.directory)
        if found is None:
            abort(503, "The widget has not been built; see the README.")
        return answer_with(found, FOR_SHORT)

    @pages.get("/widget/<path:name>")
    async def part(name: str) -> Response:
        found, is_exact = shelf.part(name)
        if found is None:
            abort(404)
        return answer_with(found, FOR_EVER if is_exact else FOR_SHORT)

    return pages


def answer_with(found: File, cache: str) -> Response:
    """In the best coding that the browser takes, or 304 when it has the file."""
    coding = next((each for each in ("br", "gzip") if each in found.packed and _takes(each)), "")
    etag = f"{found.etag}-{coding}" if coding else found.etag
    response = Response(found.packed[coding] if coding else found.plain, content_type=_type(found.name))
    response.headers["Cache-Control"] = cache
    response.headers["Vary"] = "Accept-Encoding"
    if coding:
        response.headers["Content-Encoding"] = coding
    response.set_etag(etag)
    if request.if_none_match.contains_weak(etag):
        response.status_code = 304
        response.set_data(b"")
    return response


def _takes(coding: str) -> bool:
    return request.accept_encodings.quality(coding) > 0


def read_file(folder: Traversable, name: str) -> File:
    """With what was packed beside it."""
    plain = folder.joinpath(name).read_bytes()
    codings = {"br": folder.joinpath(f"{name}.br"), "gzip": folder.joinpath(f"{name}.gz")}
    return File(name, plain, _etag(plain), {key: each.read_bytes() for key, each in codings.items() if each.is_file()})


def _etag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:20]


def _type(name: str) -> str:
    return _TYPES.get("." + name.rpartition(".")[2], "application/octet-stream")
