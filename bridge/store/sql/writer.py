"""The one who writes. What arrived while the last commit ran goes into the next transaction, without waiting for more.

    change ──▶ queue (a full one makes the caller wait) ──▶ batch ──▶ one commit ──▶ publish ──▶ answer
                                                             │ a change spoilt it
                                                             └──▶ those before it · it alone · those after it

Rule 1: changes are committed, published and answered in the order in which they came.
Rule 2: an event is published, and a caller answered, only after the commit. A commit whose answer was lost has
        happened, and its repetition may have nothing to tell: then all who listen are told to read.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from bridge.errors import Unavailable
from bridge.events import Event, Missed
from bridge.model import Fence
from bridge.store.sql.batch import Batch, Job, Outcome, Spoilt, fit_for_caller
from bridge.store.sql.database import Database, is_our_fault
from bridge.store.sql.retry import Persistence
from bridge.store.sql.work import SqlWork

QUEUE_LIMIT: Final = 2_000
BATCH_LIMIT: Final = 32  # more would make the server wait for us, and then us for the server
_TRIES: Final = 2

_log: Final = logging.getLogger("parlour.store")


class Writer:
    """Runs from its making until `close`."""

    def __init__(self, database: Database, publish: Callable[[Event], None], persist: Persistence) -> None:
        self._database = database
        self._persist = persist
        self._publish = publish
        self._queue: asyncio.Queue[Job | None] = asyncio.Queue(QUEUE_LIMIT)
        self._is_closed = False
        self._task = asyncio.get_running_loop().create_task(self._work(), name="store-writer")

    @property
    def depth(self) -> int:
        """How many changes wait for their transaction."""
        return self._queue.qsize()

    async def change(self, change: Callable[[SqlWork], Any], fence: Fence | None, *, is_repeatable: bool) -> Any:
        """Queue it, and wait for what becomes of it."""
        if self._is_closed:
            raise Unavailable("The store is closed.")
        job = Job(change, fence, asyncio.get_running_loop().create_future(), is_repeatable)
        await self._queue.put(job)
        if self._task.done():
            raise Unavailable("The store is closed.")
        return await job.answer

    async def close(self) -> None:
        """Finish what was accepted."""
        self._is_closed = True
        await self._queue.put(None)
        await asyncio.shield(self._task)

    async def _work(self) -> None:
        is_open = True
        while is_open:
            arrived = [await self._queue.get()]
            while len(arrived) < BATCH_LIMIT and not self._queue.empty():
                arrived.append(self._queue.get_nowait())
            is_open = None not in arrived
            await self._write([job for job in arrived if job is not None and not job.answer.done()])
        self._refuse_rest()

    def _refuse_rest(self) -> None:
        while not self._queue.empty():
            job = self._queue.get_nowait()
            if job is not None:
                _fail(job, Unavailable("The store is closed."))

    async def _write(self, jobs: Sequence[Job]) -> None:
        parts = deque([jobs])
        while parts:
            part = parts.popleft()
            try:
                outcomes = await self._commit(part)
            except Spoilt as spoilt:
                parts.extendleft(reversed(_set_apart(part, spoilt)))
            except Exception as error:  # noqa: BLE001 - the one place where a batch that cannot be written ends
                for job in part:
                    _fail(job, error)
            else:
                self._deliver(part, outcomes)

    async def _commit(self, jobs: Sequence[Job]) -> list[Outcome]:
        if not jobs:
            return []
        tries, must_last = 0, not all(job.is_repeatable for job in jobs)

        async def attempt() -> list[Outcome]:
            nonlocal tries
            tries += 1
            return await self._database.write(Batch(jobs), must_last=must_last)

        outcomes = await self._persist(attempt)
        if tries > 1:
            self._tell(Missed())
        return outcomes

    def _deliver(self, jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> None:
        for job, outcome in zip(jobs, outcomes, strict=True):
            for event in outcome.emitted:
                self._tell(event)
            if outcome.error is not None:
                _fail(job, outcome.error)
            elif not job.answer.done():
                job.answer.set_result(outcome.result)

    def _tell(self, event: Event) -> None:
        try:
            self._publish(event)
        except Exception:  # noqa: BLE001 - it is committed, whatever a listener makes of it, and the writer must go on
            _log.exception("listener_failed", extra={"kind": type(event).__name__})


def _set_apart(jobs: Sequence[Job], spoilt: Spoilt) -> list[Sequence[Job]]:
    """What is to be written now instead.

    A change that was alone when it failed is done with, but for one more try where another node's commit may have come
    between its look and its write.
    """
    job = jobs[spoilt.place]
    if len(jobs) > 1:
        return [jobs[: spoilt.place], [job], jobs[spoilt.place + 1 :]]
    job.tries += 1
    if is_our_fault(spoilt.error) and job.tries < _TRIES:
        return [jobs]
    _fail(job, fit_for_caller(spoilt.error))
    return []


def _fail(job: Job, error: Exception) -> None:
    if not job.answer.done():
        job.answer.set_exception(error)
