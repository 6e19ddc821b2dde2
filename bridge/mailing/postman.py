"""Takes letters to the mail server, one after the other, as long as the shard is ours.

             due? (once a second) ──▶ write ──▶ deliver ──▶ note at the desk: sent · refused · put off

Rule 1: the note comes after the server's answer, never before: whoever is killed in between sends that letter again.
        SMTP has no way to ask whether it arrived; the same Message-ID lets mailboxes and people see that it is one.
Rule 2: while the store is away nothing is sent, and what was sent is noted before the next one goes.
Rule 3: no letter's defect keeps the others waiting: it is put off, too.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from bridge.desk import Desk, Told
from bridge.errors import Refused, Unavailable
from bridge.lease import Lease
from bridge.letters import Letter
from bridge.mailing.account import Account
from bridge.mailing.smtp import deliver
from bridge.mailing.transcript import write
from bridge.model import Fence

_log: Final = logging.getLogger("parlour.letters")
LOOK_EVERY: Final = 1.0  # seconds
_Result = TypeVar("_Result")


class Postman:
    """`account` may change while he walks; without one letters wait. `waiting` is as of his last look, `sent` and
    `failed` count since the process began.
    """

    def __init__(self, desk: Desk, account: Account | None) -> None:
        self._desk = desk
        self.account = account
        self.waiting = self.sent = self.failed = 0

    async def walk(self, lease: Lease, shard: str) -> None:
        """Send what is due until the shard is lost. Raises `LostShard`."""
        while True:
            try:
                for letter in await self._desk.letters_due(shard):
                    await self._take(letter, lease)
                self.waiting = await self._desk.letters_waiting(shard)
            except Unavailable:
                _log.warning("letters_wait", extra={"reason": "store unavailable"})
            await asyncio.sleep(LOOK_EVERY)

    async def _take(self, letter: Letter, lease: Lease) -> None:
        told, fence = await self._desk.read_letter(letter), lease.fence
        if told is None:
            await self._desk.letter_emptied(letter.id, fence=fence)
            return
        try:
            await self._send(letter, told)
        except Refused as refusal:
            _log.warning("letter_refused", extra=_facts(letter, refusal))
            reason = str(refusal)
            await _noted(lambda: self._desk.letter_refused(letter.id, reason, fence=fence))
            self.failed += 1
        except Unavailable as error:
            _log.warning("letter_waits", extra=_facts(letter, error))
            await self._put_off(letter, str(error), fence)
        except Exception as error:  # noqa: BLE001 - one letter's defect must not keep the others waiting
            _log.exception("letter_crashed", extra=_facts(letter))
            await self._put_off(letter, repr(error), fence)
        else:
            _log.info("letter_sent", extra=_facts(letter))
            await _noted(lambda: self._desk.letter_sent(letter.id, fence=fence))
            self.sent += 1

    async def _send(self, letter: Letter, told: Told) -> None:
        if self.account is None:
            raise Unavailable("No mail server is set up any more.")
        await deliver(self.account, write(letter, told, self.account))

    async def _put_off(self, letter: Letter, reason: str, fence: Fence) -> None:
        if await _noted(lambda: self._desk.letter_put_off(letter.id, reason, fence=fence)):
            self.failed += 1


async def _noted(note: Callable[[], Awaitable[_Result]]) -> _Result:
    """Until the store has it. Raises `LostShard` when others hold the shard by then."""
    while True:
        try:
            return await note()
        except Unavailable:
            await asyncio.sleep(LOOK_EVERY)


def _facts(letter: Letter, reason: Exception | None = None) -> dict[str, object]:
    """For the log, in which nobody's address stands."""
    known: dict[str, object] = {"letter": letter.id, "attempt": letter.attempts + 1}
    return known if reason is None else {**known, "reason": str(reason).replace(letter.recipient, "…")}
