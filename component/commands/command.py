"""What a command is: said as a line of text or filled in as a form (XEP-0050), it is one and the same `Order`.

             “!transfer bob please” in a room ───┐
             “transfer #7 bob” to the department ├──▶ Order ──▶ Command.run ──▶ the answer for its author
             a form of an ad-hoc command ────────┘

Rule 1: a command about a conversation runs in its room without a number, and anywhere else with one (`reading`).
Rule 2: `run` returns what its author is to be told, and raises `Refused` for what the desk does not grant.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bridge.desk import Reach, Wish
from bridge.directory import Agent, Department, Hook, Permission
from bridge.errors import NotAllowed
from bridge.model import JID
from component.link import Link


class About(StrEnum):
    """What a command needs to know beside its parameters: a conversation, one that waits (or the longest wait), or
    nothing.
    """

    CONVERSATION = "conversation"
    OFFER = "offer"
    DESK = "desk"


class Kind(StrEnum):
    """Of a parameter: one of several choices, one word (in a form one of its choices, where it has some), or all that
    follows, in one line or in several.
    """

    CHOICE = "choice"
    WORD = "word"
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` is what the order gets, `label` what people read and may write, `names` what else they may write."""

    value: str
    label: str
    names: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Whether that is one of its names."""
        wanted = name.casefold()
        return any(wanted == each.casefold() for each in (self.value, self.label, *self.names))


@dataclass(frozen=True, slots=True)
class Order:
    """What an agent wants done. `room` is where it was said, if that is a visitor's; `lane` and `ref` are those of an
    offer's line that it answers, `once` is its own archive id in a room.
    """

    link: Link
    department: Department
    agent: Agent
    room: JID | None = None
    number: int | None = None
    lane: JID | None = None
    ref: str | None = None
    once: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """In which its author is answered."""
        return self.agent.language

    @property
    def wish(self) -> Wish:
        """As the desk wants to hear it."""
        room = self.room if self.number is None else None
        return Wish(
            self.agent.jid,
            self.department.key,
            lane=self.lane,
            ref=self.ref,
            number=self.number,
            room=room,
            once=self.once,
            inside=self.link.inside(self.agent.jid),
        )


@dataclass(frozen=True, slots=True)
class Parameter:
    """`label` is a phrase's key (`component.phrases.commands`), or empty where the command's usage says it all.
    `is_address`: a link, an e-mail address or a handle (`V7`), which never begins with a number of its own.
    """

    name: str
    kind: Kind
    label: str
    is_required: bool = True
    is_address: bool = False
    choices: Callable[[Order], Sequence[Choice]] = lambda _order: ()


@dataclass(frozen=True, slots=True)
class Command:
    """`key` is its node among the ad-hoc commands, and its entry in the vocabulary. `is_short`: its bare word is enough
    among colleagues who talk. Forms offer conversations within its `reach`, and with `is_for_closed` those of the last
    day that are over. `is_for_guests`: its first parameter may name a visitor who is only looking instead of a
    conversation. `hook`: it is one of the site's own, which says what it is called, and somebody else's system answers
    in its own time.
    """

    key: str
    about: About
    run: Callable[[Order], Awaitable[str]]
    parameters: tuple[Parameter, ...] = ()
    needs: Permission | None = None
    is_short: bool = False
    reach: Reach = Reach.OWN
    is_for_closed: bool = False
    is_for_guests: bool = False
    hook: Hook | None = None

    def is_for(self, agent: Agent) -> bool:
        """Whether this agent may use it."""
        return self.needs is None or agent.may(self.needs)

    def check_is_for(self, agent: Agent) -> None:
        """Raises `NotAllowed` where it is not."""
        if not self.is_for(agent):
            raise NotAllowed("You are not permitted to do that.")
