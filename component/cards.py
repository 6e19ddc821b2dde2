"""How a visitor's card reads: a few lines, to one agent alone."""

from typing import Final

from bridge.desk import Card
from bridge.model import DAYS, MINUTES
from component.words import say

_HOURS: Final = 60 * MINUTES
_SPANS: Final = (("days", DAYS), ("hours", _HOURS), ("minutes", MINUTES))


def build_card(card: Card, language: str) -> str:
    """Name, language and number; where they began to write, and whence they came; since when; whether they were here
    before.
    """
    page = f"{card.page.title} ({card.page.url})" if card.page.title and card.page.url else card.page.url
    lines = [say("card", language, number=card.number, name=card.name, speaks=card.language)]
    lines += [say("card_page", language, page=page)] if page else []
    lines += [say("card_referrer", language, referrer=card.page.referrer)] if card.page.referrer else []
    lines.append(say("card_began", language, ago=ago(card.since, language)))
    if card.since_last is None:
        lines.append(say("card_first", language))
    else:
        lines.append(say("card_earlier", language, count=card.earlier, ago=ago(card.since_last, language)))
    return "\n".join(lines)


def ago(span: int, language: str) -> str:
    """A span of milliseconds in its largest whole unit."""
    unit, length = next((each for each in _SPANS if span >= each[1]), _SPANS[-1])
    return say(unit, language, count=span // length)
