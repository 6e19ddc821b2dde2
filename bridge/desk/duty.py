"""Who is on duty: whoever is present in the department's lobby, and neither away for longer than a grace nor *do not
disturb*.

              present, chat ─────────────▶ on duty ──── dnd, or leaves ────▶ off duty
                    ▲                       │    ▲
                    └── present again ── away/xa │ (still on duty: a phone in a pocket is not an absent agent)
                                            └── the grace is over ────────▶ off duty

Whoever comes on duty is told of all who wait.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bridge.desk.asking import alert_agent
from bridge.desk.context import Context
from bridge.events import DutyChanged
from bridge.model import JID, Duty, Moment, Timer
from bridge.store.work import Work

AWAY: Final = "away"
_AWAY_SHOWS: Final = ("away", "xa")


def see(work: Work, context: Context, department: str, agent: JID, nick: str, show: str) -> None:
    """An agent is in the lobby, with this presence. Others than the department's agents are nobody here."""
    place = context.directory.department(department)
    if place.key != department or agent not in place.agents:
        leave(work, department, agent)
        return
    before = next((each for each in work.duties(department) if each.agent == agent), None)
    was_open = _is_open(work, department)
    is_on_duty = _is_on_duty(before, show)
    since = before.since if before and before.is_on_duty == is_on_duty else context.now
    asked_at = before.asked_at if before else Moment(0)
    work.put_duty(Duty(department, agent, nick, show, since, is_on_duty=is_on_duty, asked_at=asked_at))
    subject = _subject(department, agent)
    if show in _AWAY_SHOWS and is_on_duty:
        work.start_timer(Timer(AWAY, subject, due=Moment(context.now + place.away_grace)))
    else:
        work.clear_timer(AWAY, subject)
    if is_on_duty and not (before and before.is_on_duty):
        alert_agent(work, context, place, agent)
    _tell(work, department, was_open)


def leave(work: Work, department: str, agent: JID) -> None:
    """An agent has left the lobby."""
    was_open = _is_open(work, department)
    work.remove_duty(department, agent)
    work.clear_timer(AWAY, _subject(department, agent))
    _tell(work, department, was_open)


def read(work: Work, context: Context, department: str, present: Iterable[tuple[JID, str, str]]) -> None:
    """All who are in the lobby now (address, nick, show): whoever is not among them has left unseen."""
    here = list(present)
    for duty in work.duties(department):
        if all(duty.agent != agent for agent, _, _ in here):
            leave(work, department, duty.agent)
    for agent, nick, show in here:
        see(work, context, department, agent, nick, show)


def away_too_long(work: Work, subject: str) -> None:
    """The grace of somebody who is away is over."""
    department, _, agent = subject.partition(" ")
    duty = next((each for each in work.duties(department) if each.agent == agent), None)
    if duty is not None and duty.is_on_duty:
        work.put_duty(replace(duty, is_on_duty=False))
        _tell(work, department, was_open=True)


def _is_on_duty(before: Duty | None, show: str) -> bool:
    if show == "dnd":
        return False
    if show in _AWAY_SHOWS:
        return before is None or before.is_on_duty
    return True


def _subject(department: str, agent: JID) -> str:
    return f"{department} {agent}"


def _is_open(work: Work, department: str) -> bool:
    return any(each.is_on_duty for each in work.duties(department))


def _tell(work: Work, department: str, was_open: bool) -> None:
    is_open = _is_open(work, department)
    if is_open != was_open:
        work.emit(DutyChanged(department=department, is_open=is_open))
