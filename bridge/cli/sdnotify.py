"""Telling systemd how we are (sd_notify(3)): a datagram to the socket it names, nothing where there is none."""

import os
import socket
from collections.abc import Mapping
from typing import Final

READY: Final = "READY=1"
STOPPING: Final = "STOPPING=1"
WATCHDOG: Final = "WATCHDOG=1"


def reloading(monotonic: float) -> str:
    """The message that a reload begins; it ends with `READY`. `monotonic` in seconds."""
    return f"RELOADING=1\nMONOTONIC_USEC={int(monotonic * 1_000_000)}"


def notify(message: str, environ: Mapping[str, str] = os.environ) -> None:
    """Send a message to the service manager that started us, if there is one."""
    address = environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
        sender.connect("\0" + address[1:] if address.startswith("@") else address)
        sender.sendall(message.encode())


def watchdog_interval(environ: Mapping[str, str] = os.environ) -> float | None:
    """How often to say `WATCHDOG`, in seconds: half of what the service manager allows. `None`: it does not watch."""
    allowed = environ.get("WATCHDOG_USEC", "")
    return int(allowed) / 2_000_000 if allowed.isdigit() else None
