"""The lane of one visitor's room: enter, catch up with its archive, hear, say.

             OUTSIDE ──enter──▶ archive after the store's place ──▶ outbox read again ──▶ INSIDE ──▶ hear / say
                ▲                                                                          │
                └── thrown out, an error that says so, no echo in time, conversation over ─┘

Rule 1: what arrives while we catch up waits; what is in both is known to the desk by its id.
Rule 2: a line is sent once and then awaited: its echo removes it, an error repairs or refuses it, silence leads
        through OUTSIDE, where the archive tells whether it came through. So nothing is said twice and nothing is
        lost.
Rule 3: `heard` is bounded. When it is full it is thrown away, and the archive is read instead.
"""

from collections import deque
from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element

import structlog

from bridge.errors import Unavailable, Unknown
from bridge.model import JID, Room, State
from bridge.outgoing import Outgoing, Release, ShowState
from component.errors import Denied, NoAnswer
from component.lane import Lane
from component.link import Link
from component.place import Place, place_of
from component.releasing import let_out
from component.saying import Refusal, Saying
from component.stanzas.faults import parse_fault
from component.stanzas.markup import bare
from component.stanzas.presences import Presence
from component.stanzas.received import Displayed, Received, Writing, parse_message
from component.waiting import Waiting

_log: Final = structlog.get_logger("parlour.rooms")

MAX_HEARD: Final = 500
BURIAL: Final = 1.0  # seconds. COMPAT ejabberd: what is sent to a room that is being destroyed vanishes without a word


class RoomLane(Lane):
    """One visitor's room. `on_known` is called when the store has told us whose it is."""

    def __init__(self, link: Link, address: JID, on_known: Callable[["RoomLane"], None]) -> None:
        super().__init__(link, address)
        self.is_inside = self.is_wanted = False
        self._on_known = on_known
        self.place: Place | None = None
        self._heard: deque[Received | Refusal] = deque()
        self._is_behind = self._is_thrown_out = self._is_destroyed = self._is_over = False
        self._waiting = Waiting()

    @property
    def room(self) -> Room | None:
        """The room as the store last said, once it did."""
        return self.place.room if self.place else None

    # What comes in

    def take_message(self, stanza: Element) -> None:
        """A groupchat stanza to our visitor, or an error that a line of ours met. A department that handed this room
        over may be inside still, and get a copy.
        """
        if stanza.get("type") == "error":
            self._add(Refusal(stanza.get("id", ""), parse_fault(stanza)))
            return
        if self.place is not None and bare(stanza.get("to", "")) != self.place.room.visitor_jid:
            return
        received = parse_message(stanza)
        if received is None or (isinstance(received.content, Writing | Displayed) and not self.is_inside):
            return
        if self.place is None or self.place.is_worth_hearing(received):
            self._add(received)

    def take_presence(self, presence: Presence) -> None:
        """About somebody in this room, told to one of ours."""
        if self.place is None:
            return
        self.place.see(presence)
        self.wake()
        if presence.has_ended and presence.to == self.place.saying.visitor:
            self._is_thrown_out = True
            if presence.is_destroyed:
                self._is_destroyed = True
                self.rest(BURIAL)
            if self.is_inside:
                _log.warning("visitor_thrown_out", room=self.address, codes=sorted(presence.codes))
                self.go_outside(is_wanted=True)

    @property
    def voice(self) -> Saying | None:
        """By which the visitor's typing and reading are told, while they are inside."""
        return self.place.saying if self.is_inside and self.place is not None else None

    # Being inside

    def want(self) -> None:
        """Enter, even if there is nothing to say."""
        self.is_wanted = not self.is_inside
        self.wake()

    def go_outside(self, *, is_wanted: bool) -> None:
        """Whatever we believed of this room is to be found out anew."""
        self.is_inside = False
        self.is_wanted = is_wanted
        self.link.let_in.pop(self.address, None)
        if self.place is not None:
            self.place.introductions.begin_anew()
        self.wake()

    async def until_inside(self) -> Place:
        """Wait until ours are inside. Raises `Unknown` when the room is not to be had any more."""
        while not self.is_inside or self.place is None:
            self.want()
            await self._waiting.wait()
        return self.place

    def retire(self) -> None:
        """Nothing goes on here any more: the department leaves, the visitor stays."""
        if self.place is not None:
            self.place.inside.leave_if_inside()
        self.go_outside(is_wanted=False)

    # The lane

    def has_work(self) -> bool:
        """Something is to be entered, heard or said, or the room to be left."""
        is_new = self.place is not None and self.place.introductions.has_work()
        is_due = is_new or self._may_retire if self.is_inside else self.is_wanted
        return bool(self._heard or self.pending or self._is_behind or is_due)

    @property
    def _may_retire(self) -> bool:
        """Whether the room says that it is over, and nothing is on its way."""
        return self._is_over and self.place is not None and not self.place.saying.sent

    def queue(self, outgoing: Outgoing) -> None:
        """A row that was sent already waits for its echo."""
        if self.place is None or outgoing.cid not in self.place.saying.sent:
            super().queue(outgoing)

    async def step(self) -> None:
        """Enter, catch up, hear the next, or say the next."""
        if not self.is_inside or self.place is None:
            await self._enter()
        elif self._is_behind:
            self.go_outside(is_wanted=True)
        elif self._heard:
            await self._hear_next(self.place)
        elif self.pending:
            await self._say(self.place, self.next_row())
        elif self._may_retire:
            self.retire()
        else:
            await self.place.introductions.deal_with_next(self.place.hearing)

    async def _enter(self) -> None:
        room = await self.link.desk.room_at(self.address)
        if room is None:
            _log.warning("room_unknown", room=self.address)
            self._forget(Unknown(f"{self.address} is not a room of ours."))
            return
        if self._is_destroyed and self.place is not None:
            # It took its archive with it: what we heard of it is all there is.
            while self._heard:
                await self._hear_next(self.place)
        if self._is_destroyed and not self.pending and not await self.link.desk.is_going_on(room.jid):
            self._forget(Unknown(f"{self.address} was destroyed, and nobody needs it."))
            return
        if self.place is None:
            self.place = place_of(self.link, room)
            self._on_known(self)
        place, self._is_thrown_out, self._is_destroyed = self.place, False, False
        place.know(room)
        async with self.link.entering:
            try:
                is_new = await place.enter()
            except Denied as refusal:
                if refusal.fault.condition != "gone":
                    raise
                await self._move(room)
                return
            if not is_new:
                await self._catch_up(place)
        await self._read_outbox(place)
        if self._is_thrown_out:
            raise NoAnswer(f"{self.address} threw the visitor out at once.")
        self.is_inside, self.is_wanted = True, False
        self._waiting.tell()

    async def _move(self, room: Room) -> None:
        """COMPAT Prosody: a destroyed room leaves a tombstone for a month; its address cannot be had again."""
        moved = await self.link.desk.move_room(room.jid, fence=self.link.fence())
        _log.info("room_moved", room=room.jid, to=moved.jid, reason="it was destroyed")
        self._forget(Unknown(f"{self.address} was destroyed."))

    async def _read_outbox(self, place: Place) -> None:
        place.saying.sent.clear()
        rows = await self.link.desk.outbox(self.link.shard, lane=self.address)
        self.pending.update((row.id, row) for row in rows)

    async def _catch_up(self, place: Place) -> None:
        self._is_behind, dealt_with = False, set[str | None]()
        async for archived in place.missed():
            if not await place.hear_archived(archived):
                await self._hear_echo(place, archived.message)
            dealt_with.add(archived.message.stanza_id)
        # What came while we read is in both; dealt with again it would move the store's place back.
        still_new = [each for each in self._heard if isinstance(each, Refusal) or each.stanza_id not in dealt_with]
        self._heard = deque(still_new)

    # Hearing

    async def _hear_next(self, place: Place) -> None:
        """What cannot be kept now stays in its place, and is dealt with later."""
        heard, is_to_stay = self._heard[0], False
        try:
            await self._hear(place, heard)
        except Unavailable:
            is_to_stay = not isinstance(heard, Refusal)
            raise
        finally:
            if not is_to_stay and self._heard and self._heard[0] is heard:
                self._heard.popleft()

    async def _hear(self, place: Place, heard: Received | Refusal) -> None:
        if isinstance(heard, Refusal):
            await self._hear_refusal(place, heard)
        elif not await place.hear(heard):
            await self._hear_echo(place, heard)

    async def _hear_echo(self, place: Place, received: Received) -> None:
        if received.id is None:
            return
        await self.link.desk.arrived(self.address, received.id, received.stanza_id, fence=self.link.fence())
        self.link.finished.add((self.address, received.id))
        if not place.saying.settle(received.id):
            self.drop_row(received.id)

    async def _hear_refusal(self, place: Place, refusal: Refusal) -> None:
        if refusal.cid not in place.saying.sent:
            return
        fault = refusal.fault
        _log.warning("line_refused", room=self.address, fault=str(fault))
        if fault.kind == "wait":
            self.slow_down(place.saying.delayed(refusal.cid))
            self.go_outside(is_wanted=True)
            raise NoAnswer(f"{self.address} asks us to wait: {fault}")
        if place.saying.may_be_repaired(refusal.cid, fault):
            self.go_outside(is_wanted=True)
            return
        place.saying.settle(refusal.cid)
        self.link.finished.add((self.address, refusal.cid))
        await self.link.desk.refused(self.address, refusal.cid, fence=self.link.fence())

    # Saying

    async def _say(self, place: Place, row: Outgoing) -> None:
        if isinstance(content := row.content, Release):
            await self._release(place, row, content)
        if isinstance(content, Release) or not await place.saying.say(row):
            await self.link.desk.done(row.id, fence=self.link.fence())
            self.link.finished.add((row.lane, row.cid))
        self.pending.pop(row.id, None)
        if isinstance(content, ShowState):
            place.introductions.look_again()
            self._is_over = content.state is State.CLOSED
        await self.link.stream.room_to_send()

    async def _release(self, place: Place, row: Outgoing, release: Release) -> None:
        """Whoever is to be let in meanwhile waits until we are inside again; what is said meanwhile is in the archive,
        or heard before the room is given up.
        """
        self.go_outside(is_wanted=False)
        if not await self.link.desk.is_to_be_released(self.address, release.conversation):
            self.is_wanted = True
        elif await let_out(place, row, release):
            while self._heard:
                await self._hear_next(place)
            await self._move(place.room)
        elif not self._heard:
            place.inside.leave_if_inside()

    # Small things

    def _add(self, heard: Received | Refusal) -> None:
        if len(self._heard) >= MAX_HEARD:
            _log.warning("room_too_fast", room=self.address)
            self._heard.clear()
            self._is_behind = True
        self._heard.append(heard)
        self.wake()

    def _forget(self, reason: Unknown) -> None:
        self._heard.clear()
        self.pending.clear()
        self.is_wanted = self._is_behind = False
        self._waiting.tell(reason)
