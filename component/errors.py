"""What can go wrong between us and the XMPP server; all of it is caught inside `component`.

ParlourError
├── Denied           the server answered with an error stanza; `fault` says which
└── Unavailable
    ├── NoAnswer     it did not answer in time
    └── Disconnected the stream has ended, or may not be used any more
        └── Rejected the server does not want this stream: wrong secret, or another holds the domain
"""

from bridge.errors import ParlourError, Unavailable
from component.stanzas.faults import Fault


class Denied(ParlourError):
    """The server, or whoever was asked, refused."""

    def __init__(self, fault: Fault, asked: str) -> None:
        super().__init__(f"{asked}: {fault}")
        self.fault = fault


class NoAnswer(Unavailable):
    """Nothing came back in time."""


class Disconnected(Unavailable):
    """The stream is gone; whatever was not confirmed is still to be sent."""


class Rejected(Disconnected):
    """The server ended the stream on purpose; `condition` is the stream error's (RFC 6120 §4.9.3)."""

    def __init__(self, condition: str, text: str = "") -> None:
        super().__init__(f"{condition} {text}".strip())
        self.condition = condition
