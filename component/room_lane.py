"""The lane of one visitor's room: enter, catch up with its archive, hear, say.

             OUTSIDE ──enter──▶ archive after the store's place ──▶ outbox read again ──▶ INSIDE ──▶ hear / say
                ▲                                                                          │
                └── thrown out, an error that says so, no echo in time, conversation over ─┘

Rule 1: what arrives while we catch up waits; what is in both is known to the desk by its id.
Rule 2: a line is sent once and then awaited: its echo removes it, an error repairs or refuses it, silence leads through OUTSIDE, where the
        archive tells whether it came through. So nothing is said twice and nothing is lost.
Rule 3: `heard` is bounded. When it is full it is thrown away, and the archive is read instead.
"""

import asyncio
import time
from collections import deque
from typing import Final
from xml.etree.ElementTree import Element

import structlog

from bridge import text
from bridge.model import JID, Moment, Room, State
from bridge.outgoing import Outgoing, SayInRoom, ShowState
from component import offers
from component.archive import read_after
from component.errors import Denied, NoAnswer
from component.hearing import Hearing, who_said
from component.lane import Lane
from component.link import VISITOR_RESOURCE, Link, bot_address
from component.rooms import Occupancy
from component.stanzas.archives import Archived
from component.stanzas.faults import Fault, parse_fault
from component.stanzas.markup import resource
from component.stanzas.presences import Presence
from component.stanzas.queries import PING_PAYLOAD
from component.stanzas.received import Displayed, Nothing, Received, Retraction, Topic, Writing, parse_message
from component.stanzas.said import build_displayed, build_subject, build_words, build_writing

_log: Final = structlog.get_logger("parlour.rooms")

MAX_HEARD: Final = 500
ECHO_PATIENCE: Final = 30.0  # seconds
FRESH: Final = 10 * 60  # seconds for which a command in the archive is still meant
_REPAIRABLE: Final = frozenset(
    {"not-acceptable", "item-not-found", "registration-required", "forbidden", "remote-server-not-found", "gone"}
)
_STILL_INSIDE: Final = frozenset({"feature-not-implemented", "service-unavailable"})


class RoomLane(Lane):
    """`room` is what the store last said of it; the visitor's occupant is `nick`."""

    def __init__(self, link: Link, address: JID, room: Room | None = None) -> None:
        super().__init__(link, address)
        self.room = room
        self.nick = ""
        self.is_inside = False
        self.is_wanted = False
        self.entered = asyncio.Event()
        self.hearing: Hearing | None = None
        self.inside: Occupancy | None = None
        self._heard: deque[Received | tuple[str, Fault]] = deque()
        self._is_behind = False
        self._sent: dict[str, tuple[Outgoing, float]] = {}
        self._title = ""

    # What comes in

    def take_message(self, stanza: Element) -> None:
        """A groupchat stanza to our visitor, or an error that one of theirs met."""
        if stanza.get("type") == "error":
            self._add((stanza.get("id", ""), parse_fault(stanza)))
            return
        received = parse_message(stanza)
        if received is None or not self._is_worth_hearing(received):
            return
        self._add(received)

    def take_presence(self, presence: Presence) -> None:
        """About somebody in this room, told to one of ours."""
        if self.inside is None:
            return
        self.inside.take(presence)
        is_thrown_out = presence.is_self and presence.kind == "unavailable" and 303 not in presence.codes
        if is_thrown_out and self.is_inside and self.room is not None and presence.to == self._visitor():
            _log.warning("visitor_thrown_out", room=self.address, codes=sorted(presence.codes))
            self.go_outside(is_wanted=not presence.is_destroyed)

    def visitor_types(self, is_writing: bool) -> None:
        """The visitor began or stopped writing."""
        if self.is_inside:
            self.link.send(build_writing(sender=self._visitor(), room=self.address, is_writing=is_writing))

    def visitor_sees(self, ref: str) -> None:
        """The visitor has displayed everything up to this archive id."""
        if self.is_inside:
            self.link.send(build_displayed(sender=self._visitor(), room=self.address, ref=ref))

    def go_outside(self, *, is_wanted: bool) -> None:
        """Whatever we believed of this room is to be found out anew."""
        self.is_inside = False
        self.is_wanted = is_wanted
        self.entered.clear()
        self.wake()

    def check_echoes(self, now: float) -> None:
        """A line whose echo is overdue has perhaps been lost."""
        if self.is_inside and any(now - at > ECHO_PATIENCE for _, at in self._sent.values()):
            _log.warning("echo_overdue", room=self.address)
            self.go_outside(is_wanted=True)

    async def check_inside(self) -> None:
        """Ask our own occupant whether it is still there (XEP-0410)."""
        if not self.is_inside:
            return
        try:
            await self.link.questions.ask(PING_PAYLOAD, to=f"{self.address}/{self.nick}", sender=self._visitor())
        except Denied as refusal:
            if refusal.fault.condition not in _STILL_INSIDE:
                _log.warning("visitor_not_inside", room=self.address, fault=str(refusal.fault))
                self.go_outside(is_wanted=True)
        except NoAnswer:
            self.go_outside(is_wanted=True)

    def retire(self) -> None:
        """Nothing goes on here any more: the department leaves, the visitor stays."""
        if self.inside is not None and self.inside.is_watched:
            self.inside.leave(self.inside.watcher, self._department_nick())
        self.go_outside(is_wanted=False)

    # The lane

    def has_work(self) -> bool:
        """Something is to be entered, heard or said."""
        return bool(self._heard or self.pending or self._is_behind or (self.is_wanted and not self.is_inside))

    def queue(self, outgoing: Outgoing) -> None:
        """A row that was sent already waits for its echo."""
        if outgoing.cid not in self._sent:
            super().queue(outgoing)

    async def step(self) -> None:
        """Enter, catch up, hear the next, or say the next."""
        if not self.is_inside:
            await self._enter()
        elif self._is_behind:
            await self._catch_up()
        elif self._heard:
            await self._hear(self._heard.popleft())
        else:
            await self._say(self.next_row())

    async def _enter(self) -> None:
        room = self.room = await self.link.desk.room_at(self.address)
        if room is None:
            _log.warning("room_unknown", room=self.address)
            self._forget()
            return
        if self.hearing is None or self.inside is None:
            department = self.link.directory.department(room.department)
            self.hearing = Hearing(self.link, room)
            self.inside = Occupancy(room.jid, bot_address(department), self.link.send)
        async with self.link.entering:
            await self._enter_room(room, self.inside)
        await self._read_outbox()
        self.is_inside, self.is_wanted = True, False
        self.entered.set()

    async def _enter_room(self, room: Room, inside: Occupancy) -> None:
        self._title = self._title or offers.title(room.nick, State.WAITING, is_marked=self.link.state_marks)
        try:
            self.nick, is_new = await self.link.making.enter(
                room, inside, owner_nick=self._department_nick(), title=self._title
            )
        except Denied as refusal:
            await self._may_be_gone(room, refusal)
            raise
        if is_new or not room.is_made:
            await self.link.desk.set_made(room.jid, is_made=True, fence=self.link.fence())
            _log.info("room_made", room=room.jid)
        if not is_new:
            await self._catch_up()

    async def _may_be_gone(self, room: Room, refusal: Denied) -> None:
        """COMPAT Prosody: a room that was destroyed leaves a tombstone for a month; its address cannot be had again."""
        if refusal.fault.condition != "gone":
            return
        _log.error(
            "room_destroyed", room=room.jid, advice="the visitor's messages cannot be delivered to this room any more"
        )
        for row in await self.link.desk.outbox(self.link.shard, lane=self.address):
            await self.link.desk.refused(self.address, row.cid, fence=self.link.fence())
        self._forget()

    async def _read_outbox(self) -> None:
        for row, _ in self._sent.values():
            self.pending.setdefault(row.id, row)
        self._sent.clear()
        rows = await self.link.desk.outbox(self.link.shard, lane=self.address)
        self.pending.update((row.id, row) for row in rows)

    async def _catch_up(self) -> None:
        self._is_behind = False
        room = self.room = await self.link.desk.room_at(self.address)
        if room is None or self.inside is None:
            return
        known = self.link.capabilities.known(room.service)
        if known is not None and known.features and not known.has_archive:
            _log.error("room_has_no_archive", room=room.jid)
            return
        reader, count = self.inside.watcher, 0
        async for archived in read_after(self.link.questions, room.jid, reader=reader, after=room.cursor):
            await self._hear_archived(archived)
            count += 1
        _log.debug("room_caught_up", room=room.jid, stanzas=count)

    # Hearing

    async def _hear(self, heard: Received | tuple[str, Fault]) -> None:
        if isinstance(heard, Received):
            jid = self._jid_of(resource(heard.sender))
            await self._deal_with(heard, jid=jid, at=None, is_fresh=True)
        else:
            await self._hear_refusal(*heard)

    async def _hear_archived(self, archived: Archived) -> None:
        age = time.time() - archived.at / 1000 if archived.at else 0.0
        jid = archived.jid or self._jid_of(resource(archived.message.sender))
        await self._deal_with(archived.message, jid=jid, at=archived.at, is_fresh=age < FRESH)

    async def _deal_with(self, received: Received, *, jid: str | None, at: Moment | None, is_fresh: bool) -> None:
        assert self.room is not None and self.hearing is not None
        nick = resource(received.sender)
        who = who_said(self.room, received, nick=nick, jid=jid, at=at)
        if jid == self.room.visitor_jid or (self._is_own(received) and jid is None):
            await self._hear_echo(received)
        elif not nick:
            if isinstance(received.content, Retraction) and received.content.is_moderation:
                await self.hearing.moderated(received.content.target, who)
        elif not self._is_ours(jid, nick) and not isinstance(received.content, Nothing | Topic):
            await self.hearing.hear(received, who, is_fresh=is_fresh)

    async def _hear_echo(self, received: Received) -> None:
        if received.id is None:
            return
        row, _ = self._sent.pop(received.id, (None, 0.0))
        await self.link.desk.arrived(self.address, received.id, received.stanza_id, fence=self.link.fence())
        if row is None:
            self._drop_pending(received.id)

    async def _hear_refusal(self, cid: str, fault: Fault) -> None:
        row, _ = self._sent.get(cid, (None, 0.0))
        if row is None:
            return
        _log.warning("line_refused", room=self.address, fault=str(fault))
        if fault.condition in _REPAIRABLE:
            self.go_outside(is_wanted=True)
        elif fault.kind == "wait":
            self.go_outside(is_wanted=True)
            raise NoAnswer(f"{self.address} asks us to wait: {fault}")
        else:
            del self._sent[cid]
            await self.link.desk.refused(self.address, cid, fence=self.link.fence())

    # Saying

    async def _say(self, row: Outgoing) -> None:
        content = row.content
        if isinstance(content, SayInRoom):
            self._sent[row.cid] = row, time.monotonic()
            self.link.send(
                build_words(
                    content.text,
                    cid=row.cid,
                    sender=self._visitor(),
                    room=self.address,
                    reply_ref=content.reply_ref,
                    reply_text=content.reply_text,
                )
            )
        elif isinstance(content, ShowState):
            await self._show(row, content)
        self.pending.pop(row.id, None)
        await self.link.stream.room_to_send()

    async def _show(self, row: Outgoing, state: ShowState) -> None:
        assert self.room is not None and self.hearing is not None and self.inside is not None
        self.hearing.conversation = state.conversation
        department = self.link.directory.department(self.room.department)
        words = offers.subject(state, language=department.language)
        if self.inside.is_watched:
            self.link.send(build_subject(words, cid=row.cid, sender=self.inside.watcher, room=self.address))
        title = offers.title(state.visitor_name, state.state, is_marked=self.link.state_marks)
        if title != self._title:
            await self.link.making.rename(self.address, self.room.service, self.inside.watcher, title)
            self._title = title
        await self.link.round_trip()
        await self.link.desk.done(row.id, fence=self.link.fence())
        if state.state is State.CLOSED and len(self.pending) == 1:
            self.retire()

    # Small things

    def _add(self, heard: Received | tuple[str, Fault]) -> None:
        if len(self._heard) >= MAX_HEARD:
            _log.warning("room_too_fast", room=self.address)
            self._heard.clear()
            self._is_behind = True
        self._heard.append(heard)
        self.wake()

    def _forget(self) -> None:
        self._heard.clear()
        self.pending.clear()
        self._sent.clear()
        self.is_wanted = self._is_behind = False

    def _is_worth_hearing(self, received: Received) -> bool:
        if self._is_own(received):
            return received.id is not None
        if isinstance(received.content, Writing | Displayed):
            return self.is_inside
        return not isinstance(received.content, Nothing | Topic)

    def _drop_pending(self, cid: str) -> None:
        for number in [each.id for each in self.pending.values() if each.cid == cid]:
            del self.pending[number]

    def _jid_of(self, nick: str) -> str | None:
        occupant = self.inside.occupants.get(nick) if self.inside else None
        return occupant.jid if occupant else None

    def _is_own(self, received: Received) -> bool:
        return bool(self.nick) and resource(received.sender) == self.nick

    def _is_ours(self, jid: str | None, nick: str) -> bool:
        assert self.room is not None
        address = self.link.directory.department(self.room.department).address
        return jid == address if jid else nick == self._department_nick()

    def _visitor(self) -> str:
        assert self.room is not None
        return f"{self.room.visitor_jid}/{VISITOR_RESOURCE}"

    def _department_nick(self) -> str:
        assert self.room is not None
        return department_nick(self.link, self.room.department)


def department_nick(link: Link, key: str) -> str:
    """Under which name a department sits in rooms."""
    department = link.directory.department(key)
    return text.nick(department.name(), otherwise=department.key)
