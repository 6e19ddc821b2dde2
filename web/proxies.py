"""Who really asks, when proxies stand in between. An ASGI middleware, before everything else.

             visitor ──▶ proxy we trust ──▶ … ──▶ us        X-Forwarded-For: forged?, visitor, inner proxy

Rule 1: forwarded headers count only when the one who connected to us is a trusted proxy.
Rule 2: addresses are read from right to left, as long as each that told us is trusted; a forged one is never believed.
Rule 3: the scheme and host are those that the nearest proxy tells.
"""

from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Final

from web.options import Network

_REMEMBERED: Final = 1_024  # addresses

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


class TrustedProxies:
    """Puts the visitor's address, scheme and host where everybody looks for them."""

    def __init__(self, app: App, trusted: Iterable[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)
        self._is_trusted = lru_cache(_REMEMBERED)(self._look_up)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        peer = (scope.get("client") or ("",))[0]
        if scope["type"] in ("http", "websocket") and self._is_trusted(peer) and _is_forwarded(scope):
            scope = self._resolve(scope, peer)
        await self._app(scope, receive, send)

    def _resolve(self, scope: Scope, peer: str) -> Scope:
        told = _header(scope, b"x-forwarded-for")
        scheme = _last(_header(scope, b"x-forwarded-proto")).lower()
        host = _last(_header(scope, b"x-forwarded-host"))
        resolved = {**scope, "client": (self.visitor_address(peer, told), 0)}
        if scheme in ("http", "https"):
            is_secure = scheme == "https"
            resolved["scheme"] = ("wss" if is_secure else "ws") if scope["type"] == "websocket" else scheme
        if host:
            others = [each for each in scope["headers"] if each[0].lower() != b"host"]
            resolved["headers"] = [(b"host", host.encode("latin1")), *others]
        return resolved

    def visitor_address(self, peer: str, told: str) -> str:
        """The nearest address that is not one of our proxies, or the farthest that can be believed."""
        address = peer
        for hop in reversed(told.split(",")):
            if not self._is_trusted(address):
                break
            named = _bare(hop)
            if not named:
                break
            address = named
        return address

    def _look_up(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        mapped = getattr(parsed, "ipv4_mapped", None)
        return any((mapped or parsed) in network for network in self._trusted)


def _is_forwarded(scope: Scope) -> bool:
    """Whether a proxy says anything of where this comes from."""
    return any(name[:12].lower() == b"x-forwarded-" for name, _ in scope["headers"])


def _header(scope: Scope, name: bytes) -> str:
    """All lines of a header, joined as one list."""
    return ",".join(value.decode("latin1") for key, value in scope["headers"] if key.lower() == name)


def _last(listed: str) -> str:
    return listed.rpartition(",")[2].strip()


def _bare(hop: str) -> str:
    """An address without port and brackets; empty for what is none."""
    text = hop.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
