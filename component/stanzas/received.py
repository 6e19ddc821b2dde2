"""What others said: a message stanza as one `Received`, whose `content` says what it means.

Rule 1: one stanza, one meaning. What takes words back or changes them comes before plain words, and a text that only
        stands in for something we understood (XEP-0428) is not speech.
Rule 2: a room's ids and times are believed only from the room itself (`by` of the stanza-id); a `delay` on a live
        stanza may be forged and is left to the archive's own envelope (`component.stanzas.archives`).
Rule 3: references are kept as they came: clients point by message id, origin-id or stanza-id (COMPAT Converse uses
        all three).
"""

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from bridge.text import MAX_EMOJI, normal_emoji
from component.stanzas.fallbacks import has_only_fallback, without_fallback
from component.stanzas.markup import (
    CHAT_STATES,
    CLIENT,
    CONFERENCE,
    CORRECTION,
    ENCRYPTION,
    FASTEN,
    MARKERS,
    MODERATION_0,
    MODERATION_1,
    MUC_USER,
    OCCUPANT,
    OMEMO,
    OMEMO_2,
    OOB,
    OPENPGP,
    PGP,
    REACTIONS,
    REPLY,
    RETRACTION_0,
    RETRACTION_1,
    STANZA_ID,
    bare,
    tag,
)

MAX_REACTIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """Words. `reply_to` names the message they answer (XEP-0461), without its quotation."""

    text: str
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """New words for the message `target` (XEP-0308)."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Retraction:
    """The message `target` is taken back (XEP-0424), or removed by the room's moderators (XEP-0425)."""

    target: str
    is_moderation: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """All emojis of this sender for `target`, in place of those before (XEP-0444)."""

    target: str
    emojis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Displayed:
    """`target` and everything before it has been displayed (XEP-0333)."""

    target: str


@dataclass(frozen=True, slots=True)
class Writing:
    """Begins or stops writing (XEP-0085)."""

    is_writing: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """The room's subject changed: a subject without a body (XEP-0045 §7.2.15)."""

    text: str


@dataclass(frozen=True, slots=True)
class Encrypted:
    """Not for us to read; `by` is `OMEMO`, `OpenPGP` or `OTR`."""

    by: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """To a room (XEP-0249, XEP-0045 §7.8)."""

    room: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Means nothing to us."""


Content = Line | Correction | Retraction | Reaction | Displayed | Writing | Topic | Encrypted | Invitation | Nothing


@dataclass(frozen=True, slots=True)
class Received:
    """A message stanza that is no error. `stanza_id` is the one its own room gave; `kind` is the type attribute."""

    kind: str
    sender: str
    to: str
    content: Content
    id: str | None = None
    origin_id: str | None = None
    stanza_id: str | None = None
    occupant_id: str | None = None


def parse_message(stanza: Element) -> Received | None:
    """A message as it came over the stream; `None` for an error, or without sender."""
    sender, kind = stanza.get("from"), stanza.get("type") or "normal"
    if not sender or kind == "error":
        return None
    room, stanza_id = bare(sender), None
    parts: dict[str, Element] = {}
    for child in stanza:
        if child.tag == _STANZA_ID:
            if child.get("by") == room:
                stanza_id = child.get("id")
        else:
            parts.setdefault(child.tag, child)
    return Received(
        kind=kind,
        sender=sender,
        to=stanza.get("to", ""),
        content=_content(stanza, parts, is_from_room=sender == room),
        id=stanza.get("id"),
        origin_id=_id_of(parts.get(_ORIGIN_ID)),
        stanza_id=stanza_id,
        occupant_id=_id_of(parts.get(_OCCUPANT)),
    )


def _content(stanza: Element, parts: dict[str, Element], *, is_from_room: bool) -> Content:
    body = (parts[_BODY].text or "") if _BODY in parts else None
    if body and parts.keys() <= _PLAIN and not body.startswith(_OTR) and not body.isspace():
        return Line(body)
    return (
        _encrypted(parts, body)
        or _retraction(parts, is_from_room=is_from_room)
        or _reaction(parts)
        or _words(stanza, parts, body)
        or _signal(parts)
        or Nothing()
    )


def _encrypted(parts: dict[str, Element], body: str | None) -> Encrypted | None:
    for name, by in _ENCRYPTED.items():
        if name in parts:
            return Encrypted(by)
    named = parts.get(_ENCRYPTION)
    if named is not None:
        return Encrypted(named.get("name") or "OMEMO")
    return Encrypted("OTR") if body is not None and body.startswith(_OTR) else None


def _retraction(parts: dict[str, Element], *, is_from_room: bool) -> Content | None:
    retract = parts.get(_RETRACT_1)
    if retract is not None:
        is_moderation = is_from_room and retract.find(_MODERATED_1) is not None
        return _take_back(retract.get("id"), is_moderation=is_moderation)
    fastened = parts.get(_APPLY_TO)
    if fastened is None:
        return None
    if fastened.find(_MODERATED_0) is not None:
        return _take_back(fastened.get("id"), is_moderation=True) if is_from_room else Nothing()
    return _take_back(fastened.get("id")) if fastened.find(_RETRACT_0) is not None else None


def _take_back(target: str | None, *, is_moderation: bool = False) -> Content:
    return Retraction(target, is_moderation) if target else Nothing()


def _reaction(parts: dict[str, Element]) -> Content | None:
    reactions = parts.get(_REACTIONS)
    if reactions is None:
        return None
    found = (normal_emoji(each.text or "")[:MAX_EMOJI] for each in reactions.findall(_REACTION))
    emojis = tuple(dict.fromkeys(each for each in found if each))[:MAX_REACTIONS]
    target = reactions.get("id")
    return Reaction(target, emojis) if target else Nothing()


def _words(stanza: Element, parts: dict[str, Element], body: str | None) -> Content | None:
    if _INVITATION in parts and (body is None or parts[_INVITATION].get("jid")):
        return Invitation(parts[_INVITATION].get("jid", ""))
    if _MEDIATED in parts and parts[_MEDIATED].find(_INVITE) is not None:
        return Invitation(bare(stanza.get("from", "")))
    if body is None:
        attached = parts.get(_OOB)
        url = (attached.findtext(_URL) or "").strip() if attached is not None else ""
        return Line(url) if url else None
    if has_only_fallback(stanza):
        return None
    replaced = _id_of(parts.get(_REPLACE))
    if replaced:
        return Correction(replaced, without_fallback(stanza, body))
    text = without_fallback(stanza, body)
    return Line(text, _id_of(parts.get(_REPLY))) if text.strip() else None


def _signal(parts: dict[str, Element]) -> Content | None:
    for name in (_DISPLAYED, _ACKNOWLEDGED):
        target = _id_of(parts.get(name))
        if target:
            return Displayed(target)
    if _SUBJECT in parts and _BODY not in parts and _THREAD not in parts:
        return Topic(parts[_SUBJECT].text or "")
    if _COMPOSING in parts:
        return Writing(True)
    return Writing(False) if any(name in parts for name in _NOT_COMPOSING) else None


def _id_of(element: Element | None) -> str | None:
    return element.get("id") if element is not None else None


_BODY: Final = tag(CLIENT, "body")
_SUBJECT: Final = tag(CLIENT, "subject")
_THREAD: Final = tag(CLIENT, "thread")
_STANZA_ID: Final = tag(STANZA_ID, "stanza-id")
_ORIGIN_ID: Final = tag(STANZA_ID, "origin-id")
_OCCUPANT: Final = tag(OCCUPANT, "occupant-id")
_REPLACE: Final = tag(CORRECTION, "replace")
_REPLY: Final = tag(REPLY, "reply")
_RETRACT_0: Final = tag(RETRACTION_0, "retract")
_RETRACT_1: Final = tag(RETRACTION_1, "retract")
_MODERATED_0: Final = tag(MODERATION_0, "moderated")
_MODERATED_1: Final = tag(MODERATION_1, "moderated")
_APPLY_TO: Final = tag(FASTEN, "apply-to")
_REACTIONS: Final = tag(REACTIONS, "reactions")
_REACTION: Final = tag(REACTIONS, "reaction")
_DISPLAYED: Final = tag(MARKERS, "displayed")
_ACKNOWLEDGED: Final = tag(MARKERS, "acknowledged")
_COMPOSING: Final = tag(CHAT_STATES, "composing")
_NOT_COMPOSING: Final = tuple(tag(CHAT_STATES, each) for each in ("paused", "active", "inactive", "gone"))
_PLAIN: Final = frozenset({_BODY, _ORIGIN_ID, _OCCUPANT, tag(CHAT_STATES, "active"), tag(MARKERS, "markable")})
_OTR: Final = "?OTR"
_OOB: Final = tag(OOB, "x")
_URL: Final = tag(OOB, "url")
_INVITATION: Final = tag(CONFERENCE, "x")
_MEDIATED: Final = tag(MUC_USER, "x")
_INVITE: Final = tag(MUC_USER, "invite")
_ENCRYPTION: Final = tag(ENCRYPTION, "encryption")
_ENCRYPTED: Final = {
    tag(OMEMO, "encrypted"): "OMEMO",
    tag(OMEMO_2, "encrypted"): "OMEMO",
    tag(PGP, "x"): "OpenPGP",
    tag(OPENPGP, "openpgp"): "OpenPGP",
}
