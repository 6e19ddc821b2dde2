"""What an agent's client received: messages and presence as plain, typed data. Written by `stanzas.mjs`."""

from typing import Literal

import msgspec


class Invitation(msgspec.Struct, frozen=True):
    """To a room: `direct` (XEP-0249) or mediated by it (XEP-0045 §7.8.2)."""

    room: str
    reason: str | None
    direct: bool


class Refusal(msgspec.Struct, frozen=True):
    """A stanza error (RFC 6120 §8.3)."""

    type: str | None
    condition: str | None
    text: str | None


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One stanza. Ids are as on the wire: `id` of the message, `origin_id` (XEP-0359), `stanza_id` of the archive.

    What the stanza does not carry is None. `delayed` is the time of a delayed or archived message.
    """

    kind: Literal["message", "presence"]
    type: str | None
    sender: str = msgspec.field(name="from")
    to: str
    id: str | None
    error: Refusal | None
    raw: str

    body: str | None = None
    subject: str | None = None
    stanza_id: str | None = None
    stanza_id_by: str | None = None
    origin_id: str | None = None
    occupant_id: str | None = None
    replaces: str | None = None
    retracts: str | None = None
    reply_to: str | None = None
    reaction_to: str | None = None
    reactions: tuple[str, ...] = ()
    typing: bool | None = None
    displayed: str | None = None
    markable: bool = False
    delayed: str | None = None
    url: str | None = None
    invitation: Invitation | None = None

    show: str | None = None
    codes: tuple[int, ...] = ()
    affiliation: str | None = None
    role: str | None = None
    jid: str | None = None

    @property
    def room(self) -> str:
        """The bare address that it came from."""
        return self.sender.partition("/")[0]

    @property
    def nick(self) -> str:
        """The resource that it came from: in a room, who spoke."""
        return self.sender.partition("/")[2]

    @property
    def is_speech(self) -> bool:
        """Whether a person would read it in a room: it has words, and is neither a refusal nor the room's history."""
        return self.type == "groupchat" and self.body is not None and self.error is None and self.delayed is None
