"""What an agent may know about a visitor: what they told, and what was seen of them here."""

from dataclasses import dataclass

from bridge.desk.context import Context
from bridge.errors import Unknown
from bridge.model import JID, NO_PAGE, Page
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Card:
    """`number` and `page` are those of the last conversation, and where it began; nothing here is verified. `earlier`
    counts the conversations before it. Spans are in milliseconds: since it began, since the last one before it ended.
    """

    name: str
    language: str
    number: int
    page: Page
    since: int
    earlier: int = 0
    since_last: int | None = None


def describe(work: Work, context: Context, jid: JID) -> Card:
    """The visitor of a room. Raises `Unknown` where there is none."""
    room = work.room_at(jid)
    visitor = work.visitor(room.visitor) if room else None
    if room is None or visitor is None:
        raise Unknown("There is no room {room} here.", room=jid)
    conversations = work.conversations(room.id)
    last, earlier = (conversations[-1], conversations[:-1]) if conversations else (None, [])
    ended = earlier[-1].closed_at if earlier else None
    return Card(
        name=visitor.name or room.nick,
        language=visitor.language,
        number=last.id if last else 0,
        page=last.page if last else NO_PAGE,
        since=context.now - (last.opened_at if last else room.created_at),
        earlier=len(earlier),
        since_last=context.now - ended if ended is not None else None,
    )
