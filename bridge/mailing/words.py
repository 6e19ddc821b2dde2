"""What stands in letters, in the reader's language; one that is not here reads English."""

from collections.abc import Mapping
from typing import Final

_PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "subject": "Your conversation with {department}, {day}",
        "visitor": "Visitor",
        "head": "{name}, {time}",
        "cut": "The beginning is left out: the conversation is longer than a letter may be.",
        "zone": "Times are those of {zone}.",
    },
    "fa": {
        "subject": "گفتگوی شما با {department}، {day}",
        "visitor": "بازدیدکننده",
        "head": "{name}، {time}",
        "cut": "آغاز گفتگو نیامده است: گفتگو از اندازهٔ یک نامه بلندتر است.",
        "zone": "زمان‌ها به وقت {zone} است.",
    },
}
_RIGHT_TO_LEFT: Final = ("fa",)


def choose_language(wanted: str) -> str:
    """The language of letters for a reader of this one (BCP 47)."""
    language = wanted.partition("-")[0].lower()
    return language if language in _PHRASES else "en"


def direction(language: str) -> str:
    """As HTML has it."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def say(key: str, language: str, **facts: object) -> str:
    """A phrase in one of the languages that `choose_language` returns."""
    return _PHRASES[language][key].format(**facts)
