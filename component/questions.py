"""Asking the server, and whoever else can be reached: an iq goes out, its answer is awaited.

Rule 1: an answer counts only from the address that was asked; ids are not guessable, and still nobody else may answer.
Rule 2: a refusal is `Denied`, silence is `NoAnswer`, the end of the stream is `Disconnected` for all who wait.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element

from component.errors import Denied, Disconnected, NoAnswer
from component.stanzas.archives import Archived, PageEnd, page_of, parse_archived, parse_page_end
from component.stanzas.faults import parse_fault
from component.stanzas.markup import bare
from component.stanzas.queries import INFO_PAYLOAD, build_archive_page, build_query

PATIENCE: Final = 20.0  # seconds
ARCHIVE_PATIENCE: Final = 30.0


class Questions:
    """What is being asked at the moment, over one stream."""

    def __init__(self, send: Callable[[str], None], *, anybody: str) -> None:
        """`anybody` is a full address of ours, for questions in nobody's name."""
        self._send = send
        self._anybody = anybody
        self._waiting: dict[str, tuple[str, asyncio.Future[Element]]] = {}
        self._pages: dict[str, tuple[str, list[Archived]]] = {}
        self._round_trip: asyncio.Task[None] | None = None
        self._next_round_trip: asyncio.Task[None] | None = None

    async def ask(
        self, payload: str, *, to: str, kind: str = "get", sender: str | None = None, patience: float = PATIENCE
    ) -> Element:
        """The answer to an iq. Raises `Denied`, `NoAnswer`, `Disconnected`."""
        number = secrets.token_hex(8)
        answer: asyncio.Future[Element] = asyncio.get_running_loop().create_future()
        self._waiting[number] = (to, answer)
        try:
            self._send(build_query(payload, kind=kind, sender=sender or self._anybody, to=to, number=number))
            async with asyncio.timeout(patience):
                stanza = await answer
        except TimeoutError as error:
            raise NoAnswer(f"{to} does not answer.") from error
        finally:
            self._waiting.pop(number, None)
        if stanza.get("type") == "error":
            raise Denied(parse_fault(stanza), to)
        return stanza

    async def read_page(
        self, room: str, *, sender: str, after: str | None, size: int, is_last: bool = False
    ) -> tuple[list[Archived], PageEnd]:
        """One page of a room's archive, in its order. Raises like `ask`."""
        number = secrets.token_hex(8)
        found: list[Archived] = []
        self._pages[number] = (room, found)
        try:
            payload = build_archive_page(number, after=after, size=size, is_last=is_last)
            end = await self.ask(payload, to=room, kind="set", sender=sender, patience=ARCHIVE_PATIENCE)
        finally:
            self._pages.pop(number, None)
        return found, parse_page_end(end)

    async def round_trip(self, service: str) -> None:
        """Return when the server has dealt with all that was sent before this call; any answer will do. Callers
        share.
        """
        if self._next_round_trip is None:
            self._next_round_trip = asyncio.create_task(self._travel(service, self._round_trip))
        await asyncio.shield(self._next_round_trip)

    def take_answer(self, stanza: Element) -> bool:
        """Whether this iq answers a question of ours."""
        asked = self._waiting.get(stanza.get("id", ""))
        if asked is None or stanza.get("type") not in ("result", "error"):
            return False
        to, answer = asked
        if not _is_from(stanza.get("from"), to) or answer.done():
            return False
        answer.set_result(stanza)
        return True

    def take_archived(self, stanza: Element) -> bool:
        """Whether this message belongs to an archive page, ours or a forged one: then nobody else need look at it."""
        page = page_of(stanza)
        if page is None:
            return False
        room, found = self._pages.get(page, ("", []))
        archived = parse_archived(stanza) if room and bare(stanza.get("from", "")) == room else None
        if archived is not None:
            found.append(archived)
        return True

    def end(self) -> None:
        """The stream is gone: nobody will answer."""
        for _, answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(Disconnected("The stream has ended."))

    async def _travel(self, service: str, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self._round_trip, self._next_round_trip = asyncio.current_task(), None
        try:
            await self.ask(INFO_PAYLOAD, to=service)
        except Denied:
            return
        finally:
            if self._round_trip is asyncio.current_task():
                self._round_trip = None


def _is_from(sender: str | None, asked: str) -> bool:
    """COMPAT: a server may answer in its own name without a `from`."""
    return sender is None or sender == asked
