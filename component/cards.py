"""How a visitor's card reads: a few lines, to one agent alone."""

from datetime import UTC, datetime
from typing import Final

from bridge.desk import Block, Card
from bridge.model import DAYS, MINUTES, Moment, Page
from component.words import say

MAX_TITLE: Final = 60
MAX_URL: Final = 200
_HOURS: Final = 60 * MINUTES
_SPANS: Final = (("days", DAYS), ("hours", _HOURS), ("minutes", MINUTES))


def build_card(card: Card, language: str) -> str:
    """Number, name and language; why nobody hears them; what agents noted; with what they came; where they are; where
    they began to write, and whence they came there; whether they were here before. What is not known has no line.
    """
    vouched = say("card_verified" if card.is_verified else "card_unverified", language)
    lines = [
        say("card", language, number=card.number, name=card.name, speaks=card.language, vouched=vouched),
        name_block(card.block, "card_blocked", language) if card.block else "",
        " · ".join([each for each in (card.email, card.phone) if each] + [f"#{each}" for each in card.tags]),
        " · ".join(each for each in (card.browser, card.channel, card.place, card.address) if each),
        _where(card, language),
        _beginning(card, language),
        say("card_referrer", language, referrer=card.page.referrer) if card.page.referrer else "",
        _before(card, language),
    ]
    return "\n".join(line for line in lines if line)


def name_block(block: Block, phrase: str, language: str) -> str:
    """Until when somebody is not heard, and why if a reason was given; the phrase has a twin for where none was."""
    key = phrase if block.reason else f"{phrase}_bare"
    return say(key, language, until=date(block.until), reason=block.reason)


def build_move(name: str, page: Page, language: str) -> str:
    """The line by which agents read that the visitor has gone to another page."""
    return say("moved", language, name=name, page=name_page(page.url, page.title))


def name_page(url: str, title: str) -> str:
    """A page in words: its title, and its address for those who want to look."""
    url, title = _short(url, MAX_URL), _short(title, MAX_TITLE)
    return f"{title} ({url})" if title and url else title or url


def name_briefly(page: Page) -> str:
    """The same in few words: its title, or else its address."""
    return _short(page.title or page.url, MAX_TITLE)


def ago(span: int, language: str) -> str:
    """A span of milliseconds in its largest whole unit."""
    unit, length = next((each for each in _SPANS if span >= each[1]), _SPANS[-1])
    return say(unit, language, count=span // length)


def date(at: Moment) -> str:
    """Day and time, as everybody understands them."""
    return datetime.fromtimestamp(at / 1000, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")


def _where(card: Card, language: str) -> str:
    seen = say("card_pages", language, count=card.pages) if card.pages else ""
    if card.here is None:
        where = say("card_away", language)
    else:
        page = name_page(card.here.url, card.here.title)
        where = say("card_here", language, page=page, span=ago(card.here_since, language)) if page else ""
    return " · ".join(each for each in (where, seen) if each)


def _beginning(card: Card, language: str) -> str:
    page = name_page(card.page.url, card.page.title)
    return say("card_page" if page else "card_began", language, page=page, ago=ago(card.since, language))


def _before(card: Card, language: str) -> str:
    if card.since_last is None:
        return say("card_first", language)
    key = "card_earlier_with" if card.last_agent else "card_earlier"
    return say(key, language, count=card.earlier, agent=card.last_agent, ago=ago(card.since_last, language))


def _short(words: str, limit: int) -> str:
    return words if len(words) <= limit else words[: limit - 1] + "…"
