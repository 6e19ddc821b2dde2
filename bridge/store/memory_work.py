"""One change of the memory store: every question answered by looking through dicts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from bridge.errors import NotAllowed
from bridge.model import (
    JID,
    Conversation,
    ConversationId,
    Delivery,
    Duty,
    Handover,
    Message,
    Moment,
    Offer,
    OfferId,
    OfferState,
    OutgoingId,
    Page,
    Room,
    RoomId,
    Side,
    State,
    Timer,
    Visitor,
    VisitorId,
)
from bridge.outgoing import Content, Outgoing
from bridge.store.memory_agents import AgentTable
from bridge.store.memory_letters import LetterTable
from bridge.store.memory_portraits import PortraitTable
from bridge.store.memory_queueing import MemoryQueueing
from bridge.store.memory_trail import MemoryTrail

Row = TypeVar("Row")
Key = TypeVar("Key")


class MemoryWork(AgentTable, LetterTable, PortraitTable, MemoryQueueing, MemoryTrail):
    """Implements `Work`."""

    # Visitors and rooms
    def visitor(self, visitor: VisitorId) -> Visitor | None:
        return self.tables.visitors.get(visitor)

    def put_visitor(self, visitor: Visitor) -> None:
        self.put(self.tables.visitors, visitor.id, visitor)

    def room(self, room: RoomId, *, lock: bool = False) -> Room | None:  # noqa: ARG002
        return self.tables.rooms.get(room)

    def room_of(self, visitor: VisitorId, *, lock: bool = False) -> Room | None:  # noqa: ARG002
        return _first(room for room in self.tables.rooms.values() if room.visitor == visitor)

    def room_at(self, jid: JID, *, lock: bool = False) -> Room | None:  # noqa: ARG002
        return _first(room for room in self.tables.rooms.values() if room.jid == jid)

    def add_room(self, room: Room) -> Room:
        self.check_exists(self.tables.visitors, room.visitor)
        if self.room_of(room.visitor) is not None or self.room_at(room.jid) is not None:
            raise NotAllowed("The visitor has a room already.")
        room = replace(room, id=RoomId(self.next("room")))
        self.put(self.tables.rooms, room.id, room)
        return room

    def put_room(self, room: Room) -> None:
        self.replace(self.tables.rooms, room.id, room)

    def open_rooms(self, shard: str) -> Sequence[Room]:
        lanes = {outgoing.lane for outgoing in self.tables.outgoing.values() if outgoing.shard == shard}
        rooms = (room for room in self.tables.rooms.values() if room.shard == shard)
        return [room for room in rooms if room.jid in lanes or self._is_open(room.id)]

    def _is_open(self, room: RoomId) -> bool:
        last = self.last_conversation(room)
        return last is not None and last.state != State.CLOSED

    def quiet_rooms(self, shard: str, since: Moment) -> Sequence[Room]:
        ended = [
            (last.closed_at, last.id, room)
            for room in self.tables.rooms.values()
            if room.shard == shard and (last := self.last_conversation(room.id)) is not None
            if last.state == State.CLOSED and last.closed_at is not None and last.closed_at >= since
        ]
        return [room for _, _, room in sorted(ended, key=lambda row: row[:2], reverse=True)]

    def rooms_in(self, shard: str, department: str) -> Sequence[Room]:
        been_in = {each.room for each in self.tables.conversations.values() if each.department == department}
        rooms = (room for room in self.tables.rooms.values() if room.shard == shard and room.is_made)
        return [room for room in rooms if room.department == department or room.id in been_in]

    # Conversations
    def conversation(self, conversation: ConversationId) -> Conversation | None:
        return self.tables.conversations.get(conversation)

    def last_conversation(self, room: RoomId) -> Conversation | None:
        return _first(each for each in reversed(self.tables.conversations.values()) if each.room == room)

    def conversations(self, room: RoomId) -> Sequence[Conversation]:
        return [each for each in self.tables.conversations.values() if each.room == room]

    def last_agent(self, room: RoomId) -> JID | None:
        latest_first = reversed(self.tables.conversations.values())
        return _first(each.agent for each in latest_first if each.room == room and each.agent is not None)

    def add_conversation(
        self, *, room: RoomId, department: str, state: State, page: Page, opened_at: Moment
    ) -> Conversation:
        self.check_exists(self.tables.rooms, room)
        number = ConversationId(self.next("conversation"))
        conversation = Conversation(number, room, department, state, page, opened_at)
        self.put(self.tables.conversations, number, conversation)
        return conversation

    def put_conversation(self, conversation: Conversation) -> None:
        self.replace(self.tables.conversations, conversation.id, conversation)

    def waiting(self, department: str) -> Sequence[Conversation]:
        conversations = self.tables.conversations.values()
        return [each for each in conversations if each.department == department and each.state == State.WAITING]

    def begun_since(self, department: str, since: Moment) -> Sequence[Conversation]:
        conversations = self.tables.conversations.values()
        begun = (each for each in conversations if each.department == department and each.opened_at >= since)
        return sorted(begun, key=lambda each: (each.opened_at, each.id))

    def active_of(self, agent: JID) -> Sequence[Conversation]:
        conversations = self.tables.conversations.values()
        return [each for each in conversations if each.agent == agent and each.state == State.ACTIVE]

    def offered_to(self, agent: JID) -> Sequence[Conversation]:
        offers = self.tables.offers.values()
        pending = {each.conversation for each in offers if each.lane == agent and each.state == OfferState.PENDING}
        return [self.tables.conversations[number] for number in sorted(pending)]

    def handover(self, conversation: ConversationId) -> Handover | None:
        return self.tables.handovers.get(conversation)

    def put_handover(self, handover: Handover) -> None:
        self.check_exists(self.tables.conversations, handover.conversation)
        self.put(self.tables.handovers, handover.conversation, handover)

    def remove_handover(self, conversation: ConversationId) -> None:
        self.remove(self.tables.handovers, conversation)

    def going_on(self, shard: str) -> Sequence[Conversation]:
        conversations = (each for each in self.tables.conversations.values() if each.state != State.CLOSED)
        return [each for each in conversations if self.tables.rooms[each.room].shard == shard]

    # Messages
    def add_message(self, message: Message) -> None:
        self.check_exists(self.tables.rooms, message.room)
        self.check_exists(self.tables.conversations, message.conversation)
        if (message.room, message.seq) in self.tables.messages:
            raise NotAllowed("The room has a message at this place already.")
        self._check_ids(message)
        self.put(self.tables.messages, (message.room, message.seq), message)

    def put_message(self, message: Message) -> None:
        self.replace(self.tables.messages, (message.room, message.seq), message)
        self.check_exists(self.tables.conversations, message.conversation)
        self._check_ids(message)

    def message(self, room: RoomId, seq: int) -> Message | None:
        return self.tables.messages.get((room, seq))

    def message_by_ref(self, room: RoomId, ref: str) -> Message | None:
        latest_first = sorted(self._messages(room), key=lambda message: -message.seq)
        for name in ("stanza_id", "cid", "origin_id"):
            found = _first(message for message in latest_first if getattr(message, name) == ref)
            if found is not None:
                return found
        return self.tables.messages.get((room, self.tables.aliases.get((room, ref), -1)))

    def add_alias(self, room: RoomId, ref: str, seq: int) -> None:
        self.check_exists(self.tables.messages, (room, seq))
        if (room, ref) not in self.tables.aliases:
            self.put(self.tables.aliases, (room, ref), seq)

    def messages_after(self, room: RoomId, version: int, limit: int) -> Sequence[Message]:
        newer = (message for message in self._messages(room) if message.version > version)
        return sorted(newer, key=lambda message: (message.version, message.seq))[:limit]

    def last_in_room(self, room: RoomId) -> int:
        mine = (message for message in self._messages(room) if message.side == Side.VISITOR)
        return max((message.seq for message in mine if message.delivery == Delivery.IN_ROOM), default=0)

    def first_words(self, conversation: ConversationId) -> str:
        messages = self.tables.messages.values()
        his = (each for each in messages if each.conversation == conversation and each.side is Side.VISITOR)
        spoken = (each for each in his if each.text)
        first = min(spoken, key=lambda message: message.seq, default=None)
        return "" if first is None else first.text

    def said_in(self, conversation: ConversationId, limit: int) -> Sequence[Message]:
        messages = self.tables.messages.values()
        spoken = (each for each in messages if each.conversation == conversation and each.text)
        return sorted(spoken, key=lambda message: message.seq)[-limit:]

    def last_with_name(self, room: RoomId, name: str) -> Message | None:
        named = (message for message in self._messages(room) if message.name == name)
        return max(named, key=lambda message: message.seq, default=None)

    def _messages(self, room: RoomId) -> Iterable[Message]:
        return (message for message in self.tables.messages.values() if message.room == room)

    def _check_ids(self, message: Message) -> None:
        others = [each for each in self._messages(message.room) if each.seq != message.seq]
        if message.stanza_id is not None and any(each.stanza_id == message.stanza_id for each in others):
            raise NotAllowed("The room has a message with this archive id already.")
        if message.side != Side.VISITOR or message.cid is None:
            return
        if any(each.cid == message.cid and each.side == Side.VISITOR for each in others):
            raise NotAllowed("The room has a message with this id already.")

    # Offers and the outbox
    def add_offer(
        self, *, conversation: ConversationId, lane: JID, cid: str, made_at: Moment, is_exclusive: bool = False
    ) -> Offer:
        self.check_exists(self.tables.conversations, conversation)
        number = OfferId(self.next("offer"))
        offer = Offer(number, conversation, lane, cid, OfferState.PENDING, made_at, is_exclusive=is_exclusive)
        self.put(self.tables.offers, offer.id, offer)
        return offer

    def put_offer(self, offer: Offer) -> None:
        self.replace(self.tables.offers, offer.id, offer)

    def offer_by_ref(self, lane: JID, ref: str) -> Offer | None:
        latest_first = reversed(self.tables.offers.values())
        return _first(each for each in latest_first if each.lane == lane and ref in (each.cid, each.stanza_id))

    def offers(self, conversation: ConversationId) -> Sequence[Offer]:
        return [each for each in self.tables.offers.values() if each.conversation == conversation]

    def load(self, agent: JID) -> int:
        active = [each for each in self.tables.conversations.values() if each.state == State.ACTIVE]
        pending = [each for each in self.tables.offers.values() if each.state == OfferState.PENDING]
        return [each.agent for each in active].count(agent) + [
            each.lane for each in pending if each.is_exclusive
        ].count(agent)

    def add_outgoing(self, *, shard: str, department: str, lane: JID, cid: str, content: Content) -> Outgoing:
        outgoing = Outgoing(OutgoingId(self.next("outgoing")), shard, department, lane, cid, content)
        self.put(self.tables.outgoing, outgoing.id, outgoing)
        return outgoing

    def outgoing_by_cid(self, lane: JID, cid: str) -> Outgoing | None:
        return _first(each for each in self.tables.outgoing.values() if each.lane == lane and each.cid == cid)

    def outgoing_of(
        self, shard: str, *, lane: JID | None = None, after: OutgoingId | None = None
    ) -> Sequence[Outgoing]:
        rows = (each for each in self.tables.outgoing.values() if each.shard == shard)
        return [each for each in rows if lane in (None, each.lane) and (after is None or each.id > after)]

    def remove_outgoing(self, outgoing: OutgoingId) -> None:
        self.remove(self.tables.outgoing, outgoing)

    # Duty, timers, agents who were told about their lobby
    def duties(self, department: str) -> Sequence[Duty]:
        here = (duty for duty in self.tables.duties.values() if duty.department == department)
        return sorted(here, key=lambda duty: (duty.since, duty.agent))

    def put_duty(self, duty: Duty) -> None:
        self.put(self.tables.duties, (duty.department, duty.agent), duty)

    def remove_duty(self, department: str, agent: JID) -> None:
        self.remove(self.tables.duties, (department, agent))

    def set_timer(self, timer: Timer) -> None:
        self.put(self.tables.timers, (timer.kind, timer.subject), timer)

    def start_timer(self, timer: Timer) -> None:
        if (timer.kind, timer.subject) not in self.tables.timers:
            self.set_timer(timer)

    def timer(self, kind: str, subject: str) -> Timer | None:
        return self.tables.timers.get((kind, subject))

    def clear_timer(self, kind: str, subject: str) -> None:
        self.remove(self.tables.timers, (kind, subject))

    def due_timers(self, now: Moment, limit: int) -> Sequence[Timer]:
        due = (timer for timer in self.tables.timers.values() if timer.due <= now)
        return sorted(due, key=lambda timer: (timer.due, timer.kind, timer.subject))[:limit]


def _first(rows: Iterable[Row]) -> Row | None:
    return next(iter(rows), None)
