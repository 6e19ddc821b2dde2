"""Who really asks, through proxies that may be trusted and headers that may be forged."""

from ipaddress import ip_network
from typing import Any

import pytest

from web.proxies import TrustedProxies

TRUSTED = [ip_network("127.0.0.1/32"), ip_network("::1/128"), ip_network("10.0.0.0/8")]


async def asked(peer: str, *headers: tuple[str, str], kind: str = "http") -> dict[str, Any]:
    """The scope as the application sees it."""
    seen: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.append(scope)

    raw = [(name.encode(), value.encode("latin1")) for name, value in (("host", "inside"), *headers)]
    scope = {"type": kind, "client": (peer, 4711), "scheme": "ws" if kind == "websocket" else "http", "headers": raw}
    await TrustedProxies(application, TRUSTED)(scope, None, None)
    return seen[0]


@pytest.mark.parametrize(
    ("peer", "told", "address"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("::1", "2001:db8::1", "2001:db8::1"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
        ("127.0.0.1", "10.9.9.9, 10.1.2.3", "10.9.9.9"),
        ("127.0.0.1", "203.0.113.7:51234", "203.0.113.7"),
        ("127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, <script>, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("192.0.2.1", "203.0.113.7", "192.0.2.1"),
    ],
)
async def test_the_nearest_address_that_is_no_proxy_of_ours_counts(peer: str, told: str, address: str) -> None:
    """
    From right to left through trusted proxies; what stands to the left of a stranger was said by a stranger.
    """
    assert (await asked(peer, ("X-Forwarded-For", told)))["client"][0] == address


async def test_several_lines_are_one_list() -> None:
    """
    A forged first line does not hide the proxy's own.
    """
    scope = await asked("127.0.0.1", ("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.7"))
    assert scope["client"][0] == "203.0.113.7"


async def test_scheme_and_host_are_taken_from_a_trusted_proxy_only() -> None:
    """
    A socket's scheme becomes wss; a stranger changes nothing.
    """
    told = (("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "chat.example"))
    inside = await asked("127.0.0.1", *told, kind="websocket")
    assert inside["scheme"] == "wss"
    assert [value for name, value in inside["headers"] if name == b"host"] == [b"chat.example"]
    outside = await asked("192.0.2.1", *told)
    assert outside["scheme"] == "http"
    assert (b"host", b"inside") in outside["headers"]
