"""The part of the desk that knows who is on duty, and which departments are open."""

from collections.abc import Collection, Iterable, Sequence

from bridge.desk import duty, staff, welcoming
from bridge.desk.base import DeskBase
from bridge.model import JID, Duty, DutyWish, Fence, Moment


class DutyDesk(DeskBase):
    """Methods raise as the desk's others do."""

    async def is_open(self, department: str) -> bool:
        """Whether it is within its hours, and somebody is on duty for new visitors."""
        return await self._openings.is_open(department)

    def opens_at(self, department: str) -> Moment | None:
        """When its hours begin the next time; `None` within them, or where they do not say."""
        return self.directory.department(department).opens_at(self._clock())

    async def lobby_seen(self, department: str, agent: JID, nick: str, show: str, *, fence: Fence) -> None:
        """An agent's presence in a lobby, as it comes."""
        context = self._context()
        await self._change(lambda work: duty.see(work, context, department, agent, nick, show), fence)

    async def lobby_left(self, department: str, agent: JID, *, fence: Fence) -> None:
        """An agent has left a lobby."""
        context = self._context()
        await self._change(lambda work: duty.leave(work, context, department, agent), fence)

    async def lobby_read(self, department: str, present: Iterable[tuple[JID, str, str]], *, fence: Fence) -> None:
        """Everybody in a lobby (address, nick, show), after we joined it."""
        context, here = self._context(), list(present)
        await self._change(lambda work: duty.read(work, context, department, here), fence)

    async def presence_seen(self, agent: JID, shows: Collection[str] | None, *, fence: Fence) -> None:
        """What an agent's devices show wherever they work, none if they are offline; `None`: they do not let us see it
        any more.
        """
        context = self._context()
        await self._change(lambda work: duty.devices_seen(work, context, agent, shows), fence)

    async def presence_silent(self, agent: JID, *, fence: Fence) -> None:
        """Nobody answered when we asked after an agent's devices, which may mean that they are offline."""
        context = self._context()
        await self._change(lambda work: duty.devices_silent(work, context, agent), fence)

    async def wish_duty(self, department: str, agent: JID, wish: DutyWish, *, fence: Fence) -> Duty:
        """An agent wants to be on duty, off duty, or without new visitors, or to leave it to their presence; what
        follows from it now. Raises `NotAllowed` with a sentence for them.
        """
        context = self._context()
        return await self._change(lambda work: duty.wish(work, context, department, agent, wish), fence)

    async def set_quiet(self, agent: JID, *, is_quiet: bool, fence: Fence) -> None:
        """Whether what they do not notice in their conversations is not to be repeated to them."""
        await self._change(lambda work: work.set_quiet(agent, is_quiet=is_quiet), fence)

    async def duties(self, department: str) -> Sequence[Duty]:
        """Everybody of whose duty something is known: they are in the lobby, let us see their devices, or wished."""
        return await self._store.read(lambda work: work.duties(department))

    async def is_welcomed(self, department: str, agent: JID) -> bool:
        """Whether this agent has been told about the lobby."""
        return await self._store.read(lambda work: work.is_welcomed(department, agent))

    async def set_welcomed(self, department: str, agent: JID, *, fence: Fence) -> None:
        """They have now."""
        await self._change(lambda work: work.set_welcomed(department, agent), fence)

    async def welcome_again(self, department: str, agent: JID, *, fence: Fence) -> None:
        """It has not reached them."""
        context = self._context()
        await self._change(lambda work: welcoming.came_back(work, context, department, agent), fence)

    async def follow_directory(self, shard: str, *, fence: Fence) -> None:
        """Departments or agents may be others than before: see to those who wait for, or were, one of them."""
        context = self._context()
        await self._change(lambda work: staff.follow_directory(work, context, shard), fence)
