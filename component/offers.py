"""How an offer reads: in the lobby, to one agent, in a room's subject and name."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bridge.directory import Department
from bridge.model import SECONDS, Moment, State
from bridge.outgoing import Announce, Conclude, Inform, ShowState, Word
from component.words import mark, say

MAX_WORDS: Final = 120
MAX_TITLE: Final = 60
MAX_CALLED: Final = 20
_CAN_BE_BARE: Final = (Word.CALLED, Word.NOT_HANDED_OVER)


def lobby_line(offer: Announce, *, language: str, address: str) -> str:
    """An offer as a line of the lobby. `address` is the department's own."""
    facts = _facts(offer)
    if _is_asked(offer):
        asked = say("asked_lobby" if offer.note else "asked_lobby_bare", language, **facts)
        return f"{asked}\n{say('how_lobby', language, address=address, **facts)}"
    if offer.state is not State.WAITING:
        return say(offer.state.value, language, **facts)
    if offer.is_over:
        return say("offered_on", language, **facts)
    called = "".join(f"{nick}, " for nick in offer.called[:MAX_CALLED]).removesuffix(", ")
    line = f"{called}: {_waiting(offer, language)}" if called else _waiting(offer, language)
    return f"{line}\n{say('how_lobby', language, address=address, **facts)}"


def direct_line(offer: Announce, *, language: str) -> str:
    """An offer as a message to one agent; it brings the way into the room."""
    facts = _facts(offer)
    if offer.mine and offer.state is State.ACTIVE:
        return say("mine", language, **facts)
    if _is_asked(offer):
        asked = say("asked" if offer.note else "asked_bare", language, **facts)
        return f"{asked}\n{say('how_asked', language, **facts)}"
    if offer.state is not State.WAITING:
        return say(offer.state.value, language, **facts)
    if offer.is_over:
        return say("offered_on", language, **facts)
    return f"{_waiting(offer, language)}\n{say('how_direct', language, **facts)}"


def word_line(word: Inform, *, language: str) -> str:
    """What one agent is told about a conversation."""
    is_bare = not word.note if word.word is Word.CALLED else not word.name
    bare = f"{word.word}_bare" if is_bare and word.word in _CAN_BE_BARE else word.word.value
    note = _short(word.note, MAX_WORDS) if word.word is Word.WROTE else word.note
    facts = {"number": word.conversation, "name": word.visitor_name, "agent": word.name, "note": note}
    return say(bare, language, link=link(word.room), address=word.name, **facts)


def end_line(end: Conclude, *, department: Department) -> str:
    """The last line that agents read in a room: that it is over, since when and why, and what they need not do."""
    language = department.language
    facts = {"mark": mark(State.CLOSED), "number": end.conversation, "name": end.visitor_name, "agent": end.by}
    why = "ended_silent" if end.is_silent else "ended_by" if end.by else "ended"
    over = say(why, language, time=_clock(end.at, department), **facts)
    if end.open_until is None:
        return f"{over} {say('ended_kept', language)}"
    return f"{over} {say('ended_open', language, until=_clock(end.open_until, department), **facts)}"


def subject(state: ShowState, *, language: str) -> str:
    """What the room's subject says."""
    return say(
        f"subject_{state.state.value}",
        language,
        mark=mark(state.state, is_overdue=state.is_overdue),
        number=state.conversation,
        name=state.visitor_name,
        agent=state.agent_name,
    )


def title(visitor_name: str, state: State, *, is_marked: bool, is_overdue: bool = False) -> str:
    """What the room is called."""
    return f"{mark(state, is_overdue=is_overdue)} {visitor_name}" if is_marked else visitor_name


def link(room: str) -> str:
    """The way into a room, as clients understand it (XEP-0147)."""
    return f"xmpp:{room}?join"


def _clock(at: Moment, department: Department) -> str:
    """The time of day where the department is, which its hours say; else UTC."""
    zone = ZoneInfo(department.hours.timezone) if department.hours else UTC
    clock = datetime.fromtimestamp(at // SECONDS, zone).strftime("%H:%M")
    return clock if department.hours else f"{clock} UTC"


def _waiting(offer: Announce, language: str) -> str:
    facts = _facts(offer)
    again = "still_" if offer.reminders else ""
    line = say(f"{again}waiting" if offer.words else f"{again}waiting_bare", language, **facts)
    page = _page(offer)
    return f"{line} {say('page', language, page=page)}" if page else line


def _is_asked(offer: Announce) -> bool:
    """Whether somebody who has it wants the reader to take it over."""
    return bool(offer.asked_by) and offer.state is State.ACTIVE and not offer.is_over and not offer.mine


def _facts(offer: Announce) -> dict[str, object]:
    return {
        "mark": mark(offer.state, is_overdue=offer.reminders > 0),
        "number": offer.conversation,
        "name": offer.visitor_name,
        "agent": offer.agent_name,
        "words": _short(offer.words, MAX_WORDS),
        "asker": offer.asked_by,
        "note": offer.note,
        "link": link(offer.room),
    }


def _page(offer: Announce) -> str:
    title = _short(offer.page_title, MAX_TITLE)
    if title and offer.page_url:
        return f"{title} ({offer.page_url})"
    return title or offer.page_url


def _short(words: str, limit: int) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= limit else one_line[: limit - 1] + "…"
