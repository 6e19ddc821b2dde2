"""What is still to be said on the agents' side: the outbox, one row each, written with the change that caused it.

Rules: a row is removed when the server has taken it (a line in a room: its echo; anything else: a round trip that
followed it). Rows of one `lane` are sent in the order of their ids. Sending one twice does no harm: its `cid` is the
stanza's id.
"""

from dataclasses import dataclass
from enum import StrEnum

from bridge.model import JID, ConversationId, Moment, OutgoingId, State


@dataclass(frozen=True, slots=True)
class SayInRoom:
    """The visitor's words. `reply_ref` is the archive id or message id of what is answered, `reply_text` its words."""

    seq: int
    text: str
    reply_ref: str | None = None
    reply_text: str = ""


@dataclass(frozen=True, slots=True)
class Reword:
    """The visitor says this in place of their message with the id `replaces` (XEP-0308)."""

    words: SayInRoom
    replaces: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The visitor takes back what the room knows as `ref` (XEP-0424), and what they had sent as `cid`."""

    ref: str
    cid: str


@dataclass(frozen=True, slots=True)
class ReactTo:
    """All of the visitor's reactions to what the room knows as `ref` (XEP-0444)."""

    ref: str
    emojis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Greet:
    """What is said for an agent (a greeting, a prepared text), by the department; visitors read it as the agent's."""

    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A note for colleagues, from the agent called `name` who is not in the room."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Reachable:
    """Where a visitor whom nobody could answer said to be reached, for agents who read the room."""

    visitor_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Announce:
    """An offer as a line, in a lobby or to one agent; `replaces` makes it a correction of that line (XEP-0308).

    `mine` says that the reader of this 1:1 line is the one who took it. `reminders` counts how often it was said
    before, `called` are the nicks of those whom a line in the lobby calls, `is_over` that others are asked now.
    `asked_by` has it and wants to hand it over, and says `note` about it.
    """

    conversation: ConversationId
    state: State
    visitor_name: str
    words: str
    page_url: str
    page_title: str
    room: JID
    agent_name: str = ""
    replaces: str | None = None
    mine: bool = False
    is_over: bool = False
    reminders: int = 0
    called: tuple[str, ...] = ()
    asked_by: str = ""
    note: str = ""


class Word(StrEnum):
    """What an agent is told about a conversation without being offered it."""

    CALLED = "called"
    HANDED_OVER = "handed_over"
    TAKEN_AWAY = "taken_away"
    NOT_HANDED_OVER = "not_handed_over"
    LEFT_TO_YOU = "left_to_you"
    ANSWERED = "answered"
    WROTE = "wrote"
    MAILED = "mailed"
    MAIL_WAITS = "mail_waits"
    NOTHING_MAILED = "nothing_mailed"
    NOT_MAILED = "not_mailed"
    NOT_MAILED_IN_TIME = "not_mailed_in_time"


@dataclass(frozen=True, slots=True)
class Inform:
    """Tell one agent. `name` is the colleague who called, took it or left it (empty: nobody did), `note` theirs, or
    what a visitor answered whom they invited, or wrote unheeded; of a letter, the address to which it goes, and what
    the mail server said.
    """

    word: Word
    conversation: ConversationId
    visitor_name: str
    room: JID
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Admit:
    """Make this agent a member of the room, then send one direct invitation (XEP-0045 §9.3, XEP-0249)."""

    room: JID
    agent: JID
    visitor_name: str


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Take the membership of a department's lobby and rooms away from an agent who is not one of its own any more."""

    agent: JID


@dataclass(frozen=True, slots=True)
class Relieve:
    """Tell an agent that `by` has taken them off duty."""

    by: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """Tell an agent of the lobby, and invite them to it, as when they were new."""


@dataclass(frozen=True, slots=True)
class Conclude:
    """Say in the room that its conversation is over. `by` is the agent who ended it; `is_silent`: the visitor said no
    more. Until `open_until` agents may write there; `None`: without an end.
    """

    conversation: ConversationId
    visitor_name: str
    at: Moment
    by: str = ""
    is_silent: bool = False
    open_until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """Let the agents out of the room, if it is still over with this conversation."""

    conversation: ConversationId


@dataclass(frozen=True, slots=True)
class ShowState:
    """Say in the room's subject how the conversation stands."""

    state: State
    conversation: ConversationId
    visitor_name: str
    agent_name: str = ""
    is_overdue: bool = False


InRoom = SayInRoom | Reword | TakeBack | ReactTo | Greet | Remark | Reachable | Conclude | ShowState | Release
"""What is done in a visitor's room, by whoever of ours is inside."""

Content = InRoom | Announce | Inform | Admit | Dismiss | Relieve | Welcome


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One row of the outbox. `lane` is the address it goes to: a visitor's room, a lobby, or an agent."""

    id: OutgoingId
    shard: str
    department: str
    lane: JID
    cid: str
    content: Content
