"""The part of the desk that shares the work: who takes a conversation, gives it on, calls somebody, ends it."""

from collections.abc import Sequence

from bridge.desk import finding, handing, taking
from bridge.desk.counter import Counter
from bridge.desk.finding import Listed, Wish
from bridge.desk.handing import Target
from bridge.desk.taking import Taken
from bridge.model import JID, Conversation, Fence


class Colleagues(Counter):
    """Every method raises `Unknown` or `NotAllowed` with a sentence for the agent who asked."""

    async def room_of(self, wish: Wish) -> JID:
        """The room of the conversation that is meant."""
        return await self._store.read(lambda work: finding.room_of(work, wish))

    async def list_for(self, wish: Wish, *, with_offers: bool) -> Sequence[Listed]:
        """Conversations that this agent may mean: their own, and those that they may step into; `with_offers`, those
        that they could take.
        """
        context = self._context()
        return await self._store.read(lambda work: finding.list_for(work, context, wish, with_offers=with_offers))

    async def take(self, wish: Wish, *, fence: Fence) -> Taken:
        """Give a waiting conversation to an agent, or one that is being handed over to them."""
        context = self._context()
        return await self._change(lambda work: taking.take(work, context, wish), fence)

    async def take_away(self, wish: Wish, *, fence: Fence) -> Taken:
        """Give a conversation to a supervisor, whoever has it."""
        context = self._context()
        return await self._change(lambda work: taking.take_away(work, context, wish), fence)

    async def decline(self, wish: Wish, *, fence: Fence) -> Conversation:
        """Let others answer what was offered to this agent."""
        context = self._context()
        return await self._change(lambda work: taking.decline(work, context, wish), fence)

    async def transfer(self, wish: Wish, target: Target, note: str = "", *, fence: Fence) -> Conversation:
        """Ask an agent or a department to take a conversation over; `note` is for them."""
        context = self._context()
        return await self._change(lambda work: handing.transfer(work, context, wish, target, note), fence)

    async def leave(self, wish: Wish, present: Sequence[JID], *, fence: Fence) -> Conversation:
        """Give a conversation up, to a colleague who is `present` in its room if there is one."""
        context = self._context()
        return await self._change(lambda work: handing.leave(work, context, wish, present), fence)

    async def invite(self, wish: Wish, colleague: JID, note: str = "", *, fence: Fence) -> Conversation:
        """Call a colleague into a conversation; `note` is for them."""
        context = self._context()
        return await self._change(lambda work: handing.invite(work, context, wish, colleague, note), fence)

    async def close(self, wish: Wish, *, fence: Fence) -> Conversation:
        """End a conversation."""
        context = self._context()
        return await self._change(lambda work: taking.close(work, context, wish), fence)
