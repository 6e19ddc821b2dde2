"""Who waits in line, and who did lately, in the memory store."""

from collections.abc import Sequence

from bridge.model import Moment, State, VisitorId
from bridge.queueing import Answered
from bridge.store.memory_tables import Change


class MemoryQueueing(Change):
    """A part of `Work`."""

    def line(self, department: str, limit: int) -> Sequence[VisitorId]:
        here = (each for each in self.tables.conversations.values() if each.department == department)
        rooms = [each.room for each in here if each.state == State.WAITING]
        return [self.tables.rooms[room].visitor for room in rooms[:limit]]

    def answered_since(self, department: str, since: Moment, limit: int) -> Sequence[Answered]:
        here = (each for each in self.tables.conversations.values() if each.department == department)
        answered = [(each.opened_at, each.id, each.answered_at) for each in here if each.opened_at >= since]
        latest_first = sorted(answered, key=lambda row: row[:2], reverse=True)
        return [Answered(opened_at, at) for opened_at, _, at in latest_first if at is not None][:limit]
