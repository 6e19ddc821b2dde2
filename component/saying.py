"""What we say in a visitor's room: the visitor's words, their typing and reading, and how the conversation stands.

A line is sent once, and stands in `sent` until its echo or an error comes back (XEP-0045 §7.4). `refusals` counts how
often each was refused for a reason that entering anew might cure, `delays` how often we were asked to wait with it.
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import structlog

from bridge.model import Page, Room, State
from bridge.outgoing import (
    Conclude,
    Greet,
    Outgoing,
    Reachable,
    ReactTo,
    Remark,
    Reword,
    SayInRoom,
    ShowState,
    TakeBack,
)
from component import cards, offers
from component.errors import Denied
from component.link import VISITOR_RESOURCE, Link
from component.moves import Moves
from component.rooms import Occupancy
from component.stanzas.faults import Fault
from component.stanzas.markup import bare
from component.stanzas.said import (
    build_aside,
    build_displayed,
    build_line,
    build_reactions,
    build_retraction,
    build_subject,
    build_words,
    build_writing,
)
from component.words import say

_log: Final = structlog.get_logger("parlour.rooms")

ECHO_PATIENCE: Final = 15.0  # seconds
MAX_REPAIRS: Final = 3  # times that one line leads to entering anew before it counts as refused
_REPAIRABLE: Final = frozenset(
    {"not-acceptable", "item-not-found", "registration-required", "forbidden", "remote-server-not-found", "gone"}
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line of ours came back as an error."""

    cid: str
    fault: Fault


@dataclass(slots=True)
class Saying:
    """Of one room. `title` is the name that the room has on the server, as far as we know."""

    link: Link
    room: Room
    inside: Occupancy
    title: str = ""
    sent: dict[str, tuple[Outgoing, float]] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    delays: Counter[str] = field(default_factory=Counter)
    moves: Moves = field(default_factory=Moves)

    @property
    def visitor(self) -> str:
        """The full address of the visitor's occupant."""
        return f"{self.room.visitor_jid}/{VISITOR_RESOURCE}"

    async def say(self, row: Outgoing) -> bool:
        """Send what a row holds. False: it has no echo, and the server has dealt with it."""
        content = row.content
        if isinstance(content, ShowState):
            await self._show(row, content)
            return False
        if isinstance(content, SayInRoom):
            self._say_words(row, content)
        elif isinstance(content, Reword):
            self._say_words(row, content.words, replaces=content.replaces)
        elif isinstance(content, TakeBack | ReactTo):
            self._amend(row, content)
        elif isinstance(content, Greet):
            self._say_line(row, content.text)
        elif isinstance(content, Remark):
            self._say_line(row, f"📝 {content.name}: {content.text}")
        elif isinstance(content, Reachable):
            language = self.link.directory.department(row.department).language
            self._say_line(row, say("reachable", language, name=content.visitor_name, email=content.email))
        elif isinstance(content, Conclude):
            department = self.link.directory.department(row.department)
            self._say_line(row, offers.end_line(content, department=department))
        return True

    def _say_words(self, row: Outgoing, words: SayInRoom, replaces: str | None = None) -> None:
        self.sent[row.cid] = row, time.monotonic()
        self.link.send(
            build_words(
                words.text,
                cid=row.cid,
                sender=self.visitor,
                room=self.room.jid,
                reply_ref=words.reply_ref,
                reply_text=words.reply_text,
                replaces=replaces,
            )
        )

    def _amend(self, row: Outgoing, content: TakeBack | ReactTo) -> None:
        self.sent[row.cid] = row, time.monotonic()
        to = self.room.jid
        if isinstance(content, ReactTo):
            self.link.send(build_reactions(content.ref, content.emojis, cid=row.cid, sender=self.visitor, room=to))
        else:
            language = self.link.directory.department(self.room.department).language
            otherwise = say("took_back", language)
            refs = (content.ref, content.cid)
            self.link.send(build_retraction(refs, cid=row.cid, sender=self.visitor, room=to, otherwise=otherwise))

    def _say_line(self, row: Outgoing, words: str) -> None:
        """As the department, which is inside as well."""
        self.sent[row.cid] = row, time.monotonic()
        self.link.send(build_line(words, cid=row.cid, sender=self.inside.watcher, to=self.room.jid, kind="groupchat"))

    async def _show(self, row: Outgoing, state: ShowState) -> None:
        """Let subject and name say how the conversation stands; returns when the server has it."""
        department = self.link.directory.department(self.room.department)
        words = offers.subject(state, language=department.language)
        if self.inside.is_watched:
            self.link.send(build_subject(words, cid=row.cid, sender=self.inside.watcher, room=self.room.jid))
        title = offers.title(
            state.visitor_name, state.state, is_marked=self.link.state_marks, is_overdue=state.is_overdue
        )
        if title != self.title:
            await self._rename(title)
        await self.link.round_trip()

    async def _rename(self, title: str) -> None:
        """What the server does not let us show must not hold up what the visitor says."""
        try:
            await self.link.making.rename(self.room.jid, self.room.service, self.inside.watcher, title)
        except Denied as refusal:
            _log.warning("state_not_shown", room=self.room.jid, fault=str(refusal.fault))
        self.title = title

    def first_title(self) -> str:
        """How a room is called that is being made."""
        self.title = offers.title(self.room.nick, State.WAITING, is_marked=self.link.state_marks)
        return self.title

    def type(self, *, is_writing: bool) -> None:
        """The visitor began or stopped writing."""
        self.link.send(build_writing(sender=self.visitor, room=self.room.jid, is_writing=is_writing))

    def see(self, ref: str) -> None:
        """The visitor has displayed everything up to this archive id."""
        self.link.send(build_displayed(sender=self.visitor, room=self.room.jid, ref=ref))

    def move(self, page: Page) -> None:
        """The visitor went to another page."""
        self._say_move(self.moves.note(page, time.monotonic()))

    def say_due_move(self, now: float) -> None:
        """Say where the visitor is, if that was held back for long enough; `now` is monotonic."""
        self._say_move(self.moves.due(now))

    def _say_move(self, page: Page | None) -> None:
        """A line of the department's, for agents who are inside: it is in no outbox, calls nobody and asks for no read
        mark. The room's copy to the visitor's occupant ends here, as every line of the department's does.
        """
        ours = {bare(self.inside.watcher), self.room.visitor_jid}
        is_somebody_here = any(each.jid not in ours for each in self.inside.occupants.values())
        if page is None or not self.inside.is_watched or not is_somebody_here:
            return
        language = self.link.directory.department(self.room.department).language
        words = cards.build_move(self.room.nick, page, language)
        self.link.send(build_aside(words, sender=self.inside.watcher, room=self.room.jid))

    def may_be_repaired(self, cid: str, fault: Fault) -> bool:
        """Whether entering the room anew may cure this refusal; after a few times it is no accident any more."""
        self.refusals[cid] += 1
        return fault.condition in _REPAIRABLE and self.refusals[cid] <= MAX_REPAIRS

    def delayed(self, cid: str) -> int:
        """Count that we were asked to wait with this line; how often that was."""
        self.delays[cid] += 1
        return self.delays[cid]

    def settle(self, cid: str) -> bool:
        """A line has come back; whether it was awaited."""
        self.refusals.pop(cid, None)
        self.delays.pop(cid, None)
        return self.sent.pop(cid, None) is not None

    def is_overdue(self, now: float) -> bool:
        """Whether a line has waited for its echo for too long; `now` is monotonic."""
        return any(now - at > ECHO_PATIENCE for _, at in self.sent.values())
