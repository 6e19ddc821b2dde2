"""What our addresses say of themselves when somebody asks: name, kind and features, for the component, departments
and visitors.

Clients fetch these without being told (COMPAT Converse: vCard of every occupant; Dino, Profanity: disco#info of the
domain).
"""

from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element

from bridge import __version__
from bridge.directory import Directory
from component.stanzas.markup import (
    CHAT_STATES,
    COMMANDS,
    CORRECTION,
    DISCO_INFO,
    DISCO_ITEMS,
    MARKERS,
    MUC,
    PING,
    REACTIONS,
    REPLY,
    RETRACTION_1,
    STANZA_ID,
    VCARD,
    VERSION,
    bare,
    tag,
)
from component.stanzas.queries import build_card, build_info, build_items, build_query

LOBBIES: Final = "urn:parlour:lobbies"
_FEATURES: Final[tuple[str, ...]] = (DISCO_INFO, DISCO_ITEMS, PING, VCARD, VERSION)
_VISITORS_FEATURES: Final[tuple[str, ...]] = (
    *_FEATURES, CHAT_STATES, CORRECTION, MARKERS, MUC, REACTIONS, REPLY, RETRACTION_1, STANZA_ID
)  # fmt: skip
_INFO: Final = tag(DISCO_INFO, "query")
_ITEMS: Final = tag(DISCO_ITEMS, "query")
_CARD: Final = tag(VCARD, "vCard")
_SOFTWARE: Final = tag(VERSION, "query")

VisitorName = Callable[[str], str | None]
"""The name of the visitor with this bare address, if it is one."""


def answer(stanza: Element, *, domain: str, directory: Directory, visitor_name: VisitorName) -> str | None:
    """Our answer to an iq, or `None` for a question that is not about a profile."""
    to, sender = stanza.get("to", ""), stanza.get("from")
    if stanza.get("type") != "get" or len(stanza) != 1 or sender is None:
        return None
    if bare(to) == domain and stanza[0].tag == _ITEMS and stanza[0].get("node") == LOBBIES:
        payload: str | None = _lobbies(directory, bare(sender))
    else:
        payload = _payload(stanza[0], bare(to), domain, directory, visitor_name)
    if payload is None:
        return None
    return build_query(payload, kind="result", sender=to, to=sender, number=stanza.get("id", ""))


def _lobbies(directory: Directory, agent: str) -> str:
    """Where this agent is on duty, for clients that enter by themselves (`/agent`); strangers learn of no lobby."""
    return build_items(((each.lobby, each.name()) for each in directory.departments_of(agent)), LOBBIES)


def _payload(asked: Element, address: str, domain: str, directory: Directory, visitor_name: VisitorName) -> str | None:
    department = directory.by_address(address)
    if address == domain:
        name, identity, features = "Parlour", ("component", "generic"), (*_FEATURES, COMMANDS)
    elif department is not None:
        name, identity, features = department.name(), ("client", "bot"), (*_VISITORS_FEATURES, COMMANDS)
    else:
        name, identity, features = visitor_name(address) or "", ("client", "web"), _VISITORS_FEATURES
    if not name:
        return None
    if asked.tag == _INFO:
        node = asked.get("node", "")
        return None if node else build_info([(*identity, name)], features)
    if asked.tag == _ITEMS and not asked.get("node"):
        departments = directory.departments.values() if address == domain else ()
        return build_items((each.address, each.name()) for each in departments)
    if asked.tag == _CARD:
        return build_card(name)
    if asked.tag == _SOFTWARE:
        return f"<query xmlns='{VERSION}'><name>Parlour</name><version>{__version__}</version></query>"
    return None
