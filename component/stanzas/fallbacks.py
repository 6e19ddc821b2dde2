"""Texts that stand in for something we understood (XEP-0428): they are cut out, so that the visitor never reads them.

Ranges count Unicode characters, as Python does (XEP-0426). A fallback for something that we do not understand stays.
"""

from typing import Final
from xml.etree.ElementTree import Element

from component.stanzas.markup import FALLBACK, MARKERS, REACTIONS, REPLY, RETRACTION_0, RETRACTION_1, tag

_UNDERSTOOD: Final = frozenset({MARKERS, REACTIONS, REPLY, RETRACTION_0, RETRACTION_1})
_FALLBACK: Final = tag(FALLBACK, "fallback")
_BODY: Final = tag(FALLBACK, "body")


def has_only_fallback(stanza: Element) -> bool:
    """Whether the whole body stands in for something we understood."""
    return any(_is_whole(each) for each in _understood(stanza))


def without_fallback(stanza: Element, body: str) -> str:
    """The body without such parts."""
    ranges = sorted((span for each in _understood(stanza) for span in _ranges(each, len(body))), reverse=True)
    for start, end in ranges:
        body = body[:start] + body[end:]
    return body


def _understood(stanza: Element) -> list[Element]:
    return [each for each in stanza.findall(_FALLBACK) if each.get("for") in _UNDERSTOOD]


def _is_whole(fallback: Element) -> bool:
    """No `<body/>` and no `<subject/>` at all, or one without a range, means everything (XEP-0428 §2.2)."""
    bodies = fallback.findall(_BODY)
    return len(fallback) == 0 or any(each.get("start") is None and each.get("end") is None for each in bodies)


def _ranges(fallback: Element, length: int) -> list[tuple[int, int]]:
    found = []
    for each in fallback.findall(_BODY):
        start, end = each.get("start", "0"), each.get("end", str(length))
        if start.isdecimal() and end.isdecimal() and int(start) < int(end) <= length:
            found.append((int(start), int(end)))
    return found
