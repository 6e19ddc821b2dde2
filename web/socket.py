"""The visitor's WebSocket as Quart has it, as a `Wire`; everything else is in `visitor`."""

from typing import Final

from quart import Blueprint, Websocket, abort, websocket

from web.hardening import Disconnected, abort_of
from web.reception import Reception
from web.visitor import VisitorConnection

PROTOCOL: Final = "parlour.v1"


class SocketWire:
    """One accepted WebSocket."""

    __slots__ = ("_abort", "_is_closed", "_websocket", "address", "origin")

    def __init__(self, accepted: Websocket) -> None:
        self._websocket = accepted
        self._abort = abort_of(accepted)
        self._is_closed = False
        self.origin = accepted.headers.get("Origin", "")
        self.address = accepted.remote_addr or ""

    async def receive(self) -> str | bytes | None:
        try:
            return await self._websocket.receive()
        except Disconnected:
            return None

    async def send(self, text: str) -> None:
        if not self._is_closed:
            await self._websocket.send(text)

    async def close(self, code: int, reason: str) -> None:
        if not self._is_closed:
            self._is_closed = True
            await self._websocket.close(code, reason)

    def abort(self) -> None:
        self._is_closed = True
        self._abort()


def blueprint(reception: Reception) -> Blueprint:
    """`/visitor/socket`."""
    pages = Blueprint("socket", __name__)

    @pages.websocket("/visitor/socket")
    async def visitor_socket() -> None:
        if PROTOCOL not in websocket.requested_subprotocols:
            abort(400, f"The subprotocol “{PROTOCOL}” must be asked for.")
        await websocket.accept(subprotocol=PROTOCOL)
        accepted: Websocket = websocket._get_current_object()  # type: ignore[attr-defined]
        wire = SocketWire(accepted)
        await VisitorConnection(wire, reception).run()

    return pages
