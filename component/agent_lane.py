"""The lane of one agent and one conversation: its offer as 1:1 messages, so that every client's push works, or the way
into its room. One room that cannot be made keeps nobody's other offers waiting.

These rows have no echo: they are done when the server has answered something that was asked after them.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

import structlog

from bridge.directory import Department
from bridge.errors import Unavailable, Unknown
from bridge.model import JID, State
from bridge.outgoing import Admit, Announce, Dismiss, Inform, Outgoing, Relieve, Welcome, Word
from component import offers
from component.errors import Denied
from component.lane import Lane
from component.link import Link
from component.releasing import members_of
from component.stanzas.presences import build_presence
from component.stanzas.queries import build_affiliation
from component.stanzas.said import build_call, build_invitation, build_line
from component.welcoming import welcome
from component.words import say

_log: Final = structlog.get_logger("parlour.agents")

ROOM_PATIENCE: Final = 5.0  # seconds that an alert waits for its room


class AgentLane(Lane):
    """For one agent's bare address."""

    def __init__(self, link: Link, agent: JID, ask_to_see: Callable[[JID, JID], None]) -> None:
        super().__init__(link, agent)
        self._ask_to_see = ask_to_see

    def has_work(self) -> bool:
        """Something is to be sent."""
        return bool(self.pending)

    async def step(self) -> None:
        """Send the next row, then make sure that the server has it."""
        row = self.next_row()
        await self._say(row)
        await self.link.stream.room_to_send()
        await self.link.round_trip()
        await self.link.desk.done(row.id, fence=self.link.fence())
        self.link.finished.add((row.lane, row.cid))
        self.pending.pop(row.id, None)

    async def _say(self, row: Outgoing) -> None:
        """Whoever works here no more is told nothing and let in nowhere; nor is a lobby that is no more."""
        content, department = row.content, self.link.directory.department(row.department)
        agent = self.link.directory.agent(department.key, self.address)
        if isinstance(content, Dismiss):
            await self._dismiss(row)
        elif agent is None:
            return
        elif isinstance(content, Announce):
            await self._announce(row, content, department)
        elif isinstance(content, Inform):
            self._inform(row, content, department)
        elif isinstance(content, Relieve):
            self._tell(row, say("relieved", self._language(department), agent=content.by), department)
        elif isinstance(content, Welcome):
            welcome(self.link, department, agent, self._ask_to_see)
        elif isinstance(content, Admit):
            await self._admit(row, content, department)

    async def _announce(self, row: Outgoing, offer: Announce, department: Department) -> None:
        """The line brings a way into the room, so it must be open first; but an alert never waits long for that."""
        if offer.state is State.WAITING or offer.asked_by:
            with contextlib.suppress(Unavailable, Denied, Unknown):
                await self._let_in(offer.room, patience=ROOM_PATIENCE, is_once_enough=True)
        words, sender = offers.direct_line(offer, language=self._language(department)), department.address
        if offer.reminders and offer.state is State.WAITING and offer.replaces is None:
            self.link.send(build_call(words, cid=row.cid, sender=sender, to=self.address, can_be_marked=True))
            return
        self.link.send(
            build_line(
                words,
                cid=row.cid,
                sender=sender,
                to=self.address,
                kind="chat",
                replaces=offer.replaces,
                can_be_marked=True,
            )
        )

    def _inform(self, row: Outgoing, word: Inform, department: Department) -> None:
        words = offers.word_line(word, language=self._language(department))
        if word.word is Word.WROTE:
            self.link.send(build_call(words, cid=row.cid, sender=department.address, to=self.address))
        else:
            self._tell(row, words, department)

    def _tell(self, row: Outgoing, words: str, department: Department) -> None:
        line = build_line(words, cid=row.cid, sender=department.address, to=self.address, kind="chat")
        self.link.send(line)

    def _language(self, department: Department) -> str:
        agent = self.link.directory.agent(department.key, self.address)
        return agent.language if agent else department.language

    async def _admit(self, row: Outgoing, admission: Admit, department: Department) -> None:
        """Whoever is inside already needs no invitation, which clients would show all the same. What was to lead into
        a room that is no more has been led elsewhere by the desk.
        """
        try:
            await self._let_in(admission.room, patience=None)
        except Unknown:
            return
        if self.address in self.link.present(admission.room):
            return
        self.link.send(
            build_invitation(
                cid=row.cid,
                sender=department.address,
                to=self.address,
                room=admission.room,
                reason=admission.visitor_name,
            )
        )

    async def _dismiss(self, row: Outgoing) -> None:
        """Out of the lobby and out of visitors' rooms, unless they were appointed again meanwhile."""
        directory, key = self.link.directory, row.department
        if self.address in directory.department(key).agents:
            return
        if key in directory.departments:
            department = directory.departments[key]
            await self._expel(department.lobby, department.address)
            for kind in ("unsubscribe", "unsubscribed"):
                self.link.send(build_presence(sender=department.address, to=self.address, kind=kind))
        for room in await self.link.desk.rooms_to_leave(self.link.shard, key, self.address):
            await self._expel(room.jid, room.owner)
        _log.info("agent_dismissed", agent=self.address, department=key)

    async def _expel(self, room: JID, owner: JID) -> None:
        """Only members are asked for, since a server writes a room anew whenever a right in it is set."""
        try:
            self.link.let_in.pop(room, None)
            if self.address in await members_of(self.link, room, owner):
                payload = build_affiliation(self.address, "none")
                await self.link.questions.ask(payload, to=room, kind="set", sender=owner)
        except Denied as refusal:
            _log.warning("agent_not_expelled", room=room, fault=str(refusal.fault))

    async def _let_in(self, room: JID, *, patience: float | None, is_once_enough: bool = False) -> None:
        """Raises `Unknown`, too, where it was over before they could be let in: they would not be let out again.

        `is_once_enough`: not again while we are inside. Of one wait there may be many offers and reminders, and a
        server writes a room anew whenever a right in it is set.
        """
        if not await self.link.desk.is_going_on(room):
            raise Unknown(f"Nothing goes on in {room} any more.")
        try:
            async with asyncio.timeout(patience):
                owner = await self.link.wait_for_room(room)
        except TimeoutError as error:
            raise Unavailable(f"{room} is not ready.") from error
        let_in = self.link.let_in.setdefault(room, set())
        if is_once_enough and self.address in let_in:
            return
        async with self.link.entering:
            payload = build_affiliation(self.address, "member")
            await self.link.questions.ask(payload, to=room, kind="set", sender=owner)
        let_in.add(self.address)  # of a room that was left meanwhile this set is not the one any more
