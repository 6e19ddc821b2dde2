"""The lane of one agent and one conversation: its offer as 1:1 messages, so that every client's push works, or the way
into its room. One room that cannot be made keeps nobody's other offers waiting.

These rows have no echo: they are done when the server has answered something that was asked after them.
"""

import asyncio
import contextlib
from typing import Final

import structlog

from bridge.directory import Department
from bridge.errors import Unavailable
from bridge.model import JID, State
from bridge.outgoing import Admit, Announce, Outgoing
from component import offers
from component.errors import Denied
from component.lane import Lane
from component.link import bot_address
from component.stanzas.queries import build_affiliation
from component.stanzas.said import build_invitation, build_line

_log: Final = structlog.get_logger("parlour.agents")

ROOM_PATIENCE: Final = 5.0  # seconds that an alert waits for its room


class AgentLane(Lane):
    """For one agent's bare address."""

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
        self.link.finished.add(row.id)
        self.pending.pop(row.id, None)

    async def _say(self, row: Outgoing) -> None:
        content, department = row.content, self.link.directory.department(row.department)
        if isinstance(content, Announce):
            await self._announce(row, content, department)
        elif isinstance(content, Admit):
            await self._admit(row, content, department)

    async def _announce(self, row: Outgoing, offer: Announce, department: Department) -> None:
        """The line brings a way into the room, so it must be open first; but an alert never waits long for that."""
        if offer.state is State.WAITING and offer.replaces is None:
            with contextlib.suppress(Unavailable, Denied):
                await self._let_in(offer.room, department, patience=ROOM_PATIENCE)
        agent = self.link.directory.agent(department.key, self.address)
        language = agent.language if agent else department.language
        self.link.send(
            build_line(
                offers.direct_line(offer, language=language),
                cid=row.cid,
                sender=department.address,
                to=self.address,
                kind="chat",
                replaces=offer.replaces,
                can_be_marked=True,
            )
        )

    async def _admit(self, row: Outgoing, admission: Admit, department: Department) -> None:
        """Whoever is inside already needs no invitation, which clients would show all the same."""
        await self._let_in(admission.room, department, patience=None)
        if self.link.is_present(admission.room, self.address):
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

    async def _let_in(self, room: JID, department: Department, *, patience: float | None) -> None:
        try:
            async with asyncio.timeout(patience):
                await self.link.wait_for_room(room)
        except TimeoutError as error:
            raise Unavailable(f"{room} is not ready.") from error
        payload = build_affiliation(self.address, "member")
        await self.link.questions.ask(payload, to=room, kind="set", sender=bot_address(department))
