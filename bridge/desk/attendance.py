"""Who answers new visitors of a department now, and whether it is open: the one place that says so.

Open is a department within its hours with somebody on duty there who takes new visitors.
"""

from bridge.desk.context import Context
from bridge.directory import Department
from bridge.duty import takes_new
from bridge.events import DutyChanged
from bridge.model import Duty, Moment
from bridge.store.work import Work


def answering(work: Work, department: Department, now: Moment) -> list[Duty]:
    """Those of the department's agents who may be offered somebody now; outside its hours nobody."""
    if not department.is_within_hours(now):
        return []
    return [each for each in work.duties(department.key) if takes_new(each) and each.agent in department.agents]


def is_open(work: Work, department: Department, now: Moment) -> bool:
    """Whether anybody answers there."""
    return bool(answering(work, department, now))


def tell(work: Work, context: Context, department: Department) -> None:
    """Let everybody know how it stands now."""
    now_open, opens_at = is_open(work, department, context.now), department.opens_at(context.now)
    work.emit(DutyChanged(department=department.key, is_open=now_open, opens_at=opens_at))
