"""What reaches our addresses outside any room: presence subscriptions, chats with a department, strays.

Rule 1: presence is answered here and nowhere else: agents may see a department, nobody may see a visitor, a probe is
        never answered with a refusal (a client would report that we do not want it any more). Whoever wants to see a
        department is asked to let it see them, too; what agents show is `sightings`' matter, others are ignored.
Rule 2: a private message to a visitor, through a room or past it, is refused with an error that does not make the
        room throw the visitor out: so the sender learns that it was not read.
"""

from typing import Final
from xml.etree.ElementTree import Element

from bridge.directory import Department
from bridge.model import JID
from component.commands import hear_direct
from component.link import Link
from component.sightings import Sightings
from component.stanzas.faults import Fault, build_fault
from component.stanzas.markup import MUC_USER, bare, tag
from component.stanzas.presences import Presence, build_presence
from component.stanzas.received import Encrypted, Line, parse_message
from component.words import say

_FROM_ROOM: Final = tag(MUC_USER, "x")
_PRIVATE: Final = Fault("not-allowed", "cancel", "Visitors read only what is said in their room.")
_OUTSIDE: Final = Fault("not-allowed", "cancel", "This address can only be reached in its room.")


def hear_presence(link: Link, sightings: Sightings, presence: Presence) -> None:
    """A presence that concerns no room."""
    agent, department = JID(bare(presence.sender)), link.directory.by_address(bare(presence.to))
    is_agent = department is not None and link.directory.agent(department.key, agent) is not None
    if presence.kind in ("", "unavailable", "subscribed", "unsubscribed"):
        if is_agent:
            _take_sighting(link, sightings, presence)
        return
    if presence.kind == "subscribe":
        _answer(link, presence, "subscribed" if is_agent else "unsubscribed")
    elif presence.kind == "unsubscribe":
        _answer(link, presence, "unsubscribed")
    if presence.kind in ("subscribe", "probe") and is_agent:
        link.send(build_presence(sender=bare(presence.to), to=agent))
    if presence.kind == "subscribe" and department is not None and is_agent:
        sightings.ask_to_see(department.address, agent)


def is_from_agent(link: Link, stanza: Element) -> bool:
    """Whether an agent wrote this to their own department."""
    department = link.directory.by_address(bare(stanza.get("to", "")))
    return department is not None and link.directory.agent(department.key, bare(stanza.get("from", ""))) is not None


async def hear_message(link: Link, stanza: Element) -> None:
    """A message that is no groupchat and no error."""
    department = link.directory.by_address(bare(stanza.get("to", "")))
    received = parse_message(stanza)
    if received is None or (department is None and not isinstance(received.content, Line | Encrypted)):
        return
    if department is None:
        _refuse(link, stanza, _PRIVATE if stanza.find(_FROM_ROOM) is not None else _OUTSIDE)
        return
    if is_from_agent(link, stanza):
        await hear_direct(link, department, received, agent=JID(bare(received.sender)))
    elif isinstance(received.content, Line | Encrypted):
        _refuse(link, stanza, _not_an_agent(department))


def _take_sighting(link: Link, sightings: Sightings, presence: Presence) -> None:
    """A permission that was granted before brings no presence with it: so we ask for it."""
    sightings.take(presence)
    if presence.kind == "subscribed":
        link.send(build_presence(sender=bare(presence.to), to=bare(presence.sender), kind="probe"))


def _not_an_agent(department: Department) -> Fault:
    words = say("not_an_agent", department.language, department=department.name())
    return Fault("forbidden", "auth", words)


def _answer(link: Link, presence: Presence, kind: str) -> None:
    link.send(build_presence(sender=bare(presence.to), to=bare(presence.sender), kind=kind))


def _refuse(link: Link, stanza: Element, fault: Fault) -> None:
    refusal = build_fault(stanza, fault)
    if refusal is not None:
        link.send(refusal)
