"""Who waits where, as their pages ask, and as they are told when the line moves.

             ConversationChanged ──▶ a line to look at ──settle──▶ the store ──▶ what is known ──▶ TurnChanged
             of ──▶ what is known; whoever is not known to wait: a line to look at

Rule 1: one look tells the turns of a whole department; each time `settle` is called there is one at most, however many
        come, go or ask.
Rule 2: a line in which somebody waits is looked at again when it is `STALE`, for what happened in another process.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bridge.bus import CONVERSATIONS, DUTY, Bus
from bridge.desk.context import Context
from bridge.errors import Unavailable
from bridge.events import ConversationChanged, DutyChanged, Missed, TurnChanged
from bridge.model import SECONDS, Moment, State, VisitorId
from bridge.queueing import LOOK_BACK, SAMPLE, Answered, Turn, pace_of, turns_of
from bridge.store.work import Store

STALE: Final = 10 * SECONDS
IN_LINE: Final = 500  # of a department; those behind them are told nothing


@dataclass(frozen=True, slots=True)
class _Line:
    """`next_since` is when `next` became the next, or when agents came or went after that."""

    turns: Mapping[VisitorId, Turn]
    next: VisitorId
    next_since: Moment
    looked_at: Moment


class Queues:
    """Those of all departments. `context` tells the time and the directory."""

    def __init__(self, store: Store, bus: Bus, context: Callable[[], Context]) -> None:
        self._store = store
        self._bus = bus
        self._context = context
        self._lines: dict[str, _Line] = {}
        self._moved: set[str] = set()
        self._listener = bus.listen(CONVERSATIONS, DUTY, wake=self._hear)

    def of(self, department: str, visitor: VisitorId) -> Turn | None:
        """The turn of somebody who waits there; `None` where it is not known (yet), or not shown."""
        if not self._shows(department):
            return None
        line = self._lines.get(department)
        turn = line.turns.get(visitor) if line else None
        if turn is None:
            self._moved.add(department)
        return turn

    async def settle(self) -> None:
        """Look at every line that has moved, and tell those whose turn is another now."""
        now = self._context().now
        stale = {key for key, line in self._lines.items() if not 0 <= now - line.looked_at < STALE}
        for department in self._moved | stale:
            if not self._shows(department):
                self._forget(department)
                continue
            self._moved.discard(department)
            try:
                waiting, answered = await self._look(department, Moment(now - LOOK_BACK))
            except Unavailable:
                self._moved.add(department)
                return
            self._learn(department, waiting, pace_of(answered))

    def _shows(self, department: str) -> bool:
        departments = self._context().directory.departments
        return department in departments and departments[department].shows_place

    def _forget(self, department: str) -> None:
        self._moved.discard(department)
        self._lines.pop(department, None)

    async def _look(self, department: str, since: Moment) -> tuple[Sequence[VisitorId], Sequence[Answered]]:
        return await self._store.read(
            lambda work: (work.line(department, IN_LINE), work.answered_since(department, since, SAMPLE))
        )

    def _learn(self, department: str, waiting: Sequence[VisitorId], pace: float | None) -> None:
        before = self._lines.pop(department, None)
        if not waiting:
            return
        now = self._context().now
        next_since = before.next_since if before and before.next == waiting[0] else now
        turns = turns_of(waiting, pace, still_for=now - next_since)
        self._lines[department] = _Line(turns, waiting[0], next_since, looked_at=now)
        known = before.turns if before else {}
        for visitor, turn in turns.items():
            if turn != known.get(visitor):
                self._bus.publish(TurnChanged(visitor))

    def _hear(self) -> None:
        for event in self._listener.drain():
            match event:
                case ConversationChanged():
                    self._moved.update(key for key, line in self._lines.items() if event.visitor in line.turns)
                    if event.conversation.state is State.WAITING:
                        self._moved.add(event.conversation.department)
                case DutyChanged() if event.department in self._lines:
                    line = self._lines[event.department]
                    self._lines[event.department] = replace(line, next_since=self._context().now)
                case Missed():
                    self._moved.update(self._lines)
                case _:
                    pass
