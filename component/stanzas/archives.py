"""Pages of a room's archive (XEP-0313, XEP-0059): the envelope is the archive's own word, so its id and time are
believed.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element

from bridge.model import Moment
from component.stanzas.markup import ARCHIVE, CLIENT, DELAY, FORWARD, MUC_USER, RESULT_SET, bare, tag
from component.stanzas.received import Received, parse_message


@dataclass(frozen=True, slots=True)
class Archived:
    """One stanza of an archive. `jid` is the sender's real bare address, where the archive shows it to us."""

    page: str
    message: Received
    at: Moment | None
    jid: str | None


@dataclass(frozen=True, slots=True)
class PageEnd:
    """How a page ends: the id of its last stanza, and whether it was the last page."""

    last: str | None
    is_complete: bool


def page_of(stanza: Element) -> str | None:
    """The page that this message belongs to, if it is an archive's result at all."""
    result = stanza.find(_RESULT)
    return result.get("queryid", "") if result is not None else None


def parse_archived(stanza: Element) -> Archived | None:
    """One result; `None` if what it holds is no message."""
    result = stanza.find(_RESULT)
    forwarded = result.find(_FORWARDED) if result is not None else None
    inner = forwarded.find(_MESSAGE) if forwarded is not None else None
    message = parse_message(inner) if inner is not None else None
    if result is None or forwarded is None or inner is None or message is None:
        return None
    item = inner.find(_ITEM)
    jid = item.get("jid") if item is not None else None
    return Archived(
        page=result.get("queryid", ""),
        message=replace(message, stanza_id=result.get("id")),
        at=parse_stamp(forwarded.find(_DELAY)),
        jid=bare(jid) if jid else None,
    )


def parse_page_end(answer: Element) -> PageEnd:
    """The answer that follows a page."""
    fin = answer.find(_FIN)
    last = fin.findtext(_LAST) if fin is not None else None
    is_complete = fin is None or fin.get("complete") in ("true", "1") or not last
    return PageEnd(last=last or None, is_complete=is_complete)


def parse_stamp(delay: Element | None) -> Moment | None:
    """The time in a `<delay/>` (XEP-0203, XEP-0082)."""
    stamp = delay.get("stamp", "") if delay is not None else ""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Moment(int(aware.timestamp() * 1000))


_RESULT: Final = tag(ARCHIVE, "result")
_FIN: Final = tag(ARCHIVE, "fin")
_FORWARDED: Final = tag(FORWARD, "forwarded")
_DELAY: Final = tag(DELAY, "delay")
_MESSAGE: Final = tag(CLIENT, "message")
_ITEM: Final = f"{tag(MUC_USER, 'x')}/{tag(MUC_USER, 'item')}"
_LAST: Final = f"{tag(RESULT_SET, 'set')}/{tag(RESULT_SET, 'last')}"
