"""Which web pages may carry a channel. A browser tells the page's origin (RFC 6454), and pages cannot forge it."""

from typing import Final
from urllib.parse import urlsplit

from bridge.directory import Channel, Directory

_PORTS: Final = {"http": 80, "https": 443}


def normal_origin(text: str) -> str:
    """Scheme, host and port in one spelling (`https://shop.example.org`); empty for what is no page's."""
    try:
        parts = urlsplit(text.strip().lower())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = port is None or port == _PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" if usual else f"{parts.scheme}://{host}:{port}"


def may_carry(channel: Channel, origin: str, public_url: str) -> bool:
    """Whether a page of this origin may: every page where the channel lists none, our own always."""
    if not channel.origins:
        return True
    known = normal_origin(origin)
    return bool(known) and (known == normal_origin(public_url) or known in map(normal_origin, channel.origins))


def may_ask(directory: Directory, origin: str, public_url: str) -> bool:
    """Whether there is any channel that a page of this origin may carry: all that a CORS preflight can be told."""
    return any(may_carry(channel, origin, public_url) for channel in directory.channels.values())
