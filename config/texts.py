"""Texts that people read, in one language or in several.

In the file either `name: Sales` (for everybody) or `name: {en: Sales, fa: فروش}`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from config.findings import SettingError

ANY_LANGUAGE = ""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Text:
    """One text by language tag (BCP 47); under the empty tag stands the text that is the same for everybody."""

    texts: Mapping[str, str]

    def pick(self, *languages: str) -> str:
        """The text in the first of these languages that is there (`fa` serves `fa-IR`), else in English, else any."""
        by_tag = {tag.lower(): text for tag, text in self.texts.items()}
        for tag in (*_with_parents(languages), ANY_LANGUAGE, "en"):
            if tag in by_tag:
                return by_tag[tag]
        return next(iter(self.texts.values()))


def _with_parents(languages: Iterable[str]) -> Iterable[str]:
    for language in languages:
        parts = language.lower().split("-")
        for length in range(len(parts), 0, -1):
            yield "-".join(parts[:length])


def parse_text(value: object) -> Text:
    """A text from a string or from a mapping of language tags to strings; never empty."""
    if isinstance(value, Text):
        return value
    entries = {ANY_LANGUAGE: value} if isinstance(value, str) else value
    fix = "Write a text, or one for each language: {en: Sales, fa: فروش}."
    if not isinstance(entries, Mapping) or not entries:
        raise SettingError("This must be a text.", fix=fix)
    for tag, text in entries.items():
        if not isinstance(text, str) or not text.strip():
            raise SettingError("This text is empty, or is not a text.", fix=fix)
        if tag != ANY_LANGUAGE:
            parse_language(str(tag))
    return Text(MappingProxyType({str(tag): str(text).strip() for tag, text in entries.items()}))


def build_text(text: Text) -> str | dict[str, str]:
    """The form in which a text stands in the file."""
    return text.texts[ANY_LANGUAGE] if set(text.texts) == {ANY_LANGUAGE} else dict(text.texts)


def parse_language(value: str) -> str:
    """A language tag such as `fa` or `pt-BR` (BCP 47)."""
    if not _LANGUAGE.fullmatch(value.strip()):
        raise SettingError(f"“{value}” is not a language.", fix="Write a tag such as en, fa or pt-BR.")
    return value.strip()
