"""Free ports on loopback.

They are taken from below the range from which the kernel serves outgoing connections, so that no connection
made meanwhile can sit on one before its server listens.
"""

import random
import socket
from pathlib import Path
from typing import Final

LOOPBACK: Final = "127.0.0.1"

_OUTGOING: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LINUX_FIRST_OUTGOING: Final = 32_768


def _first_outgoing() -> int:
    try:
        return int(_OUTGOING.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return _LINUX_FIRST_OUTGOING


SERVED: Final = range(10_000, max(12_000, _first_outgoing()))
"""The ports to choose from."""

_source = random.SystemRandom()


def free_ports(count: int) -> list[int]:
    """Different ports that nobody listens on now."""
    found: list[int] = []
    while len(found) < count:
        port = _source.choice(SERVED)
        if port not in found and is_free(port):
            found.append(port)
    return found


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of loopback."""
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def is_listening(port: int) -> bool:
    """Whether somebody accepts connections on this port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
