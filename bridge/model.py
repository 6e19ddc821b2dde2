"""The things that Parlour keeps: visitors, rooms, conversations, messages, offers, and what is still to be sent.

Rules: everything is frozen, a change is a new value; an address (`JID`) is bare unless its name says otherwise; a
moment is milliseconds since 1970-01-01 UTC; `None` means "not (yet)", never "unknown to us".
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

JID = NewType("JID", str)
Moment = NewType("Moment", int)
VisitorId = NewType("VisitorId", str)
RoomId = NewType("RoomId", int)
ConversationId = NewType("ConversationId", int)
OfferId = NewType("OfferId", int)
OutgoingId = NewType("OutgoingId", int)

SECONDS = 1_000
MINUTES = 60 * SECONDS
DAYS = 24 * 60 * MINUTES

VISITOR = ""  # as author of a reaction; whoever else reacts has an address or a nick


class Side(StrEnum):
    """Who speaks in a message; a notice is said by the desk itself."""

    VISITOR = "visitor"
    AGENT = "agent"
    NOTICE = "notice"


class Notice(StrEnum):
    """What the desk tells the visitor; the words are the department's, or else the widget's own."""

    WAITING = "waiting"
    WAITING_AGAIN = "waiting_again"
    NOBODY_HERE = "nobody_here"
    UNANSWERED = "unanswered"
    REACHABLE = "reachable"
    JOINED = "joined"
    LEFT = "left"
    CLOSED = "closed"
    TIMED_OUT = "timed_out"


class State(StrEnum):
    """Of a conversation; `bridge.conversation` says what follows what."""

    WAITING = "waiting"
    ACTIVE = "active"
    CLOSED = "closed"


class Delivery(StrEnum):
    """How far a visitor's message has come; *seen* is one number per room (`Room.agent_seen`)."""

    SAVED = "saved"
    IN_ROOM = "in_room"
    REFUSED = "refused"


class OfferState(StrEnum):
    """Of an offer; only a pending one can be accepted."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the website, as the visitor's browser told it; unverified, already cut to length."""

    url: str = ""
    title: str = ""
    referrer: str = ""


NO_PAGE = Page()


@dataclass(frozen=True, slots=True)
class Stay:
    """A page that a visitor saw, from `at` on; `left_at` is `None` while it is open, or where nobody saw them leave."""

    url: str
    title: str
    at: Moment
    left_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person on the website. `name` is what they call themselves, or empty; `email` and `phone` what is known of
    them, or empty.
    """

    id: VisitorId
    name: str
    language: str
    created_at: Moment
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """The MUC room of one visitor; its addresses are stored as they were made, never derived.

    `owner` is the address of ours that owns it on the server. `last_seq` counts its messages, `last_version` their
    changes. `cursor` is the archive id of the last stanza of this room that we have dealt with (XEP-0313). `is_made`
    says that the server has it, configured and with our visitor inside. `awaited` owes the next word since that
    moment; nobody does before an agent has taken the conversation, and after its end. Until `blocked_until` its visitor
    is not heard, because of `blocked_reason`. `unheeded` is the first message of the visitor's that whoever has the
    conversation has neither answered nor displayed, or 0.
    """

    id: RoomId
    visitor: VisitorId
    channel: str
    department: str
    shard: str
    service: JID
    jid: JID
    visitor_jid: JID
    owner: JID
    nick: str
    created_at: Moment
    is_made: bool = False
    cursor: str | None = None
    last_seq: int = 0
    last_version: int = 0
    agent_seen: int = 0
    visitor_seen: int = 0
    awaited: Side | None = None
    awaited_since: Moment | None = None
    blocked_until: Moment | None = None
    blocked_reason: str = ""
    unheeded: int = 0

    def is_blocked(self, at: Moment) -> bool:
        """Whether its visitor is not heard then."""
        return self.blocked_until is not None and self.blocked_until > at


@dataclass(frozen=True, slots=True)
class Conversation:
    """One episode in a room. Its id is what agents see as `#7`. `page` is where the visitor began to write.
    `reminders` counts how often agents were asked again while it waited; `tags` are what agents filed it under.
    """

    id: ConversationId
    room: RoomId
    department: str
    state: State
    page: Page
    opened_at: Moment
    agent: JID | None = None
    agent_name: str = ""
    answered_at: Moment | None = None
    closed_at: Moment | None = None
    reminders: int = 0
    tags: tuple[str, ...] = ()

    @property
    def is_overdue(self) -> bool:
        """Whether it waits, and nobody has answered in time."""
        return self.state is State.WAITING and self.reminders > 0


@dataclass(frozen=True, slots=True)
class Message:
    """Something said in a room. `seq` is its place, `version` the room's counter at its last change.

    `cid` is the id its author gave it (the widget's, or an agent's message id), `origin_id` the XEP-0359 one where it
    differs, `stanza_id` the archive's. `reactions` are pairs of author (bare JID, or the nick where no JID is known;
    `VISITOR`) and emoji.
    """

    room: RoomId
    conversation: ConversationId
    seq: int
    version: int
    side: Side
    at: Moment
    text: str = ""
    name: str = ""
    author: str = ""
    cid: str | None = None
    origin_id: str | None = None
    stanza_id: str | None = None
    notice: Notice | None = None
    reply: int | None = None
    edited_at: Moment | None = None
    retracted_at: Moment | None = None
    reactions: tuple[tuple[str, str], ...] = ()
    delivery: Delivery = Delivery.SAVED

    @property
    def ref(self) -> str | None:
        """By which the room knows it: the archive's id, else the author's."""
        return self.stanza_id or self.cid


@dataclass(frozen=True, slots=True)
class Offer:
    """The word that a visitor waits, as said at one place: to an agent, or in the lobby (`lane`).

    `cid` is the id of the line that said it; `stanza_id` the archive's, by which clients react to a line in the lobby.
    `is_exclusive`: it is theirs alone until it expires.
    """

    id: OfferId
    conversation: ConversationId
    lane: JID
    cid: str
    state: OfferState
    made_at: Moment
    stanza_id: str | None = None
    is_exclusive: bool = False


class DutyWish(StrEnum):
    """What an agent has said of their duty: nothing (their presence says it), on, off, or no new visitors."""

    NONE = ""
    ON = "on"
    OFF = "off"
    DRAINING = "draining"


@dataclass(frozen=True, slots=True)
class Handover:
    """Whoever has a conversation asks one agent, or a department, to take it over; until somebody does, it is theirs.
    `reminders` counts how often all were asked again.
    """

    conversation: ConversationId
    asker: JID
    asker_name: str
    department: str
    agent: JID | None
    note: str
    made_at: Moment
    reminders: int = 0


@dataclass(frozen=True, slots=True)
class Duty:
    """What is known of an agent's duty in a department; `bridge.duty` says what follows. `show` is what they show in
    the lobby, as XMPP has it (`""`, `chat`, `away`, `xa`, `dnd`), where `is_inside`; `devices` is what their devices
    show to the department's address, each show once (`None`: they do not let us see it). `asked_at` is when an offer
    was theirs alone the last time.
    """

    department: str
    agent: JID
    nick: str
    show: str
    since: Moment
    is_on_duty: bool
    asked_at: Moment = Moment(0)
    is_inside: bool = True
    wish: DutyWish = DutyWish.NONE
    devices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Portrait:
    """An agent's photo. `mark` is what XMPP calls it (SHA-1 of its contents, XEP-0153), `name` what we call the file: a
    digest of its contents and the ending that fits them.
    """

    agent: JID
    mark: str
    name: str


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that falls due; `kind` and `subject` name it, so that setting it again moves it."""

    kind: str
    subject: str
    due: Moment


@dataclass(frozen=True, slots=True)
class Fence:
    """The claim under which a node writes: this shard, held since this epoch."""

    shard: str
    epoch: int
