"""Who waits in line, and who did lately, in SQL."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Integer, bindparam, select

from bridge.model import Moment, State, VisitorId
from bridge.queueing import Answered
from bridge.store.sql.rows import Rows
from bridge.store.sql.tables import conversations, rooms

_LINE: Final = (
    select(rooms.c.visitor)
    .join(conversations, conversations.c.room == rooms.c.id)
    .where(conversations.c.state == State.WAITING, conversations.c.department == bindparam("of_department"))
    .order_by(conversations.c.id)
    .limit(bindparam("at_most", type_=Integer))
)
_ANSWERED_SINCE: Final = (
    select(conversations.c.opened_at, conversations.c.answered_at)
    .where(
        conversations.c.department == bindparam("of_department"),
        conversations.c.opened_at >= bindparam("since"),
        conversations.c.answered_at.is_not(None),
    )
    .order_by(conversations.c.opened_at.desc(), conversations.c.id.desc())
    .limit(bindparam("at_most", type_=Integer))
)


class QueueRows(Rows):
    """The part of `Work` that knows whose turn it is."""

    def line(self, department: str, limit: int) -> Sequence[VisitorId]:
        return [row[0] for row in self.all(_LINE, of_department=department, at_most=limit)]

    def answered_since(self, department: str, since: Moment, limit: int) -> Sequence[Answered]:
        rows = self.all(_ANSWERED_SINCE, of_department=department, since=since, at_most=limit)
        return [Answered(opened_at, answered_at) for opened_at, answered_at in rows]
