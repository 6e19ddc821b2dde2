"""What is known of a visitor's room, once the store has told us of it, and who in it is who."""

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bridge.model import Moment, Room
from component.archive import PAGE
from component.errors import Denied, NoAnswer
from component.hearing import Hearing, who_said
from component.link import Link, bot_address
from component.rooms import Occupancy
from component.saying import Saying
from component.stanzas.archives import Archived
from component.stanzas.faults import Fault
from component.stanzas.markup import bare, resource
from component.stanzas.queries import PING_PAYLOAD
from component.stanzas.received import Displayed, Nothing, Received, Retraction, Topic, Writing

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

    def know(self, room: Room) -> None:
        """The store says something else of the room now."""
        self.room = self.hearing.room = self.saying.room = room

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
        """Deal with what came over the stream. False if it is the visitor's own: an echo, for the lane to deal with."""
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
            await self.hearing.moderated(content.target, who)
        return speaker is not Speaker.VISITOR

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
