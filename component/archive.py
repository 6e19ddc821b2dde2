"""What was said in a room while nobody of ours heard it (XEP-0313): read page by page, from where the store left off.

COMPAT, where the store's place is not in the archive any more: Prosody says `item-not-found`, and we read from its
beginning; ejabberd begins by itself without a word. Both are right, since the desk knows what it has had before.
"""

from collections.abc import AsyncIterator
from typing import Final

import structlog

from component.errors import Denied
from component.questions import Questions
from component.stanzas.archives import Archived

_log: Final = structlog.get_logger("parlour.archive")

PAGE: Final = 100


async def read_after(questions: Questions, room: str, *, reader: str, after: str | None) -> AsyncIterator[Archived]:
    """Everything after a place, oldest first. Raises `Denied` where there is no archive or none for us."""
    place = after
    while True:
        try:
            found, end = await questions.read_page(room, sender=reader, after=place, size=PAGE)
        except Denied as refusal:
            if place is None or place != after or refusal.fault.condition != "item-not-found":
                raise
            _log.warning("archive_place_unknown", room=room)
            place = None
            continue
        for each in found:
            if after is None or not _is_before(each.message.stanza_id, after):
                yield each
        if end.is_complete or end.last == place:
            return
        place = end.last


async def read_newest(questions: Questions, room: str, *, reader: str) -> list[Archived]:
    """The last page of a room's archive."""
    return (await questions.read_page(room, sender=reader, after=None, size=PAGE, is_last=True))[0]


def _is_before(stanza_id: str | None, place: str) -> bool:
    """COMPAT ejabberd numbers its stanzas by time; elsewhere ids say nothing about order."""
    if stanza_id is None or not (stanza_id.isdecimal() and place.isdecimal()):
        return False
    return int(stanza_id) <= int(place)
