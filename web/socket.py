"""The visitor's WebSocket, straight from the server and past Quart, as a `Wire` (ASGI 3.0, WebSocket 2.3).

             server ──▶ TrustedProxies ──▶ Sockets ─┬─ WebSocket: /visitor/socket ──▶ VisitorConnection
                                                     └─ HTTP ──▶ Quart

Rule 1: frames are pulled when the handler asks for one; until then they stay in the network.
Rule 2: no other address takes WebSockets.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from web.hardening import abort_of
from web.proxies import App, Scope
from web.reception import Reception
from web.visitor import VisitorConnection

PATH: Final = "/visitor/socket"
PROTOCOL: Final = "parlour.v1"


class SocketWire:
    """One accepted WebSocket."""

    __slots__ = ("_abort", "_is_closed", "_receive", "_send", "address", "origin", "user_agent")

    def __init__(self, scope: Scope, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
        self._receive = receive
        self._send = send
        self._abort = abort_of(scope)
        self._is_closed = False
        self.origin = _header(scope, b"origin")
        self.user_agent = _header(scope, b"user-agent")
        self.address = (scope.get("client") or ("",))[0]

    async def receive(self) -> str | bytes | None:
        while True:
            event = await self._receive()
            if event["type"] == "websocket.receive":
                words = event.get("text")
                return words if words is not None else event["bytes"] or b""
            if event["type"] == "websocket.disconnect":
                return None

    async def send(self, text: str) -> None:
        if not self._is_closed:
            await self._send({"type": "websocket.send", "text": text})

    async def close(self, code: int, reason: str) -> None:
        if not self._is_closed:
            self._is_closed = True
            await self._send({"type": "websocket.close", "code": code, "reason": reason})

    def abort(self) -> None:
        self._is_closed = True
        self._abort()


class Sockets:
    """Takes visitors' WebSockets; everything else goes on to `app`."""

    def __init__(self, app: App, reception: Reception) -> None:
        self._app = app
        self._reception = reception

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
        elif scope["path"] != PATH:
            await _refuse(send, HTTPStatus.NOT_FOUND, "There is nothing here.")
        elif PROTOCOL not in scope["subprotocols"]:
            await _refuse(send, HTTPStatus.BAD_REQUEST, f"The subprotocol “{PROTOCOL}” must be asked for.")
        else:
            await send({"type": "websocket.accept", "subprotocol": PROTOCOL, "headers": []})
            await VisitorConnection(SocketWire(scope, receive, send), self._reception).run()


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin1") for name, value in scope["headers"] if name == wanted), "")


async def _refuse(send: Any, status: HTTPStatus, text: str) -> None:
    """An answer in place of the handshake's."""
    code = status.phrase.lower().replace(" ", "_")
    body = json.dumps({"error": {"code": code, "text": text}}).encode()
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "websocket.http.response.start", "status": status.value, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})
