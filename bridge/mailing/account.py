"""The mail server that takes our letters, and who we are there."""

from dataclasses import dataclass
from enum import StrEnum


class Security(StrEnum):
    """Of the connection: encrypted after the greeting, from its beginning, or never."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Account:
    """Letters come from `sender`, an address with `name` before it. `domain` is ours: it is in their Message-IDs, and
    greets the server. Without a `username` there is no login. `timeout` is in seconds, for each answer.
    """

    host: str
    port: int
    security: Security
    sender: str
    domain: str
    name: str = ""
    username: str = ""
    password: str = ""
    timeout: float = 30.0
