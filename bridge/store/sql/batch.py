"""Several changes in one transaction.

A change that fails before it wrote anything leaves the transaction whole: the others need not know. One that fails
later has spoilt it: `Spoilt` says which, everything is rolled back, and the writer does it apart from the others.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from bridge.errors import NotAllowed
from bridge.events import Event
from bridge.model import Fence
from bridge.store.sql.database import PASSING, is_our_fault, is_rivalry
from bridge.store.sql.lease import check_is_held
from bridge.store.sql.work import SqlWork


@dataclass(slots=True, eq=False)
class Job:
    """A change on its way, and who waits for it. `tries` counts how often it has failed by itself; see `Store.change`
    for the rest.
    """

    change: Callable[[SqlWork], Any]
    fence: Fence | None
    answer: asyncio.Future[Any]
    is_repeatable: bool = False
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change: its result and what it emitted, or its error."""

    result: Any = None
    emitted: Sequence[Event] = ()
    error: Exception | None = None


class Spoilt(Exception):
    """The change at this place has made the transaction useless."""

    def __init__(self, place: int, error: Exception) -> None:
        super().__init__(place, error)
        self.place = place
        self.error = error


@dataclass(slots=True)
class Batch:
    """Call it with a connection, as often as need be: it starts anew each time."""

    jobs: Sequence[Job]
    _held: set[Fence] = field(default_factory=set)

    def __call__(self, connection: Connection) -> list[Outcome]:
        """Run all changes; their outcomes are true once the transaction is committed."""
        self._held.clear()
        return [self._run(connection, place, job) for place, job in enumerate(self.jobs)]

    def _run(self, connection: Connection, place: int, job: Job) -> Outcome:
        work = SqlWork(connection)
        try:
            self._check(connection, job.fence)
            result = job.change(work)
            work.finish()
            return Outcome(result, work.emitted)
        except PASSING as error:
            if is_our_fault(error) or (is_rivalry(error) and len(self.jobs) > 1):
                raise Spoilt(place, error) from error
            raise
        except Exception as error:
            if work.has_written:
                raise Spoilt(place, error) from error
            return Outcome(error=error)

    def _check(self, connection: Connection, fence: Fence | None) -> None:
        if fence is not None and fence not in self._held:
            check_is_held(connection, fence)
            self._held.add(fence)


def fit_for_caller(error: Exception) -> Exception:
    """A change's own error as it is; a broken constraint as what the memory store would have said."""
    if not is_our_fault(error):
        return error
    refusal = NotAllowed("This does not fit what is stored already.")
    refusal.__cause__ = error
    return refusal
