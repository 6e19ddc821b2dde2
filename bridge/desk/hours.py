"""What the beginning and the end of a department's hours bring: whoever waits is offered as if they had just come, and
every page learns how it stands. Who talks already goes on talking.

             follow ──▶ a timer for the next change ──▶ change ──▶ told; offered anew, if hours begin ──▶ the next timer

Rule: a timer that is due while nobody keeps time stands until somebody does: `follow` leaves it alone.
"""

from typing import Final

from bridge.desk import asking, attendance, life
from bridge.desk.context import Context
from bridge.directory import Department
from bridge.model import Moment, Timer
from bridge.store.work import Work

HOURS: Final = "hours"


def follow(work: Work, context: Context) -> None:
    """The directory may be another one: let every department's hours be watched, and nobody wait unasked within
    them.
    """
    for department in context.directory.departments.values():
        planned = work.timer(HOURS, department.key)
        if planned is None or planned.due > context.now:
            _plan(work, context, department, planned)
        if department.hours is not None or planned is not None:
            _ask_on(work, context, department)
        attendance.tell(work, context, department)


def change(work: Work, context: Context, timer: Timer) -> None:
    """A department's hours have begun or ended."""
    department = context.directory.departments.get(timer.subject)
    if department is None:
        return
    _plan(work, context, department, None)
    attendance.tell(work, context, department)
    if department.is_within_hours(context.now):
        _offer_anew(work, context, department, since=timer.due)


def _plan(work: Work, context: Context, department: Department, planned: Timer | None) -> None:
    due = department.hours.next_change(context.now) if department.hours is not None else None
    if due is not None:
        work.set_timer(Timer(HOURS, department.key, due=due))
    elif planned is not None:
        work.clear_timer(HOURS, department.key)


def _ask_on(work: Work, context: Context, department: Department) -> None:
    """Whoever waits and is offered to nobody is offered; whoever was, is asked about again."""
    if not attendance.answering(work, department, context.now):
        return
    for conversation in work.waiting(department.key):
        room = work.room(conversation.room, lock=True)
        if room is not None and not asking.is_being_asked(work, department, conversation):
            asking.ask_next(work, context, room, conversation)
        asking.remind_after(work, context, conversation, department.offer)


def _offer_anew(work: Work, context: Context, department: Department, *, since: Moment) -> None:
    for waiting in work.waiting(department.key):
        room = work.room(waiting.room, lock=True)
        conversation = work.conversation(waiting.id)
        if room is None or conversation is None:
            continue
        if not asking.is_being_asked(work, department, conversation, since=since):
            life.begin_anew(work, context, room, conversation)
