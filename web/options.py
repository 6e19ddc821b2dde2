"""What the web side is told by the configuration, as plain values; channels come with the desk's directory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

import config

Network = IPv4Network | IPv6Network

_HERE = (ip_network("127.0.0.1/32"), ip_network("::1/128"))


@dataclass(frozen=True, slots=True)
class AgentClient:
    """What `/agent` needs: its files, the agents' server, and ours. `upload` is the host of files, or empty."""

    files: Path
    websocket: str
    component: str
    upload: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """`token_keys`: the first signs, all are accepted. Rates are per minute, times in seconds."""

    public_url: str
    token_keys: tuple[str, ...] = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    trusted_proxies: tuple[Network, ...] = _HERE
    max_connections: int = 20_000
    max_connections_per_address: int = 100
    new_connections_per_minute: int = 120
    new_conversations_per_minute: int = 30
    messages_per_minute: int = 40
    message_burst: int = 10
    token_life: float = 30 * 86_400
    ping: float = 25
    hello_limit: float = 10
    send_limit: float = 30
    agent_client: AgentClient | None = None
    places: Path | None = None


def options_of(settings: config.Settings, token_keys: Sequence[str] = ()) -> Options:
    """The options that a configuration means; without `token_keys` its own key is read, or made."""
    return Options(
        public_url=settings.public_url,
        token_keys=tuple(token_keys) or (config.token_key(settings),),
        host=settings.http.listen.host,
        port=settings.http.listen.port,
        trusted_proxies=settings.http.trusted_proxies,
        max_connections=settings.http.max_connections,
        max_connections_per_address=settings.http.max_connections_per_address,
        new_connections_per_minute=settings.http.new_connections_per_minute,
        new_conversations_per_minute=settings.http.new_conversations_per_minute,
        messages_per_minute=settings.http.messages_per_minute,
        message_burst=settings.http.message_burst,
        token_life=settings.visitors.token_life.total_seconds(),
        agent_client=_agent_client(settings),
        places=settings.visitors.places,
    )


def _agent_client(settings: config.Settings) -> AgentClient | None:
    websocket, files = settings.agent_client.websocket, settings.agent_client.files
    if not settings.agent_client.enabled or websocket is None:
        return None
    return AgentClient(files, websocket, settings.xmpp.domain, settings.xmpp.upload or "")
