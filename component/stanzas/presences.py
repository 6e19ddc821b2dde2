"""Presence: who is in a room and as what, whether a join worked, who asks for ours (XEP-0045, RFC 6121)."""

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from component.stanzas.faults import Fault, parse_fault
from component.stanzas.markup import CLIENT, MUC_USER, NICK, VCARD_UPDATE, bare, escape, resource, tag
from component.stanzas.markup import MUC as MUC_JOIN

CREATED: Final = 201
SELF: Final = 110
RENAMED: Final = 303


@dataclass(frozen=True, slots=True)
class Presence:
    """`kind` is the type attribute, empty for "available". `jid` is the occupant's real bare address, where we may
    see it. `mark` names their photo (XEP-0153); empty: they have none, `None`: nobody says.
    """

    sender: str
    to: str
    kind: str = ""
    show: str = ""
    status: str = ""
    mark: str | None = None
    codes: frozenset[int] = frozenset()
    jid: str | None = None
    full_jid: str | None = None
    affiliation: str = ""
    role: str = ""
    new_nick: str | None = None
    is_destroyed: bool = False
    fault: Fault | None = None

    @property
    def nick(self) -> str:
        """The nick, if this is about an occupant."""
        return resource(self.sender)

    @property
    def room(self) -> str:
        """The room, if this is about an occupant."""
        return bare(self.sender)

    @property
    def has_ended(self) -> bool:
        """Whether its addressee is outside from now on. COMPAT ejabberd does not mark the end of a room as theirs."""
        is_about_us = self.is_destroyed or (self.is_self and RENAMED not in self.codes)
        return self.kind == "unavailable" and is_about_us

    @property
    def is_self(self) -> bool:
        """Whether this is about the very one to whom it is sent."""
        return SELF in self.codes


def parse_presence(stanza: Element) -> Presence | None:
    """A presence as it came; `None` without a sender. COMPAT Prosody 0.12: a refused join carries no `<x/>` of MUC at
    all.
    """
    sender = stanza.get("from")
    if not sender:
        return None
    kind = stanza.get("type", "")
    about = stanza.find(_USER)
    item = about.find(_ITEM) if about is not None else None
    jid = item.get("jid") if item is not None else None
    return Presence(
        sender=sender,
        to=stanza.get("to", ""),
        kind=kind,
        show=(stanza.findtext(_SHOW) or "").strip(),
        status=(stanza.findtext(_WORDS) or "").strip(),
        mark=_mark(stanza),
        codes=_codes(about),
        jid=bare(jid) if jid else None,
        full_jid=jid,
        affiliation=item.get("affiliation", "") if item is not None else "",
        role=item.get("role", "") if item is not None else "",
        new_nick=item.get("nick") if item is not None else None,
        is_destroyed=about is not None and about.find(_DESTROY) is not None,
        fault=parse_fault(stanza) if kind == "error" else None,
    )


def build_join(*, occupant: str, sender: str, nick: str = "") -> str:
    """Enter a room (XEP-0045 §7.2) without its history: what was said before comes from the archive."""
    named = f"<nick xmlns='{NICK}'>{escape(nick)}</nick>" if nick else ""
    return (
        f"<presence from='{escape(sender)}' to='{escape(occupant)}'>"
        f"<x xmlns='{MUC_JOIN}'><history maxchars='0' maxstanzas='0'/></x>{named}</presence>"
    )


def build_leave(*, occupant: str, sender: str) -> str:
    """Leave a room (XEP-0045 §7.14)."""
    return f"<presence from='{escape(sender)}' to='{escape(occupant)}' type='unavailable'/>"


def build_presence(*, sender: str, to: str, kind: str = "", status: str = "", nick: str = "") -> str:
    """A plain presence: ours, an answer to somebody's subscription, or our own request (`nick`: XEP-0172, by which
    clients name us when they ask whether we may).
    """
    typed = f" type='{kind}'" if kind else ""
    words = f"<status>{escape(status)}</status>" if status else ""
    named = f"<nick xmlns='{NICK}'>{escape(nick)}</nick>" if nick else ""
    return f"<presence from='{escape(sender)}' to='{escape(to)}'{typed}>{words}{named}</presence>"


def _mark(stanza: Element) -> str | None:
    photo = stanza.find(_PHOTO)
    return None if photo is None else (photo.text or "").strip().lower()


def _codes(about: Element | None) -> frozenset[int]:
    if about is None:
        return frozenset()
    found = (each.get("code", "") for each in about.findall(_STATUS))
    return frozenset(int(code) for code in found if code.isdecimal())


_SHOW: Final = tag(CLIENT, "show")
_WORDS: Final = tag(CLIENT, "status")
_PHOTO: Final = f"{tag(VCARD_UPDATE, 'x')}/{tag(VCARD_UPDATE, 'photo')}"
_USER: Final = tag(MUC_USER, "x")
_ITEM: Final = tag(MUC_USER, "item")
_STATUS: Final = tag(MUC_USER, "status")
_DESTROY: Final = tag(MUC_USER, "destroy")
