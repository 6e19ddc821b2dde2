"""Who is on duty, what falls due, what agents were told and want to be told, in SQL."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Integer, bindparam, delete, select, text

from bridge.model import JID, Duty, DutyWish, Moment, Timer
from bridge.store.sql.rows import Rows
from bridge.store.sql.statements import Row
from bridge.store.sql.tables import duties, quiet, timers, welcomed

_DUTIES: Final = (
    select(duties).where(duties.c.department == bindparam("of_department")).order_by(duties.c.since, duties.c.agent)
)
_PUT_DUTY: Final = text(
    "INSERT INTO duties (department, agent, nick, show, since, is_on_duty, asked_at, is_inside, wish, devices)"
    " VALUES (:department, :agent, :nick, :show, :since, :is_on_duty, :asked_at, :is_inside, :wish, :devices)"
    " ON CONFLICT (department, agent) DO UPDATE"
    " SET nick = excluded.nick, show = excluded.show, since = excluded.since, is_on_duty = excluded.is_on_duty,"
    " asked_at = excluded.asked_at, is_inside = excluded.is_inside, wish = excluded.wish, devices = excluded.devices"
)
_REMOVE_DUTY: Final = delete(duties).where(
    duties.c.department == bindparam("of_department"), duties.c.agent == bindparam("of_agent")
)

_SEPARATOR: Final = " "
_AVAILABLE: Final = "available"  # XMPP says nothing at all

_INSERT_TIMER: Final = "INSERT INTO timers (kind, subject, due) VALUES (:kind, :subject, :due)"
_SET_TIMER: Final = text(_INSERT_TIMER + " ON CONFLICT (kind, subject) DO UPDATE SET due = excluded.due")
_START_TIMER: Final = text(_INSERT_TIMER + " ON CONFLICT (kind, subject) DO NOTHING")
_TIMER: Final = select(timers).where(timers.c.kind == bindparam("of_kind"), timers.c.subject == bindparam("of_subject"))
_CLEAR_TIMER: Final = delete(timers).where(
    timers.c.kind == bindparam("of_kind"), timers.c.subject == bindparam("of_subject")
)
_DUE: Final = (
    select(timers)
    .where(timers.c.due <= bindparam("now"))
    .order_by(timers.c.due, timers.c.kind, timers.c.subject)
    .limit(bindparam("at_most", type_=Integer))
)

_WELCOMED: Final = select(welcomed.c.agent).where(
    welcomed.c.department == bindparam("of_department"), welcomed.c.agent == bindparam("of_agent")
)
_SET_WELCOMED: Final = text(
    "INSERT INTO welcomed (department, agent) VALUES (:department, :agent) ON CONFLICT DO NOTHING"
)
_ALL_WELCOMED: Final = select(welcomed).order_by(welcomed.c.department, welcomed.c.agent)
_FORGET_WELCOMED: Final = delete(welcomed).where(
    welcomed.c.department == bindparam("of_department"), welcomed.c.agent == bindparam("of_agent")
)

_QUIET: Final = select(quiet.c.agent).where(quiet.c.agent == bindparam("of_agent"))
_SET_QUIET: Final = text("INSERT INTO quiet (agent) VALUES (:agent) ON CONFLICT DO NOTHING")
_END_QUIET: Final = delete(quiet).where(quiet.c.agent == bindparam("of_agent"))


class DutyRows(Rows):
    """The part of `Work` that knows who is here, and what time will bring."""

    def duties(self, department: str) -> Sequence[Duty]:
        rows = self.all(_DUTIES, of_department=department)
        return [_duty(row) for row in rows]

    def put_duty(self, duty: Duty) -> None:
        standing = {
            "show": duty.show,
            "since": duty.since,
            "is_on_duty": duty.is_on_duty,
            "asked_at": duty.asked_at,
            "is_inside": duty.is_inside,
            "wish": duty.wish.value,
            "devices": None if duty.devices is None else _SEPARATOR.join(each or _AVAILABLE for each in duty.devices),
        }
        self.write(_PUT_DUTY, {"department": duty.department, "agent": duty.agent, "nick": duty.nick, **standing})

    def remove_duty(self, department: str, agent: JID) -> None:
        self.write(_REMOVE_DUTY, {"of_department": department, "of_agent": agent})

    def set_timer(self, timer: Timer) -> None:
        self.write(_SET_TIMER, {"kind": timer.kind, "subject": timer.subject, "due": timer.due})

    def start_timer(self, timer: Timer) -> None:
        self.write(_START_TIMER, {"kind": timer.kind, "subject": timer.subject, "due": timer.due})

    def timer(self, kind: str, subject: str) -> Timer | None:
        row = self.one(_TIMER, of_kind=kind, of_subject=subject)
        return None if row is None else Timer(*row)

    def clear_timer(self, kind: str, subject: str) -> None:
        self.write(_CLEAR_TIMER, {"of_kind": kind, "of_subject": subject})

    def due_timers(self, now: Moment, limit: int) -> Sequence[Timer]:
        return [Timer(*row) for row in self.all(_DUE, now=now, at_most=limit)]

    def is_welcomed(self, department: str, agent: JID) -> bool:
        return self.one(_WELCOMED, of_department=department, of_agent=agent) is not None

    def set_welcomed(self, department: str, agent: JID) -> None:
        self.write(_SET_WELCOMED, {"department": department, "agent": agent})

    def welcomed(self) -> Sequence[tuple[str, JID]]:
        return [(department, agent) for department, agent in self.all(_ALL_WELCOMED)]

    def forget_welcomed(self, department: str, agent: JID) -> None:
        self.write(_FORGET_WELCOMED, {"of_department": department, "of_agent": agent})

    def is_quiet(self, agent: JID) -> bool:
        return self.one(_QUIET, of_agent=agent) is not None

    def set_quiet(self, agent: JID, *, is_quiet: bool) -> None:
        if is_quiet:
            self.write(_SET_QUIET, {"agent": agent})
        else:
            self.write(_END_QUIET, {"of_agent": agent})


def _duty(row: Row) -> Duty:
    department, agent, nick, show, since, is_on_duty, asked_at, is_inside, wish, devices = row
    return Duty(
        department,
        agent,
        nick,
        show,
        since,
        is_on_duty=bool(is_on_duty),
        asked_at=asked_at,
        is_inside=bool(is_inside),
        wish=DutyWish(wish),
        devices=None if devices is None else tuple("" if each == _AVAILABLE else each for each in devices.split()),
    )
