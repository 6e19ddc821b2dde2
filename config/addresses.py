"""Addresses of all kinds, checked and brought into one form: JIDs, domains, endpoints, origins, URLs, networks,
colours.

Pure functions from text to text (or a small value); each raises `SettingError` with a sentence for people. JIDs are
checked here by the rules of RFC 7622 that an administrator can break by mistake; the XMPP server has the last word.
"""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from config.findings import SettingError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_FORBIDDEN_IN_NAMES = set("\"&'/:<>@")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_JID_FIX = "Write it as name@server, such as ann@example.org."


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A host and a TCP port; as text `127.0.0.1:8080` or `[::1]:8080`."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


_WEBSOCKET = re.compile(
    r"(?P<scheme>wss?)://(?P<host>[A-Za-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?"
)


def parse_jid(value: str) -> str:
    """A bare address `name@server` in lower case (RFC 7622 §3)."""
    name, at, domain = value.strip().partition("@")
    if not at or not name:
        raise SettingError(f"“{value}” is not an XMPP address.", fix=_JID_FIX)
    if "/" in domain:
        raise SettingError(f"“{value}” names one device (the part after “/”).", fix=_JID_FIX)
    name = unicodedata.normalize("NFC", name.lower())
    if len(name.encode()) > 1023 or any(_is_forbidden(character) for character in name):
        raise SettingError(f"“{value}” has characters that an XMPP address cannot have before the “@”.", fix=_JID_FIX)
    return f"{name}@{parse_domain(domain)}"


def _is_forbidden(character: str) -> bool:
    return character in _FORBIDDEN_IN_NAMES or character.isspace() or unicodedata.category(character)[0] == "C"


def parse_domain(value: str) -> str:
    """A host name or IP address in lower case, without a dot at its end."""
    domain = unicodedata.normalize("NFC", value.strip().lower()).removesuffix(".")
    if _parse_ip(domain.strip("[]")) is not None:
        return domain
    if "@" in value or "://" in value:
        raise SettingError(f"“{value}” is not a domain.", fix="Write only the domain, such as conference.example.org.")
    if not domain or len(domain) > 253 or not all(_LABEL.fullmatch(label) for label in domain.split(".")):
        raise SettingError(f"“{value}” is not a domain.", fix="Write a host name, such as conference.example.org.")
    return domain


def _parse_ip(value: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(value)
    except ValueError:
        return None


def parse_endpoint(value: object) -> Endpoint:
    """Host and port from `host:port`; the port is 1 to 65535, or 0 for any free one."""
    if isinstance(value, Endpoint):
        return value
    fix = "Write a host and a port, such as 127.0.0.1:8080 or [::1]:8080."
    host, colon, port = str(value).strip().rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65535 or (":" in host and bare == host):
        raise SettingError(f"“{value}” is not a host and a port.", fix=fix)
    return Endpoint(parse_domain(bare), int(port))


def parse_origin(value: str) -> str:
    """A web origin as browsers send it (RFC 6454): `https://shop.example.org`, lower case, without the usual port."""
    fix = "Write scheme and host only, such as https://shop.example.org."
    parts = _split(value, fix)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username is not None:
        raise SettingError(f"“{value}” is more than an origin.", fix=fix)
    host = parse_domain(parts.hostname or "")
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://[{host}]{port}" if ":" in host else f"{parts.scheme}://{host}{port}"


def parse_public_url(value: str) -> str:
    """The address under which browsers reach Parlour, without a slash at its end; a host of its own, so no path."""
    fix = "Give Parlour a host name of its own, such as https://chat.example.org."
    parts = _split(value, fix)
    if parts.path.rstrip("/"):
        raise SettingError(f"“{value}” has a path, and Parlour's pages stand at the root of their host.", fix=fix)
    return parse_origin(value)


def _split(value: str, fix: str) -> SplitResult:
    try:
        parts = urlsplit(value.strip())
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingError(f"“{value}” is not an http or https address.", fix=fix)
    return parts


def parse_network(value: object) -> Network:
    """An address range (CIDR); a single address is a range of one."""
    try:
        return ipaddress.ip_network(str(value).strip())
    except ValueError:
        fix = "Write a range such as 127.0.0.1/32, 10.0.0.0/8 or 2001:db8::/32."
        raise SettingError(f"“{value}” is not a range of addresses.", fix=fix) from None


def parse_colour(value: str) -> str:
    """A colour as `#rrggbb` in lower case; `#rgb` is its short form."""
    text = value.strip()
    if not _COLOUR.fullmatch(text):
        raise SettingError(f"“{value}” is not a colour.", fix='Write it as "#0b6e4f", in quotes: # begins a comment.')
    digits = text[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def parse_hook_url(value: str) -> str:
    """Where a web server answers commands; unencrypted only on this machine, since what is known of visitors travels
    there.
    """
    fix = "Write https://, the host, and the path, such as https://shop.example.org/hooks/order."
    url = value.strip()
    parts = _split(url, fix)
    if parts.username is not None or parts.fragment or any(each.isspace() for each in url):
        raise SettingError("A password, a blank or a “#” cannot stand in this address.", fix=fix)
    if parts.scheme == "http" and not _is_loopback(parse_domain(parts.hostname or "")):
        raise SettingError("What is known of visitors would travel unencrypted.", fix=fix)
    return url


def _is_loopback(host: str) -> bool:
    address = _parse_ip(host)
    return host == "localhost" if address is None else address.is_loopback


def parse_websocket_url(value: str) -> str:
    """Where an XMPP server takes WebSockets; unencrypted only on this machine, since passwords travel there."""
    found = _WEBSOCKET.fullmatch(value.strip())
    fix = "Write wss://, the host, and the path, such as wss://xmpp.example.org/xmpp-websocket."
    if found is None:
        raise SettingError(f"“{value}” is not the address of a WebSocket.", fix=fix)
    if found["scheme"] == "ws" and found["host"] not in ("localhost", "127.0.0.1", "[::1]"):
        raise SettingError("Passwords would travel unencrypted.", fix=fix)
    return found[0]
