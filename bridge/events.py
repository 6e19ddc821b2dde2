"""What has happened, in the past tense. Published after the store has it, to whoever listens (`bridge.bus`).

Rule: an event may get lost; whoever cares reads the store again. Only `Typing` and `Previewed` are nowhere but here
(and of `InvitationMoved` the desk remembers no more than what can still be answered).
"""

from dataclasses import dataclass, field
from enum import StrEnum

from bridge.model import JID, Conversation, Message, Moment, Page, RoomId, Side, VisitorId
from bridge.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """A message was added, or is different now: the same to a listener, who keeps the newest version."""

    visitor: VisitorId
    message: Message


@dataclass(frozen=True, slots=True)
class ConversationChanged:
    """A conversation began, was taken, went back to waiting, or ended."""

    visitor: VisitorId
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class SeenMoved:
    """`side` has now displayed everything up to `seq`; `ref` is that message's archive id, where the room has it."""

    visitor: VisitorId
    room: RoomId
    side: Side
    seq: int
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Typing:
    """`side` began or stopped writing; never stored. `name` is the agent's."""

    visitor: VisitorId
    side: Side
    name: str
    is_writing: bool


@dataclass(frozen=True, slots=True)
class Previewed:
    """So reads what a visitor has written and not sent, for agents who asked to see it; empty when nothing is left of
    it, or it `is_sent`. Never stored, never logged.
    """

    visitor: VisitorId
    words: str = field(default="", repr=False)
    is_sent: bool = False


@dataclass(frozen=True, slots=True)
class PageMoved:
    """A visitor whose conversation goes on is on another page now. Whoever did not hear finds it in the trail."""

    visitor: VisitorId
    page: Page


class Step(StrEnum):
    """What has become of an invitation."""

    MADE = "made"
    SHOWN = "shown"
    DISMISSED = "dismissed"
    ANSWERED = "answered"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class InvitationMoved:
    """What an agent said to a visitor who was only looking has come so far; `guest` is how agents call that visitor."""

    visitor: VisitorId
    department: str
    agent: JID
    guest: str
    step: Step


@dataclass(frozen=True, slots=True)
class OutgoingQueued:
    """Something new is to be sent on the agents' side."""

    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class DutyChanged:
    """Somebody is there for new visitors of this department, or nobody any more; `opens_at` is when its hours begin the
    next time, where they say so.
    """

    department: str
    is_open: bool
    opens_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class FaceChanged:
    """An agent looks otherwise, or says something else of themselves; `bridge.desk.faces` knows what."""

    agent: JID


@dataclass(frozen=True, slots=True)
class TurnChanged:
    """A visitor who waits has another place in line, or another wait; `bridge.desk.queues` knows which. Told to their
    own pages only.
    """

    visitor: VisitorId


@dataclass(frozen=True, slots=True)
class Missed:
    """Something was not told: read the store. Made by the bus for one listener whose queue was full; published to all
    when nobody can say what a transaction that had to be repeated would have told the first time.
    """


Event = (
    MessageChanged
    | ConversationChanged
    | SeenMoved
    | Typing
    | Previewed
    | PageMoved
    | InvitationMoved
    | OutgoingQueued
    | DutyChanged
    | FaceChanged
    | TurnChanged
    | Missed
)
