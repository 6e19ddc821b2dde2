"""What is known of a visitor's room, once the store has told us of it, and who in it is who."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bridge.model import Room
from component.errors import Denied, NoAnswer
from component.hearing import Hearing
from component.link import Link, bot_address
from component.rooms import Occupancy
from component.saying import Saying
from component.stanzas.faults import Fault
from component.stanzas.markup import bare, resource
from component.stanzas.queries import PING_PAYLOAD
from component.stanzas.received import Displayed, Nothing, Received, Topic, Writing

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
