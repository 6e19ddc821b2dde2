"""The visitor's wire as the tests read it (`docs/protocol.md`), written apart from the code that is under test."""

from typing import Literal

import msgspec


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A message as the page shows it."""

    seq: int
    version: int
    side: Literal["visitor", "agent", "notice"] = msgspec.field(name="from")
    at: int
    name: str | None = None
    cid: str | None = None
    text: str | None = None
    notice: str | None = None
    reply: int | None = None
    edited: int | None = None
    retracted: bool = False
    reactions: dict[str, int] = {}
    state: str | None = None


class AgentName(msgspec.Struct, frozen=True):
    name: str
    photo: str | None = None
    status: str | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where the conversation stands, and whether somebody is on duty."""

    state: Literal["none", "waiting", "active", "closed"]
    here: bool
    agent: AgentName | None = None
    opens: int | None = None
    place: int | None = None
    wait: int | None = None
