"""Who answers new visitors of a department now, and whether it is open: the one place that says so.

Open is a department within its hours with somebody on duty there who takes new visitors.
"""

from bridge.desk.context import Context
from bridge.directory import Department, Directory, Permission
from bridge.duty import takes_new
from bridge.events import DutyChanged
from bridge.model import Duty, Moment
from bridge.store.work import Work


def answering(work: Work, department: Department, now: Moment) -> list[Duty]:
    """Those of the department's agents who may be offered somebody now; outside its hours nobody."""
    if not department.is_within_hours(now):
        return []
    here = (each for each in work.duties(department.key) if takes_new(each) and each.agent in department.agents)
    return [each for each in here if department.agents[each.agent].may(Permission.ANSWER)]


def is_open(work: Work, directory: Directory, department: Department, now: Moment) -> bool:
    """Whether anybody answers there, or instead."""
    return any(answering(work, each, now) for each in directory.chain(department))


def tell(work: Work, context: Context, department: Department) -> None:
    """Let everybody know how it stands now, there and where it is asked instead."""
    directory, now = context.directory, context.now
    for each in directory.departments.values():
        if department in directory.chain(each):
            is_it_open = is_open(work, directory, each, now)
            work.emit(DutyChanged(department=each.key, is_open=is_it_open, opens_at=each.opens_at(now)))
