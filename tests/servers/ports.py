"""Free ports on loopback, below those of outgoing connections, as the demo takes them.

A server that is killed and started again must find its port free, however many connections other tests make
meanwhile. For the same reason each process that runs a part of the suite (pytest-xdist) has ports of its own.
"""

import os
import random

from bridge.cli.demo.ports import LOOPBACK, SERVED, is_free, is_listening

__all__ = ["LOOPBACK", "free_port", "is_listening"]

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
