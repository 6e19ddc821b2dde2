"""Everything that can be set, with its default and one sentence about it.

The reference in `docs/configuration.md`, the JSON Schema for editors and the messages about mistakes are all made from
this tree. A setting stands here only when something reads it.
"""

import socket
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from config.addresses import Endpoint as Address
from config.addresses import parse_network
from config.agent_client import AgentClient
from config.canned import Canned
from config.channels import Channel, Visitors
from config.commands import Hook
from config.departments import Department
from config.groups import Group
from config.kinds import Domain, Duration, Endpoint, Name, Network, OneOrMany, PublicURL, Secret, StoreURL
from config.mail import Mail
from config.section import Section


class Log(Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least important line written.")
    format: Literal["text", "json"] = Field(
        "text", description="Lines for people (`text`) or one JSON object a line for machines (`json`)."
    )


class HTTP(Section):
    """The visitors' side: where it listens, whom it believes, and how much it takes."""

    listen: Endpoint = Field(Address("127.0.0.1", 8080), description="The host and port on which Parlour answers HTTP.")
    trusted_proxies: Annotated[tuple[Network, ...], OneOrMany] = Field(
        (parse_network("127.0.0.1/32"), parse_network("::1/128")),
        description="The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.",
    )
    max_connections: int = Field(20_000, ge=1, description="Visitors connected to this process at one time.")
    max_connections_per_address: int = Field(
        100, ge=1, description="Visitors connected from one address at one time; offices and phone networks share one."
    )
    new_connections_per_minute: int = Field(
        120, ge=1, description="New connections that one address may open in a minute."
    )
    new_conversations_per_minute: int = Field(
        30,
        ge=1,
        description="New visitors at one address who may begin to write in a minute; each of them gets a room.",
    )
    messages_per_minute: int = Field(40, ge=1, description="Messages that one visitor may send in a minute.")
    message_burst: int = Field(10, ge=1, description="Messages that one visitor may send at once.")


class XMPP(Section):
    """The agents' side: the organisation's own XMPP server, to which Parlour is a component (XEP-0114)."""

    server: Endpoint = Field(
        Address("127.0.0.1", 5347), description="The host and port on which the XMPP server expects components."
    )
    domain: Domain = Field(
        description="The component's own domain; departments and visitors have their addresses there.",
        examples=["livechat.example.org"],
    )
    secret: Secret = Field(
        default_factory=lambda: SecretStr(""), description="The component's password, the same as in the XMPP server."
    )
    secret_file: Path | None = Field(None, description="A file that holds `secret`.")
    muc: Domain = Field(
        description="The server's own group chat service, on which each visitor gets a room.",
        examples=["conference.example.org"],
    )
    upload: Domain | None = Field(
        None, description="The server's upload service; without it, Parlour asks the server which one there is."
    )


class Rooms(Section):
    """The rooms in which agents meet visitors, and the lobbies."""

    privacy: Literal["semi-anonymous", "non-anonymous"] = Field(
        "semi-anonymous",
        description="Whether agents see each other's addresses in a room. In `non-anonymous` rooms some clients switch "
        "on end-to-end encryption by themselves, which no visitor can read.",
    )
    state_marks: bool = Field(
        True, description="Whether a room's name begins with a coloured mark for the state of its conversation."
    )
    after_close: Literal["revoke", "destroy", "keep"] = Field(
        "revoke",
        description="What becomes of a room when its conversation is over. `revoke`: its agents lose their membership, "
        "so that their clients leave it and cannot come back by themselves; visitor and archive stay, and whoever "
        "answers the next time is let in again. `destroy`: it is destroyed, with its archive on the XMPP server, and a "
        "visitor who comes back gets another one; what was said is kept by Parlour. `keep`: its agents stay members.",
    )
    release_after: Duration = Field(
        timedelta(minutes=10),
        description="How long after the end that comes true, if nobody has written. Until then what an agent writes in "
        "the room opens it again.",
    )


class Store(Section):
    """Where everything is kept."""

    url: StoreURL = Field(
        "sqlite:///parlour.db",
        description="`sqlite:///file` (beside the configuration file, unless the path begins with a fourth slash) or "
        "`postgresql://name:password@host/database`.",
    )
    url_file: Path | None = Field(None, description="A file that holds `url`, for URLs with a password.")
    durability: Literal["full", "normal"] = Field(
        "full",
        description="Whether an acknowledged message survives even a power cut (`full`) or only a crash of Parlour "
        "(`normal`, a little faster); for SQLite.",
    )


class Settings(Section):
    """The whole configuration."""

    public_url: PublicURL = Field(
        description="The address under which browsers reach Parlour; a host name of its own.",
        examples=["https://chat.example.org"],
    )
    node: str = Field(
        default_factory=socket.gethostname,
        min_length=1,
        description="This process's name among several; without it, the host's name.",
    )
    log: Log = Field(default_factory=Log, description="What is written to standard error.")
    http: HTTP = Field(default_factory=HTTP, description="The visitors' side.")
    xmpp: XMPP = Field(description="The agents' side.")
    rooms: Rooms = Field(default_factory=Rooms, description="The rooms in which agents meet visitors.")
    store: Store = Field(default_factory=Store, description="Where everything is kept.")
    departments: dict[Name, Department] = Field(
        min_length=1, description="Agents who answer together, by a short name of your choice."
    )
    groups: dict[Name, Group] = Field(
        default_factory=dict, description="People who are named together, and what they may do, by a short name."
    )
    canned: dict[Name, Canned] = Field(
        default_factory=dict, description="Prepared texts that agents send by a short name."
    )
    commands: dict[Name, Hook] = Field(
        default_factory=dict, description="Commands of your own that a web server of yours answers, by a short name."
    )
    channels: dict[Name, Channel] = Field(
        default_factory=dict,
        description="Ways in for visitors, by a short name of your choice; `default` is always there.",
    )
    agent_client: AgentClient = Field(
        default_factory=AgentClient, description="A client in the browser for agents who have none."
    )
    mail: Mail | None = Field(None, description="The mail server for letters; without it, none are sent.")
    visitors: Visitors = Field(default_factory=Visitors, description="How a returning visitor is recognised.")
