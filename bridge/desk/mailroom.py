"""The part of the desk that has letters sent, and hears what became of them."""

from collections.abc import Sequence
from typing import Final

from bridge.desk import letters
from bridge.desk.base import DeskBase
from bridge.desk.finding import Wish
from bridge.desk.letters import Promise, Told
from bridge.letters import Letter, LetterId
from bridge.model import Fence

AT_ONCE: Final = 20


class Mailroom(DeskBase):
    """Only the holder of a letter's shard says what became of it."""

    async def mail_transcript(self, wish: Wish, address: str = "", *, fence: Fence) -> Promise:
        """Have a conversation sent to that address, or to the visitor's. Raises `Refused` and its kin with a sentence
        for the agent who asked.
        """
        context = self._context()
        return await self._change(lambda work: letters.order_transcript(work, context, wish, address), fence)

    async def letters_due(self, shard: str) -> Sequence[Letter]:
        """What is to be sent now, at most `AT_ONCE`."""
        now = self.now()
        return await self._store.read(lambda work: work.due_letters(shard, now, AT_ONCE))

    async def letters_waiting(self, shard: str) -> int:
        """How many there are, due or not."""
        return await self._store.read(lambda work: work.count_letters(shard))

    async def read_letter(self, letter: Letter) -> Told | None:
        """What it is to say, as things stand now; `None`: nothing."""
        context = self._context()
        return await self._store.read(lambda work: letters.read(work, context, letter))

    async def letter_sent(self, letter: LetterId, *, fence: Fence) -> None:
        """The mail server took it."""
        context = self._context()
        await self._change(lambda work: letters.sent(work, context, letter), fence)

    async def letter_refused(self, letter: LetterId, reason: str, *, fence: Fence) -> None:
        """The mail server will never take it."""
        context = self._context()
        await self._change(lambda work: letters.refused(work, context, letter, reason), fence)

    async def letter_emptied(self, letter: LetterId, *, fence: Fence) -> None:
        """All that it was to say has been taken back."""
        context = self._context()
        await self._change(lambda work: letters.emptied(work, context, letter), fence)

    async def letter_put_off(self, letter: LetterId, reason: str, *, fence: Fence) -> bool:
        """It could not be sent now. True: it is given up."""
        context = self._context()
        return await self._change(lambda work: letters.put_off(work, context, letter, reason), fence)
