"""Free ports and addresses on loopback; the ports are below those of outgoing connections, as the demo takes them.

A server that is killed and started again must find its port free, however many connections other tests make
meanwhile. For the same reason each process that runs a part of the suite (pytest-xdist) has ports of its own.
"""

import contextlib
import os
import random
import socket
from pathlib import Path

from bridge.cli.demo.ports import LOOPBACK, SERVED, is_free, is_listening

__all__ = ["LOOPBACK", "S2S_PORT", "free_address", "free_port", "is_connected", "is_federating", "is_listening"]

#: Where servers look for each other when DNS names nothing else (RFC 6120 §3.2.2).
S2S_PORT = 5269

#: States of a connection of which its owner has not noticed that it ended, if it has.
_HELD = ("01", "08")

_WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

_left: list[int] = []


def free_port() -> int:
    """A port that nobody listens on; one that this process gave out before comes again only after all others."""
    while True:
        if not _left:
            _left.extend(SERVED[_WORKER::_WORKERS])
            random.SystemRandom().shuffle(_left)
        port = _left.pop()
        if is_free(port):
            return port


def free_address() -> str:
    """A loopback address of this process at which nobody listens for servers."""
    while True:
        low = random.SystemRandom().randrange(1, 2**16 - 1)
        address = f"127.{100 + _WORKER % 100}.{low >> 8}.{low & 0xFF}"
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind((address, S2S_PORT))
            return address


def is_federating(address: str) -> bool:
    """Whether a server accepts others at this address."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, S2S_PORT)) == 0


def is_connected(address: str, port: int) -> bool:
    """Whether somebody on this machine holds a connection to there, perhaps to nobody any more."""
    there = f"{socket.inet_aton(address)[::-1].hex().upper()}:{port:04X}"
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return any(row[2] == there and row[3] in _HELD for row in rows)
