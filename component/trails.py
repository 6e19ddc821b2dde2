"""How a visitor's trail reads, and the list of those who are on the site; to one agent, in their language."""

from collections.abc import Mapping, Sequence
from typing import Final

from bridge.desk import Guest, Trail
from bridge.model import ConversationId, Moment, Stay, VisitorId
from component.cards import ago, name_page
from component.words import say

PAGES_SHOWN: Final = 20
VISITORS_SHOWN: Final = 30
PAGE_SHOWN: Final = 60


def build_trail(trail: Trail, language: str) -> str:
    """The newest pages, the oldest of them first, each with the time spent on it where that is known."""
    if not trail.stays:
        return say("trail_none", language, name=trail.name)
    return "\n".join([say("trail", language, name=trail.name, count=len(trail.stays)), *_stays(trail, language)])


def build_path(guest: Guest, now: Moment, language: str) -> str:
    """Somebody who is here: what the list says of them, then the pages of this visit."""
    trail = Trail(guest.name, guest.pages, now, page=guest.page.url)
    return "\n".join([_visitor(guest, None, now, language), *_stays(trail, language)])


def build_visitors(
    guests: Sequence[Guest], talking: Mapping[VisitorId, ConversationId], now: Moment, language: str
) -> str:
    """One line for each visitor, whoever came first at the beginning; `talking` are the conversations that go on."""
    if not guests:
        return say("visitors_none", language)
    lines = [say("visitors", language, count=len(guests))]
    shown = guests[:VISITORS_SHOWN]
    lines += [_visitor(guest, talking.get(guest.visitor), now, language) for guest in shown]
    left_out = len(guests) - VISITORS_SHOWN
    lines += [say("visitors_more", language, count=left_out)] if left_out > 0 else []
    return "\n".join(lines)


def name_visitor(guest: Guest, language: str) -> str:
    """How they are called, and where they are, in one short line."""
    where = guest.page.title or guest.page.url
    page = say("visitor_page", language, page=where[:PAGE_SHOWN]) if where else ""
    return " · ".join(each for each in (_name(guest), page) if each)


def _name(guest: Guest) -> str:
    return f"{guest.handle} {guest.name}".strip()


def _stays(trail: Trail, language: str) -> list[str]:
    left_out = len(trail.stays) - PAGES_SHOWN
    lines = [say("trail_more", language, count=left_out)] if left_out > 0 else []
    return [*lines, *(_stay(stay, trail, language) for stay in trail.stays[-PAGES_SHOWN:])]


def _stay(stay: Stay, trail: Trail, language: str) -> str:
    page, since = name_page(stay.url, stay.title), ago(trail.now - stay.at, language)
    if stay.left_at is not None:
        return say("trail_left", language, ago=since, page=page, span=ago(stay.left_at - stay.at, language))
    is_here = stay.url == trail.page
    return say("trail_here" if is_here else "trail_open", language, ago=since, page=page, span=since)


def _visitor(guest: Guest, talks: ConversationId | None, now: Moment, language: str) -> str:
    page = name_page(guest.page.url, guest.page.title)
    facts = [
        say("visitor_page", language, page=page) if page else "",
        say("visitor_since", language, span=ago(now - guest.since, language)),
        say("card_pages", language, count=len(guest.pages)) if guest.pages else "",
        guest.browser,
        guest.language,
        guest.place,
        guest.address,
        say("visitor_talks", language, number=talks) if talks else "",
        say("visitor_wrote", language) if guest.has_room and not talks else "",
    ]
    return say("visitor", language, name=_name(guest), facts=" · ".join(each for each in facts if each))
