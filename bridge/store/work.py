"""What a store can do.

             desk: a change is a plain function ──▶ Store.change ──▶ runs it in the current transaction ──▶ commit
                                                                                     ──▶ publish what it emitted

Rule 1: a change is synchronous, looks only at its `Work`, and may be run again from the start (after a lost connection,
        or alone when the batch it shared a transaction with failed), in a thread of the store's own. It returns a value
        and may emit events; both count only after the commit.
Rule 2: a change that raises leaves nothing behind, and disturbs no other.
Rule 3: `room(…, lock=True)` makes every other change of that room wait until the commit, on any node.
Rule 4: with a `fence`, the change happens only while that shard's epoch is still the same (`LostShard` otherwise).
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from bridge.events import Event
from bridge.letters import Letter, LetterId
from bridge.model import (
    JID,
    Conversation,
    ConversationId,
    Duty,
    Fence,
    Handover,
    Message,
    Moment,
    Offer,
    OutgoingId,
    Page,
    Portrait,
    Room,
    RoomId,
    State,
    Stay,
    Timer,
    Visitor,
    VisitorId,
)
from bridge.outgoing import Content, Outgoing
from bridge.queueing import Answered

Result = TypeVar("Result")


class Work(Protocol):
    """One transaction, as a change sees it. Lookups answer `None` when there is nothing."""

    def emit(self, event: Event) -> None:
        """Publish this after the commit, in this order."""

    # Visitors and rooms
    def visitor(self, visitor: VisitorId) -> Visitor | None: ...
    def put_visitor(self, visitor: Visitor) -> None: ...
    def room(self, room: RoomId, *, lock: bool = False) -> Room | None: ...
    def room_of(self, visitor: VisitorId, *, lock: bool = False) -> Room | None: ...
    def room_at(self, jid: JID, *, lock: bool = False) -> Room | None: ...
    def add_room(self, room: Room) -> Room:
        """Keep a new room; its `id` is given here and returned. Raises `NotAllowed` if the visitor has one already."""

    def put_room(self, room: Room) -> None: ...
    def open_rooms(self, shard: str) -> Sequence[Room]:
        """Rooms of a shard whose last conversation is not closed, or to which something is still to be sent."""

    def quiet_rooms(self, shard: str, since: Moment) -> Sequence[Room]:
        """Rooms of a shard whose last conversation was closed at `since` or later, the latest first."""

    def rooms_in(self, shard: str, department: str) -> Sequence[Room]:
        """Every room that the server has and a department owns, or has had a conversation in."""

    # Conversations
    def conversation(self, conversation: ConversationId) -> Conversation | None: ...
    def last_conversation(self, room: RoomId) -> Conversation | None: ...
    def conversations(self, room: RoomId) -> Sequence[Conversation]:
        """All of a room, oldest first."""

    def last_agent(self, room: RoomId) -> JID | None:
        """Who answered there last."""

    def add_conversation(
        self, *, room: RoomId, department: str, state: State, page: Page, opened_at: Moment
    ) -> Conversation:
        """Begin one; its id is the next number."""

    def put_conversation(self, conversation: Conversation) -> None: ...
    def waiting(self, department: str) -> Sequence[Conversation]:
        """Those that nobody has taken, oldest first."""

    def line(self, department: str, limit: int) -> Sequence[VisitorId]:
        """Whose conversations nobody has taken, oldest first, not more than `limit`."""

    def answered_since(self, department: str, since: Moment, limit: int) -> Sequence[Answered]:
        """Those that began then or later and have been answered, the latest first, not more than `limit`."""

    def begun_since(self, department: str, since: Moment) -> Sequence[Conversation]:
        """Those of a department that began then or later, in that order."""

    def active_of(self, agent: JID) -> Sequence[Conversation]:
        """Those that this agent has, oldest first."""

    def offered_to(self, agent: JID) -> Sequence[Conversation]:
        """Those of which an offer to this agent is pending, oldest first."""

    def handover(self, conversation: ConversationId) -> Handover | None: ...
    def put_handover(self, handover: Handover) -> None:
        """In place of one before."""

    def remove_handover(self, conversation: ConversationId) -> None: ...
    def going_on(self, shard: str) -> Sequence[Conversation]:
        """Those of a shard's rooms that are not closed, oldest first."""

    # Messages
    def add_message(self, message: Message) -> None: ...
    def put_message(self, message: Message) -> None: ...
    def message(self, room: RoomId, seq: int) -> Message | None: ...
    def message_by_ref(self, room: RoomId, ref: str) -> Message | None:
        """By any of its ids: `cid`, `origin_id`, `stanza_id`, or an alias."""

    def add_alias(self, room: RoomId, ref: str, seq: int) -> None:
        """Let a further id (of a correction, a reaction) stand for this message; a repetition changes nothing."""

    def messages_after(self, room: RoomId, version: int, limit: int) -> Sequence[Message]:
        """Those with a higher version, in the order of their versions."""

    def last_in_room(self, room: RoomId) -> int:
        """The highest seq of a visitor's message that the room has taken, or 0."""

    def first_words(self, conversation: ConversationId) -> str:
        """The text of the visitor's first message in it that has one, or empty."""

    def said_in(self, conversation: ConversationId, limit: int) -> Sequence[Message]:
        """Its last messages that have a text, in their order."""

    def last_with_name(self, room: RoomId, name: str) -> Message | None:
        """The newest of a room that an agent of this name said, or that tells of one."""

    # The trail
    def add_page(self, room: RoomId, stay: Stay) -> None:
        """A page that the visitor of this room saw."""

    def leave_page(self, room: RoomId, stay: Stay) -> None:
        """Keep when that page was left; without effect where it is not known."""

    def forget_pages(self, room: RoomId, keep: int) -> None:
        """Only the newest of a room are kept."""

    def trail(self, room: RoomId, limit: int) -> Sequence[Stay]:
        """The newest pages of a room, in the order in which they were opened."""

    def is_introduced(self, conversation: ConversationId, agent: JID) -> bool:
        """Whether this agent was shown the visitor's card in that conversation."""

    def set_introduced(self, conversation: ConversationId, agent: JID) -> None: ...

    # Offers and the outbox
    def add_offer(
        self, *, conversation: ConversationId, lane: JID, cid: str, made_at: Moment, is_exclusive: bool = False
    ) -> Offer: ...
    def put_offer(self, offer: Offer) -> None: ...
    def offer_by_ref(self, lane: JID, ref: str) -> Offer | None:
        """By the `cid` or archive id of its line in that lane."""

    def offers(self, conversation: ConversationId) -> Sequence[Offer]: ...
    def load(self, agent: JID) -> int:
        """How many conversations this agent has, with the offers that are theirs alone."""

    def add_outgoing(self, *, shard: str, department: str, lane: JID, cid: str, content: Content) -> Outgoing:
        """Queue one row; its id is higher than all before."""

    def outgoing_by_cid(self, lane: JID, cid: str) -> Outgoing | None: ...
    def outgoing_of(
        self, shard: str, *, lane: JID | None = None, after: OutgoingId | None = None
    ) -> Sequence[Outgoing]:
        """What is still to be sent, oldest first."""

    def remove_outgoing(self, outgoing: OutgoingId) -> None: ...

    # Duty, timers, agents who were told about their lobby
    def duties(self, department: str) -> Sequence[Duty]: ...
    def put_duty(self, duty: Duty) -> None: ...
    def remove_duty(self, department: str, agent: JID) -> None: ...
    def set_timer(self, timer: Timer) -> None:
        """Let it fall due then, whenever it would have before."""

    def start_timer(self, timer: Timer) -> None:
        """As `set_timer`, but one that runs already is left alone."""

    def timer(self, kind: str, subject: str) -> Timer | None: ...
    def clear_timer(self, kind: str, subject: str) -> None: ...
    def due_timers(self, now: Moment, limit: int) -> Sequence[Timer]: ...
    def is_welcomed(self, department: str, agent: JID) -> bool: ...
    def set_welcomed(self, department: str, agent: JID) -> None: ...
    def welcomed(self) -> Sequence[tuple[str, JID]]:
        """Everybody who was told: department and agent."""

    def forget_welcomed(self, department: str, agent: JID) -> None: ...
    def is_quiet(self, agent: JID) -> bool:
        """Whether they want nothing repeated that they did not notice."""

    def set_quiet(self, agent: JID, *, is_quiet: bool) -> None: ...

    # Agents' photos
    def portraits(self) -> Sequence[Portrait]:
        """All that are kept, by agent."""

    def picture(self, name: str) -> bytes | None:
        """The file of that name."""

    def put_portrait(self, portrait: Portrait, picture: bytes) -> None:
        """Keep it in place of the one before."""

    def forget_portrait(self, agent: JID) -> None: ...

    # Letters
    def add_letter(self, letter: Letter) -> Letter:
        """Keep a new letter; its `id` is given here and returned."""

    def put_letter(self, letter: Letter) -> None: ...
    def letter(self, letter: LetterId) -> Letter | None: ...
    def remove_letter(self, letter: LetterId) -> None: ...
    def due_letters(self, shard: str, now: Moment, limit: int) -> Sequence[Letter]:
        """Those of a shard that are to be sent by now, the one that was due first at the beginning."""

    def count_letters(self, shard: str) -> int:
        """How many of a shard wait, due or not."""


class Store(Protocol):
    """Where the truth is. Every method raises `Unavailable` when it cannot be reached for longer than a few retries."""

    async def change(
        self, change: Callable[[Work], Result], *, fence: Fence | None = None, is_repeatable: bool = False
    ) -> Result:
        """Run a change (see the rules above), and return its result once it is committed. One that `is_repeatable`,
        because what it is made of lies in a room's archive, is not waited for until it has reached the disk itself: a
        crash takes nothing of it, a power cut may take the last moments.
        """

    async def read(self, look: Callable[[Work], Result]) -> Result:
        """Run a function that only looks; it sees everything committed before the call."""

    async def claim(self, shard: str, holder: str, *, life: float) -> Fence | None:
        """Take a shard's row for `life` seconds if it is free, expired, or this holder's own; the epoch rises.

        `None`: another holds it.
        """

    async def renew(self, fence: Fence, holder: str, *, life: float) -> bool:
        """Hold on for another `life` seconds; false if it is somebody else's by now."""

    async def release(self, fence: Fence) -> None:
        """Let go, so that another need not wait."""

    async def holder_of(self, shard: str) -> str | None:
        """Who holds it at this moment; `None`: nobody."""

    async def close(self) -> None:
        """Finish what was accepted, then let go of files and connections."""
