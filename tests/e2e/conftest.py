"""What stories stand on: real servers, real agents, a running bridge, a visitor."""

from tests.servers.fixtures import (
    ejabberd,
    postgresql,
    prosody,
    server_kind,
    start_agent,
    start_bridge,
    start_server,
    start_visitor,
    xmpp_server,
)

__all__ = [
    "ejabberd",
    "postgresql",
    "prosody",
    "server_kind",
    "start_agent",
    "start_bridge",
    "start_server",
    "start_visitor",
    "xmpp_server",
]
