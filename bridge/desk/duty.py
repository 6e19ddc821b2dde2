"""What changes an agent's duty: their presence in the lobby, what their devices show, what they ask for, time.

Each makes a new `Duty` of the old one; `bridge.duty` says whether that is on duty. Whoever is there for new visitors
from now on is told of all who wait. Of an agent of whom nothing is known any more, nothing is kept.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from bridge.desk import attendance
from bridge.desk.asking import alert_agent
from bridge.desk.context import Context
from bridge.directory import Department
from bridge.duty import Reach, clean_show, is_on_duty, reach, takes_new
from bridge.errors import NotAllowed
from bridge.model import JID, Duty, DutyWish, Moment, Timer
from bridge.store.work import Work

AWAY: Final = "away"
_UNSEEN: Final = (
    "I cannot see whether you are there. Add {address} to your contacts and let it see when you are available, or "
    "enter the lobby {lobby}."
)


def see(work: Work, context: Context, department: str, agent: JID, nick: str, show: str) -> None:
    """An agent is in the lobby, with this presence. Others than the department's agents are nobody here."""
    place = _place(context, department, agent)
    if place is None:
        _forget(work, context, department, agent)
        return
    before, known = _known(work, context, department, agent)
    _become(work, context, place, before, replace(known, nick=nick, show=clean_show(show), is_inside=True))


def leave(work: Work, context: Context, department: str, agent: JID) -> None:
    """An agent has left the lobby."""
    place = _place(context, department, agent)
    if place is None:
        _forget(work, context, department, agent)
        return
    before, known = _known(work, context, department, agent)
    _become(work, context, place, before, replace(known, is_inside=False))


def read(work: Work, context: Context, department: str, present: Iterable[tuple[JID, str, str]]) -> None:
    """All who are in the lobby now (address, nick, show): whoever is not among them has left unseen."""
    here = list(present)
    for duty in work.duties(department):
        if duty.is_inside and all(duty.agent != agent for agent, _, _ in here):
            leave(work, context, department, duty.agent)
    for agent, nick, show in here:
        see(work, context, department, agent, nick, show)


def devices_seen(work: Work, context: Context, agent: JID, shows: Collection[str] | None) -> None:
    """What an agent's devices show, none if they are offline; `None`: we are not to see it any more."""
    devices = None if shows is None else tuple(sorted({clean_show(each) for each in shows}))
    for place in context.directory.departments.values():
        if agent in place.agents:
            before, known = _known(work, context, place.key, agent)
            if known.devices != devices:
                _become(work, context, place, before, replace(known, devices=devices))


def devices_silent(work: Work, context: Context, agent: JID) -> None:
    """Nobody answered when we asked after their devices: they are offline, if we may see them at all."""
    for place in context.directory.departments.values():
        before = _find(work, place.key, agent)
        if before is not None and before.devices and agent in place.agents:
            _become(work, context, place, before, replace(before, devices=()))


def wish(work: Work, context: Context, department: str, agent: JID, wanted: DutyWish) -> Duty:
    """An agent asks for a duty; what it is from now on. Raises `NotAllowed` with a sentence for them."""
    place = _place(context, department, agent)
    if place is None:
        raise NotAllowed("Only the department's agents can be on duty.")
    before, known = _known(work, context, department, agent)
    if wanted is DutyWish.ON and not known.is_inside and known.devices is None:
        raise NotAllowed(_UNSEEN, address=place.address, lobby=place.lobby)
    return _become(work, context, place, before, replace(known, wish=wanted), is_asked_for=True)


def away_too_long(work: Work, context: Context, subject: str) -> None:
    """The grace of somebody who is away is over."""
    department, _, agent = subject.partition(" ")
    duty, place = _find(work, department, JID(agent)), context.directory.departments.get(department)
    if duty is not None and place is not None and duty.is_on_duty:
        was_open = bool(attendance.answering(work, place, context.now))
        work.put_duty(replace(duty, is_on_duty=False))
        _tell(work, context, place, was_open=was_open)


def _become(
    work: Work, context: Context, place: Department, before: Duty | None, after: Duty, *, is_asked_for: bool = False
) -> Duty:
    was_open = bool(attendance.answering(work, place, context.now))
    after = replace(after, is_on_duty=is_on_duty(after, None if is_asked_for else before))
    if before is None or before.is_on_duty != after.is_on_duty:
        after = replace(after, since=context.now)
    if after.is_inside or after.wish is not DutyWish.NONE or after.devices is not None:
        work.put_duty(after)
    elif before is not None:
        work.remove_duty(place.key, after.agent)
    _watch_grace(work, context, place, after)
    if takes_new(after) and not (before and takes_new(before)):
        alert_agent(work, context, place, after.agent)
    _tell(work, context, place, was_open=was_open)
    return after


def _watch_grace(work: Work, context: Context, place: Department, duty: Duty) -> None:
    subject = f"{duty.department} {duty.agent}"
    if duty.is_on_duty and reach(duty) is Reach.AWAY:
        work.start_timer(Timer(AWAY, subject, due=Moment(context.now + place.away_grace)))
    else:
        work.clear_timer(AWAY, subject)


def _place(context: Context, department: str, agent: JID) -> Department | None:
    place = context.directory.departments.get(department)
    return place if place is not None and agent in place.agents else None


def _find(work: Work, department: str, agent: JID) -> Duty | None:
    return next((each for each in work.duties(department) if each.agent == agent), None)


def _known(work: Work, context: Context, department: str, agent: JID) -> tuple[Duty | None, Duty]:
    """What is kept, and what there is to begin with."""
    before = _find(work, department, agent)
    nobody = Duty(department, agent, "", "", context.now, is_on_duty=False, is_inside=False)
    return before, before or nobody


def _forget(work: Work, context: Context, department: str, agent: JID) -> None:
    known, place = _find(work, department, agent), context.directory.departments.get(department)
    work.remove_duty(department, agent)
    work.clear_timer(AWAY, f"{department} {agent}")
    if known is not None and known.is_on_duty and place is not None:
        attendance.tell(work, context, place)


def _tell(work: Work, context: Context, place: Department, *, was_open: bool) -> None:
    if bool(attendance.answering(work, place, context.now)) is not was_open:
        attendance.tell(work, context, place)
