"""A web server of the site's own, as far as it answers commands: what it is asked is kept, what it answers is laid out.

async with HookServer() as shop:
    shop.answer = {"text": "Order 4711: shipped"}
"""

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Self

from tests.servers.ports import LOOPBACK, free_port

#: As in the examples of Standard Webhooks; `KEY` is what it says.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = base64.b64decode(SECRET.removeprefix("whsec_"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `headers` have their names in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    @property
    def is_signed(self) -> bool:
        """By somebody who has the key, as the specification says."""
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        signature = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
        return self.headers["webhook-signature"] == f"v1,{signature}"


class HookServer:
    """Answers with `status`, further `headers` and `answer` (bytes as they are, anything else as JSON), as soon as
    `may_answer` is set; `length` is what it says that the answer has, where that is not so.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.asked: list[Asked] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.answer: Any = {}
        self.length: int | None = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/hooks/order"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, LOOPBACK, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nobody answers here any more."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.asked.append(await _read(reader))
            await self.may_answer.wait()
            body = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
            head = [f"HTTP/1.1 {self.status} As laid out", *(f"{key}: {value}" for key, value in self.headers.items())]
            head += [] if self.status == 204 else [f"content-length: {self.length or len(body)}"]
            writer.write("\r\n".join([*head, "connection: close", "", ""]).encode())
            writer.write(b"" if self.status == 204 else body)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    return Asked(head[0], headers, await reader.readexactly(int(headers["content-length"])))
