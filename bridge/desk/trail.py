"""The trail: the pages that a visitor saw, kept once they have a room, the newest `KEPT` of each.

             first message ──▶ begin: all pages of this visit            (the visitor's own change)
             another page, or one was left ──▶ note ──▶ PageMoved, while a conversation goes on

Rule: a change of pages is one of its own, never part of a message's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bridge.desk.context import Context
from bridge.desk.guests import Guest, Unkept
from bridge.errors import Unknown
from bridge.events import PageMoved
from bridge.model import JID, Moment, Page, Room, State, Stay, VisitorId
from bridge.store.work import Work

KEPT: Final = 200
_RECENT: Final = 20


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a visitor has been, as of `now`, oldest first. `page` is where they are, empty when they are not here."""

    name: str
    stays: tuple[Stay, ...]
    now: Moment
    page: str = ""


def begin(work: Work, room: Room, stays: Sequence[Stay], page: Page, now: Moment) -> None:
    """Keep what this visit has seen until its first message, said on `page`."""
    for stay in stays or ([Stay(page.url, page.title, now)] if page.url else []):
        work.add_page(room.id, stay)


def note(
    work: Work, context: Context, visitor: VisitorId, what: Unkept, *, may_go_on: bool
) -> Sequence[tuple[Stay, Stay]]:
    """Keep further pages of a visitor who has a room. `may_go_on`: a page that stood open when this process began is
    the same stay. Returns those that were kept already, each with the store's own.
    """
    room = work.room_of(visitor, lock=True)
    if room is None:
        return ()
    recent = work.trail(room.id, _RECENT) if what.opened else ()
    known, fresh = list[tuple[Stay, Stay]](), list[Stay]()
    for stay in what.opened:
        same = next((each for each in recent if _is_same(each, stay, may_go_on=may_go_on)), None)
        if same is None:
            work.add_page(room.id, stay)
            fresh.append(stay)
        else:
            known.append((stay, same))
    for stay in what.left:
        work.leave_page(room.id, stay)
    if fresh:
        work.forget_pages(room.id, KEPT)
        if fresh[-1].left_at is None and not (recent and recent[-1].url == fresh[-1].url):
            _tell(work, context, room, fresh[-1])
    return known


def read(work: Work, jid: JID) -> tuple[Room, str, Sequence[Stay]]:
    """Whose room that is, how they are called, and their pages. Raises `Unknown`."""
    room = work.room_at(jid)
    visitor = work.visitor(room.visitor) if room else None
    if room is None or visitor is None:
        raise Unknown(f"There is no room {jid} here.")
    return room, visitor.name or room.nick, work.trail(room.id, KEPT)


def describe(name: str, stays: Sequence[Stay], guest: Guest | None, now: Moment) -> Trail:
    """What the store and the register know together."""
    return Trail(name=name, stays=tuple(stays), now=now, page=guest.page.url if guest else "")


def _is_same(stored: Stay, stay: Stay, *, may_go_on: bool) -> bool:
    if stored.url != stay.url:
        return False
    return stored.at == stay.at or (may_go_on and stored.left_at is None)


def _tell(work: Work, context: Context, room: Room, stay: Stay) -> None:
    conversation = work.last_conversation(room.id)
    if conversation is None or conversation.state is State.CLOSED:
        return
    if context.directory.department(conversation.department).page_moves:
        work.emit(PageMoved(visitor=room.visitor, page=Page(stay.url, stay.title)))
