"""A lane: everything that concerns one address, done in order, by a task that lives only while there is something to
do.

             queue(row) ──▶ pending ─┐                        ┌─▶ step … step ──▶ nothing left: the task ends
             take(thing) ──▶ heard ──┴──▶ wake ──▶ one task ──┤
                                                              └─▶ failed: again later (¼, ½, 1 … 60 s, with jitter)

Rule 1: never two tasks for one lane, so that what is heard and what is said keep their order.
Rule 2: a failure is caught here and nowhere below. A lost shard, or the end of the stream, ends the lane's work for
        good.
"""

import abc
import asyncio
from typing import Final

import structlog

from bridge.errors import LostShard, ParlourError
from bridge.model import JID, OutgoingId
from bridge.outgoing import Outgoing
from component.errors import Disconnected
from component.link import Link
from component.pauses import growing

_log: Final = structlog.get_logger("parlour.lanes")


class Lane(abc.ABC):
    """`pending` is what is still to be sent, by the number of its row."""

    def __init__(self, link: Link, address: JID) -> None:
        self.link = link
        self.address = address
        self.pending: dict[OutgoingId, Outgoing] = {}
        self._task: asyncio.Task[None] | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._failures = 0
        self._is_ended = False

    @abc.abstractmethod
    def has_work(self) -> bool:
        """Whether `step` would do anything."""

    @abc.abstractmethod
    async def step(self) -> None:
        """Do the next thing."""

    def queue(self, outgoing: Outgoing) -> None:
        """Send this in its turn; a row that is known already changes nothing."""
        self.pending.setdefault(outgoing.id, outgoing)
        self.wake()

    def wake(self) -> None:
        """Go on, unless there is nothing to do, or a retry is waited for."""
        if self._task is None and self._retry is None and not self._is_ended and self.has_work():
            self._task = asyncio.create_task(self._run(), name=f"lane {self.address}")

    def rest(self, seconds: float) -> None:
        """Do nothing for so long, whatever comes in."""
        if self._retry is None and not self._is_ended:
            self._retry = asyncio.get_running_loop().call_later(seconds, self._go_on)

    def slow_down(self, times: int) -> None:
        """What will fail now has failed so often, though other things went well in between."""
        self._failures = max(self._failures, times - 1)

    async def settled(self) -> None:
        """Wait until nothing is being done (any more) for now."""
        while self._task is not None:
            await asyncio.wait([self._task])

    @property
    def is_idle(self) -> bool:
        """Whether nothing is done, awaited or left to do."""
        return self._task is None and self._retry is None and not self.has_work()

    async def end(self) -> None:
        """The stream is gone: stop, whatever is being done."""
        self._is_ended = True
        if self._retry is not None:
            self._retry.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    def next_row(self) -> Outgoing:
        """The oldest row that is still to be sent."""
        return self.pending[min(self.pending)]

    def drop_row(self, cid: str) -> None:
        """A row that has turned out to be done."""
        self.pending = {number: row for number, row in self.pending.items() if row.cid != cid}

    async def _run(self) -> None:
        try:
            while not self._is_ended and self.has_work():
                await self.step()
            self._failures = 0
        except (LostShard, Disconnected) as error:
            self._is_ended = True
            self.link.fail(error)
        except ParlourError as error:
            self._retry_later(error)
        except Exception as error:  # noqa: BLE001 - one lane's defect must not end the others
            _log.exception("lane_crashed", lane=self.address)
            self._retry_later(error)
        finally:
            self._task = None
            self.wake()

    def _retry_later(self, error: Exception) -> None:
        wait = growing(self._failures)
        self._failures += 1
        _log.warning("lane_waits", lane=self.address, seconds=round(wait, 1), reason=str(error))
        self.rest(wait)

    def _go_on(self) -> None:
        self._retry = None
        self.wake()
