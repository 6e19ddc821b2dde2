"""Agents' photos: learnt from their servers when their presence says that there is another one.

             presence ──▶ another mark (XEP-0153) than the one kept? ──▶ card (vCard-temp) ──▶ XEP-0084 ──▶ the desk

The card comes first: every server answers it to everybody, and those that know XEP-0398 (Prosody's mod_vcard_legacy,
ejabberd's mod_avatar) put into it what clients publish by XEP-0084, and its mark into every presence. Only where the
card has no photo is XEP-0084 asked, which gives it to strangers if the agent's client published it for all.

Rule 1: only for agents of the directory, and for each mark once a stream: a restart fetches nothing that is kept.
Rule 2: who says no mark at all is asked once a stream, since servers without XEP-0398 do not say it.
Rule 3: a photo that may not be shown leaves one line in the log, and the agent without one.
"""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from typing import Final
from xml.etree.ElementTree import Element

import structlog

from bridge.errors import Unavailable
from bridge.model import JID, Portrait
from component.errors import Denied, NoAnswer
from component.link import Link
from component.stanzas.markup import bare, domain
from component.stanzas.photos import (
    CARD_PAYLOAD,
    LARGEST,
    METADATA_PAYLOAD,
    build_data_request,
    kind_of,
    parse_card_photo,
    parse_data,
    parse_metadata,
)
from component.stanzas.presences import Presence

_log: Final = structlog.get_logger("parlour.portraits")

AT_ONCE: Final = 4
_UNREACHED: Final = ("remote-server-not-found", "remote-server-timeout", "internal-server-error")


class Portraits:
    """As they are seen on one stream. `run` lets an errand run."""

    def __init__(self, link: Link, run: Callable[[Coroutine[None, None, None]], None]) -> None:
        self._link = link
        self._run = run
        self._asked: dict[JID, set[str | None]] = {}
        self._fetching = asyncio.Semaphore(AT_ONCE)

    def see(self, presence: Presence) -> None:
        """Somebody is present, in a room or towards us."""
        is_inside = domain(presence.sender) == self._link.service  # anybody else may claim any address
        agent, mark = JID((presence.jid if is_inside else bare(presence.sender)) or ""), presence.mark
        if presence.kind or self._link.directory.agent("", agent) is None:
            return
        asked = self._asked.setdefault(agent, set())
        if mark in asked or (mark is None and asked):
            return
        asked.clear()
        asked.add(mark)
        self._run(self._follow(agent, mark))

    async def _follow(self, agent: JID, mark: str | None) -> None:
        try:
            async with self._fetching:
                known = {each.agent: each.mark for each in await self._link.desk.faces.portraits()}
                if mark is None or mark != known.get(agent, ""):
                    await self._keep(agent, await self._fetch(agent), is_known=agent in known)
        except (NoAnswer, Unavailable) as error:
            _log.info("portrait_not_fetched", agent=agent, reason=str(error))

    async def _fetch(self, agent: JID) -> bytes:
        card = await self._ask(CARD_PAYLOAD, agent)
        photo = parse_card_photo(card) if card is not None else b""
        if photo:
            return photo
        metadata = await self._ask(METADATA_PAYLOAD, agent)
        number = parse_metadata(metadata) if metadata is not None else None
        data = await self._ask(build_data_request(number), agent) if number else None
        return parse_data(data) if data is not None else b""

    async def _ask(self, payload: str, agent: JID) -> Element | None:
        """`None`: they have no such thing, or it is not for us. Raises `NoAnswer` when it was not they who refused."""
        try:
            return await self._link.questions.ask(payload, to=agent)
        except Denied as refusal:
            if refusal.fault.kind == "wait" or refusal.fault.condition in _UNREACHED:
                raise NoAnswer(f"{agent} cannot be asked: {refusal.fault}") from refusal
            return None

    async def _keep(self, agent: JID, photo: bytes, *, is_known: bool) -> None:
        kind = kind_of(photo) if len(photo) <= LARGEST else None
        if kind is not None:
            name = f"{hashlib.sha256(photo).hexdigest()[:32]}.{kind}"
            mark = hashlib.sha1(photo, usedforsecurity=False).hexdigest()
            await self._link.desk.faces.keep(Portrait(agent, mark, name), photo, fence=self._link.fence())
            _log.info("portrait_kept", agent=agent, bytes=len(photo), kind=kind)
            return
        if photo:
            _log.warning("portrait_ignored", agent=agent, bytes=len(photo), limit=LARGEST)
        if is_known:
            await self._link.desk.faces.forget(agent, fence=self._link.fence())
