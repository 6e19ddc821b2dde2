"""What integration tests stand on: real servers, and real agents."""

from tests.integration.stores import published, store, store_server
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
    "published",
    "server_kind",
    "start_agent",
    "start_bridge",
    "start_server",
    "start_visitor",
    "store",
    "store_server",
    "xmpp_server",
]
