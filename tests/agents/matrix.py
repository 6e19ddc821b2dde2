"""What each client was seen to do: the table of `docs/clients.md`, and what the stories make the clients do.

Rule: a deed stands here only if `tests/e2e/client_steps.py` has a step of its name and the client passed it with both
      servers. The stories walk exactly these; a test compares the document with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from tests.waiting import PATIENCE

#: In the order of a conversation, which is the order in which they are done.
DEEDS = (
    "offer",
    "take",
    "enter",
    "talk",
    "correct",
    "retract",
    "reply",
    "react",
    "file",
    "!help",
    "!note",
    "!transfer",
    "form",
    "!close",
    "released",
    "return",
    "thumb",
)


class Client(Protocol):
    """What a driver offers, as far as its client can do it. Texts are those that stand on the screen."""

    @property
    def jid(self) -> str: ...

    async def enter(self, room: str) -> None:
        """Joins it, and shows it."""

    async def open(self, address: str) -> None:
        """Shows a room or a chat that is there already; `say` and the like are for it from here on."""

    async def answer(self, address: str, text: str) -> None:
        """A 1:1 message; its chat is shown."""

    async def say(self, text: str) -> None: ...

    async def correct(self, before: str, after: str) -> None:
        """The last line that was said."""

    async def sees(self, text: str, *, within: float = PATIENCE) -> str:
        """The screen, as soon as it shows `text`."""


@runtime_checkable
class Candid(Client, Protocol):
    """One that shows when its agent is let out of a room."""

    async def sees_end(self) -> None:
        """Until it shows, in its own way, that the agent is in the room in front no more."""


@runtime_checkable
class Courier(Client, Protocol):
    """One that uploads."""

    async def send_file(self, file: Path) -> None: ...


@runtime_checkable
class Clerk(Client, Protocol):
    """One with forms for commands."""

    async def fill_in(self, address: str, command: str, label: str, text: str) -> None:
        """Has the address list its commands, opens one, writes into the field of that label, and sends the form."""


@runtime_checkable
class Eraser(Client, Protocol):
    """One that takes back what it said."""

    async def retract(self, text: str) -> None: ...


@runtime_checkable
class Rich(Client, Protocol):
    """One with menus at its lines."""

    async def reply(self, to: str, text: str) -> None: ...
    async def react(self, text: str, emoji: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """One client: the version that was driven, and what it did."""

    version: str
    deeds: frozenset[str]


_PLAIN = frozenset(
    {"offer", "take", "enter", "talk", "correct", "!help", "!note", "!transfer", "!close", "released", "return"}
)

SEEN: Mapping[str, Seen] = {
    "Converse.js": Seen("14.0.0", frozenset(DEEDS)),
    "Profanity": Seen("0.13.1", _PLAIN | {"file", "form"}),
    "Poezio": Seen("0.14", _PLAIN | {"form"}),
    "Gajim": Seen("1.7.3", _PLAIN | {"form"}),
    "Dino": Seen("0.4.2", (_PLAIN - {"released"}) | {"reply", "thumb"}),
}
