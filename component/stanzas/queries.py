"""Questions and answers (iq): forms, rights, discovery, archive pages, pings, cards.

`build_query` frames any payload; the other builders give payloads, the parsers take the whole answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from component.stanzas.markup import (
    ARCHIVE,
    DATA,
    DISCO_INFO,
    DISCO_ITEMS,
    MUC_ADMIN,
    MUC_OWNER,
    PING,
    RESULT_SET,
    UPLOAD,
    VCARD,
    escape,
    tag,
)

PING_PAYLOAD: Final = f"<ping xmlns='{PING}'/>"
INFO_PAYLOAD: Final = f"<query xmlns='{DISCO_INFO}'/>"
ITEMS_PAYLOAD: Final = f"<query xmlns='{DISCO_ITEMS}'/>"
CONFIGURATION_PAYLOAD: Final = f"<query xmlns='{MUC_OWNER}'/>"
CONFIGURATION_FORM: Final = "http://jabber.org/protocol/muc#roomconfig"


@dataclass(frozen=True, slots=True)
class Info:
    """What an address says of itself (XEP-0030): identities as (category, type, name), and its features."""

    identities: tuple[tuple[str, str, str], ...]
    features: frozenset[str]


def build_query(payload: str, *, kind: str, sender: str, to: str, number: str) -> str:
    """An iq stanza of kind `get`, `set` or `result`."""
    return f"<iq from='{escape(sender)}' to='{escape(to)}' type='{kind}' id='{escape(number)}'>{payload}</iq>"


def build_configuration(fields: Mapping[str, str]) -> str:
    """A room's configuration, submitted (XEP-0045 §10.2)."""
    rows = "".join(
        f"<field var='{escape(name)}'><value>{escape(value)}</value></field>" for name, value in fields.items()
    )
    form = f"<field var='FORM_TYPE'><value>{CONFIGURATION_FORM}</value></field>{rows}"
    return f"<query xmlns='{MUC_OWNER}'><x xmlns='{DATA}' type='submit'>{form}</x></query>"


def build_affiliation(jid: str, affiliation: str, *, reason: str = "") -> str:
    """One person's right in a room (XEP-0045 §9). COMPAT Prosody deals with the first item of several only: one query
    each.
    """
    why = f"<reason>{escape(reason)}</reason>" if reason else ""
    return f"<query xmlns='{MUC_ADMIN}'><item affiliation='{affiliation}' jid='{escape(jid)}'>{why}</item></query>"


def build_affiliations_request(affiliation: str) -> str:
    """Who has this right in a room."""
    return f"<query xmlns='{MUC_ADMIN}'><item affiliation='{affiliation}'/></query>"


def build_destruction(reason: str) -> str:
    """End a room for good (XEP-0045 §10.9)."""
    return f"<query xmlns='{MUC_OWNER}'><destroy><reason>{escape(reason)}</reason></destroy></query>"


def build_archive_page(number: str, *, after: str | None, size: int, is_last: bool = False) -> str:
    """One page of a room's archive (XEP-0313): after an id, from the beginning, or the newest."""
    place = "<before/>" if is_last else f"<after>{escape(after)}</after>" if after else ""
    return (
        f"<query xmlns='{ARCHIVE}' queryid='{escape(number)}'>"
        f"<set xmlns='{RESULT_SET}'><max>{size}</max>{place}</set></query>"
    )


def build_slot_request(name: str, size: int, kind: str) -> str:
    """Ask where a file may be put (XEP-0363)."""
    return f"<request xmlns='{UPLOAD}' filename='{escape(name)}' size='{size}' content-type='{escape(kind)}'/>"


def build_info(identities: Iterable[tuple[str, str, str]], features: Iterable[str], node: str = "") -> str:
    """What we say of ourselves."""
    rows = "".join(
        f"<identity category='{category}' type='{kind}' name='{escape(name)}'/>" for category, kind, name in identities
    )
    listed = "".join(f"<feature var='{escape(each)}'/>" for each in features)
    asked = f" node='{escape(node)}'" if node else ""
    return f"<query xmlns='{DISCO_INFO}'{asked}>{rows}{listed}</query>"


def build_items(items: Iterable[tuple[str, str]], node: str = "") -> str:
    """The addresses that belong to us, with their names."""
    asked = f" node='{escape(node)}'" if node else ""
    rows = "".join(f"<item jid='{escape(jid)}' name='{escape(name)}'/>" for jid, name in items)
    return f"<query xmlns='{DISCO_ITEMS}'{asked}>{rows}</query>"


def build_card(name: str, *, organisation: str = "", url: str = "", note: str = "") -> str:
    """A vCard (XEP-0054); clients take the name from it."""
    rows = f"<FN>{escape(name)}</FN><NICKNAME>{escape(name)}</NICKNAME>"
    rows += f"<ORG><ORGNAME>{escape(organisation)}</ORGNAME></ORG>" if organisation else ""
    rows += f"<URL>{escape(url)}</URL>" if url else ""
    rows += f"<DESC>{escape(note)}</DESC>" if note else ""
    return f"<vCard xmlns='{VCARD}'>{rows}</vCard>"


def parse_info(answer: Element) -> Info:
    """The answer to `INFO_PAYLOAD`."""
    query = answer.find(tag(DISCO_INFO, "query"))
    if query is None:
        return Info((), frozenset())
    identities = tuple(
        (each.get("category", ""), each.get("type", ""), each.get("name", ""))
        for each in query.findall(tag(DISCO_INFO, "identity"))
    )
    return Info(identities, frozenset(each.get("var", "") for each in query.findall(tag(DISCO_INFO, "feature"))))


def parse_items(answer: Element) -> tuple[str, ...]:
    """The answer to `ITEMS_PAYLOAD`: addresses."""
    found = (each.get("jid", "") for each in answer.iter(tag(DISCO_ITEMS, "item")))
    return tuple(each for each in found if each)


def parse_form_fields(answer: Element) -> Mapping[str, str]:
    """The fields of a configuration form, with their first value."""
    fields = answer.iter(tag(DATA, "field"))
    return {each.get("var", ""): each.findtext(tag(DATA, "value")) or "" for each in fields if each.get("var")}


def parse_affiliations(answer: Element) -> frozenset[str]:
    """The addresses in an answer about rights."""
    found = (each.get("jid", "") for each in answer.iter(tag(MUC_ADMIN, "item")))
    return frozenset(each for each in found if each)


def parse_slot(answer: Element) -> str:
    """Where the file may be put, or empty."""
    put = answer.find(f"{tag(UPLOAD, 'slot')}/{tag(UPLOAD, 'put')}")
    return put.get("url", "") if put is not None else ""
