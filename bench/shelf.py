"""A small web server for pages and the files of a peer, each packed once (brotli), as a careful site serves them."""

import asyncio
import mimetypes
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from string import Template
from typing import Self

import brotli

from tests.servers.ports import LOOPBACK


class Shelf:
    """`folders` by the path before their files; in pages, `words` take the place of `$names`."""

    def __init__(self, folders: Mapping[str, Path], words: Mapping[str, str]) -> None:
        self.port = 0
        self.words = dict(words)
        self._folders = folders
        self._packed: dict[str, bytes] = {}
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._answer_all, LOOPBACK, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(self._answer(head.split(b" ")[1].decode().partition("?")[0]))
                await writer.drain()
        writer.close()

    def _answer(self, path: str) -> bytes:
        prefix = next((each for each in self._folders if path.startswith(each)), None)
        file = self._folders[prefix] / path.removeprefix(prefix) if prefix else None
        if file is None or ".." in path or not file.is_file():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body, kind = self._pack(path, file), mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        lines = ("HTTP/1.1 200 OK", f"Content-Type: {kind}", "Content-Encoding: br", f"Content-Length: {len(body)}")
        return "\r\n".join((*lines, "Cache-Control: no-cache", "", "")).encode() + body

    def _pack(self, path: str, file: Path) -> bytes:
        if file.suffix in (".html", ".json"):
            return bytes(brotli.compress(Template(file.read_text("utf-8")).substitute(self.words).encode()))
        if path not in self._packed:
            self._packed[path] = brotli.compress(file.read_bytes())
        return self._packed[path]
