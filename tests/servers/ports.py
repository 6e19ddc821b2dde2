"""Free ports on loopback.

They are taken from below the range from which the kernel serves outgoing connections: a server that is killed and
started again must find its port free, however many connections other tests make meanwhile. For the same reason each
process that runs a part of the suite (pytest-xdist) has ports of its own.
"""

import os
import random
import socket

LOOPBACK = "127.0.0.1"

_WORKERS = 8
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
_RANGE = range(12_000 + _WORKER, 32_000, _WORKERS)

_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, and that was not given out before by this process."""
    while True:
        port = random.SystemRandom().choice(_RANGE)
        if port not in _given and not _is_taken(port):
            _given.add(port)
            return port


def is_listening(port: int) -> bool:
    """Whether something accepts connections at this port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
    return False
