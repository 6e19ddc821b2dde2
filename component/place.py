"""What is known of a visitor's room, once the store has told us of it, and who in it is who."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

import structlog

from bridge.model import JID, Moment, Room
from component.archive import PAGE, read_after
from component.errors import Denied, NoAnswer
from component.hearing import Hearing, who_said
from component.introductions import Introductions
from component.link import Link, bot_address, bot_nick
from component.rooms import Occupancy
from component.saying import Saying
from component.stanzas.archives import Archived
from component.stanzas.faults import Fault
from component.stanzas.markup import bare, resource
from component.stanzas.presences import Presence
from component.stanzas.queries import PING_PAYLOAD
from component.stanzas.received import Displayed, Line, Nothing, Received, Retraction, Topic, Writing

_log: Final = structlog.get_logger("parlour.rooms")

FRESH: Final = 10 * 60  # seconds for which a command in the archive is still meant
_STILL_INSIDE: Final = frozenset({"feature-not-implemented", "service-unavailable"})
_SILENT: Final = Fault("remote-server-timeout", "wait")


class Speaker(StrEnum):
    """Who said something in a visitor's room."""

    VISITOR = "visitor"
    DEPARTMENT = "department"
    ROOM = "room"
    AGENT = "agent"


@dataclass(slots=True)
class Place:
    """One room. `nick` is the visitor's, as the server gave it."""

    link: Link
    room: Room
    inside: Occupancy
    hearing: Hearing
    saying: Saying
    nick: str = ""
    introductions: Introductions = field(default_factory=Introductions)

    def see(self, presence: Presence) -> None:
        """Somebody came, changed or left."""
        self.inside.take(presence)
        self.introductions.see(presence, self.inside, self.link.directory)
        if presence.kind == "unavailable":
            self.hearing.gone(presence.nick)

    def know(self, room: Room) -> None:
        """The store says something else of the room now."""
        self.room = self.hearing.room = self.saying.room = room

    async def enter(self) -> bool:
        """Have the department and the visitor inside; whether the room is new. Raises `Denied` and kin."""
        room, desk = self.room, self.link.desk
        owner_nick = bot_nick(self.link.directory.department(room.department))
        title = self.saying.title or self.saying.first_title()
        is_new = await self.link.making.enter_owner(room, self.inside, owner_nick)
        if is_new and room.is_made:
            # Known before anything else is done: only what is not made is configured again after an interruption.
            await desk.room_lost(room.jid, fence=self.link.fence())
            room = replace(room, is_made=False, cursor=None)
            self.know(room)
        self.nick, is_new = await self.link.making.enter(
            room, self.inside, owner_nick=owner_nick, title=title, is_new=is_new
        )
        owner = JID(bare(self.inside.watcher))
        if is_new or not room.is_made or room.owner != owner:
            await desk.room_made(room.jid, owner=owner, is_new=is_new, fence=self.link.fence())
            _log.info("room_made" if is_new else "room_ours", room=room.jid, owner=owner)
        return is_new

    def speaker(self, received: Received, jid: str | None) -> Speaker:
        """By the real address (bare) where the room shows it, by the nick otherwise."""
        nick = resource(received.sender)
        if not nick:
            return Speaker.ROOM
        if jid == self.room.visitor_jid or (jid is None and nick == self.nick):
            return Speaker.VISITOR
        is_department = jid == bare(self.inside.watcher) or (jid is None and nick == self.inside.nick_of_watcher)
        return Speaker.DEPARTMENT if is_department else Speaker.AGENT

    def is_worth_hearing(self, received: Received) -> bool:
        """Of the visitor's own stanzas only what may be an echo; of others' nothing that would be heard in vain."""
        if resource(received.sender) == self.nick:
            return received.id is not None and not isinstance(received.content, Writing | Displayed)
        return not isinstance(received.content, Nothing | Topic)

    async def hear(self, received: Received) -> bool:
        """Deal with what came over the stream. False if it is one of ours: an echo, for the lane to deal with."""
        return await self._hear(received, jid=self.inside.jid_of(resource(received.sender)), at=None, is_fresh=True)

    async def hear_archived(self, archived: Archived) -> bool:
        """The same for what was read from the archive."""
        is_fresh = archived.at is None or time.time() - archived.at / 1000 < FRESH
        jid = archived.jid or self.inside.jid_of(resource(archived.message.sender))
        return await self._hear(archived.message, jid=jid, at=archived.at, is_fresh=is_fresh)

    async def _hear(self, received: Received, *, jid: str | None, at: Moment | None, is_fresh: bool) -> bool:
        who = who_said(self.room, received, nick=resource(received.sender), jid=jid, at=at)
        speaker, content = self.speaker(received, jid), received.content
        if speaker is Speaker.AGENT:
            await self.hearing.hear(received, who, is_fresh=is_fresh)
        elif speaker is Speaker.ROOM and isinstance(content, Retraction) and content.is_moderation:
            await self.link.desk.moderated(who, content.target, fence=self.link.fence())
        return speaker is not Speaker.VISITOR and not (speaker is Speaker.DEPARTMENT and isinstance(content, Line))

    async def missed(self) -> AsyncIterator[Archived]:
        """What was said since the store's place in the archive, oldest first. Raises `Denied`, `NoAnswer`."""
        reader, room = self.inside.watcher, self.room
        if not (await self.link.capabilities.features_of(room.jid, room.service, reader)).has_archive:
            _log.error("room_has_no_archive", room=room.jid)
            return
        now = await self.link.desk.room_at(room.jid)
        async for each in read_after(self.link.questions, room.jid, reader=reader, after=now.cursor if now else None):
            yield each

    async def has_news(self) -> bool:
        """Whether something was said since the store's place in the archive. Raises `Denied`, `NoAnswer`."""
        reader = self.inside.watcher
        found, _ = await self.link.questions.read_page(self.room.jid, sender=reader, after=self.room.cursor, size=PAGE)
        return any(self.is_worth_hearing(each.message) for each in found)

    async def why_outside(self) -> Fault | None:
        """Ask our own occupant whether it is still there (XEP-0410); `None` if it is."""
        to = f"{self.room.jid}/{self.nick}"
        try:
            await self.link.questions.ask(PING_PAYLOAD, to=to, sender=self.saying.visitor)
        except Denied as refusal:
            return None if refusal.fault.condition in _STILL_INSIDE else refusal.fault
        except NoAnswer:
            return _SILENT
        return None


def place_of(link: Link, room: Room) -> Place:
    """A room that nobody has looked at yet on this stream."""
    department = link.directory.department(room.department)
    inside = Occupancy(room.jid, bot_address(department), link.send)
    return Place(link, room, inside, Hearing(link, room), Saying(link, room, inside))
