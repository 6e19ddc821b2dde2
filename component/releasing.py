"""Letting the agents out of a room whose conversation is over: who is a member, the server knows.

             members, but ours ──▶ one after the other loses the membership; each client is told why
             or: the room is destroyed, with all who are inside

Rule: done twice it does no harm; whoever was interrupted does it again.
"""

from collections.abc import Sequence
from typing import Final

import structlog

from bridge.directory import AfterClose
from bridge.model import JID
from bridge.outgoing import Outgoing, Release
from component.errors import Denied
from component.link import Link
from component.place import Place
from component.stanzas.markup import domain
from component.stanzas.queries import (
    build_affiliation,
    build_affiliations_request,
    build_destruction,
    parse_affiliations,
)
from component.words import say

_log: Final = structlog.get_logger("parlour.rooms")


async def let_out(place: Place, row: Outgoing, release: Release) -> bool:
    """Let every agent out; whether the room was destroyed for that. What the server does not permit must not hold up
    what the visitor says next. Raises `NoAnswer`.
    """
    room, link = place.room, place.link
    language = link.directory.department(row.department).language
    reason = say("released", language, number=release.conversation, name=room.nick)
    is_destroyed = link.directory.after_close is AfterClose.DESTROY
    try:
        await (_destroy if is_destroyed else _revoke)(place, reason)
    except Denied as refusal:
        _log.warning("room_not_released", room=room.jid, fault=str(refusal.fault))
        return False
    _log.info("room_destroyed" if is_destroyed else "room_released", room=room.jid, conversation=release.conversation)
    return is_destroyed


async def members_of(link: Link, room: JID, owner: str) -> Sequence[JID]:
    """Who was let in, ours included; `owner` asks. Raises `Denied`, `NoAnswer`."""
    answer = await link.questions.ask(build_affiliations_request("member"), to=room, sender=owner)
    return [JID(each) for each in sorted(parse_affiliations(answer))]


async def _destroy(place: Place, reason: str) -> None:
    payload = build_destruction(reason)
    await place.link.questions.ask(payload, to=place.room.jid, kind="set", sender=place.inside.watcher)


async def _revoke(place: Place, reason: str) -> None:
    link, room, owner = place.link, place.room, place.inside.watcher
    agents = [each for each in await members_of(link, room.jid, owner) if domain(each) != link.shard]
    for agent in agents:
        payload = build_affiliation(agent, "none", reason=reason)
        await link.questions.ask(payload, to=room.jid, kind="set", sender=owner)
