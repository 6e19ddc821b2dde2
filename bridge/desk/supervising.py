"""What supervisors do about agents, and the figures of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bridge.conversation import Cause
from bridge.desk import duty, life
from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.desk.ledger import queue
from bridge.directory import Agent, Department, Permission
from bridge.errors import Unknown
from bridge.model import DAYS, JID, Conversation, DutyWish, Moment, State
from bridge.outgoing import Relieve
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one department today, or (not `is_today`) in the last 24 hours: conversations that began, by how they stand
    now; how many were answered, and after how many milliseconds in the median; how many each agent has or had last.
    """

    begun: int
    waiting: int
    active: int
    closed: int
    answered: int
    until_answer: int | None
    by_agent: Sequence[tuple[str, int]]
    is_today: bool


def sign_off(work: Work, context: Context, asker: JID, agent: JID) -> Agent:
    """Off duty everywhere; what they have waits again, and they are told. Raises `Unknown` or `NotAllowed` with a
    sentence.
    """
    supervisor = context.directory.check_may(asker, Permission.SUPERVISE)
    known = context.directory.agent("", agent)
    if known is None:
        raise Unknown("There is no agent {agent} here.", agent=agent)
    departments, theirs = context.directory.departments_of(agent), work.active_of(agent)
    duties = [each for department in departments for each in work.duties(department.key) if each.agent == agent]
    if theirs or any(each.is_on_duty for each in duties):
        _tell(work, context, departments[0], agent, supervisor)
    for department in departments:
        duty.wish(work, context, department.key, agent, DutyWish.OFF)
    for conversation in theirs:
        room = work.room(conversation.room, lock=True)
        if room is not None:
            life.wait_again(work, context, room, conversation, cause=Cause.AGENT_GONE)
    return known


def figures(work: Work, context: Context, asker: JID, department: str) -> Figures:
    """How the day went: since midnight where the department's hours are, which else nobody knows. Raises
    `NotAllowed`.
    """
    context.directory.check_may(asker, Permission.STATISTICS)
    place = context.directory.departments.get(department)
    hours = place.hours if place else None
    begun = work.begun_since(department, hours.day_begins(context.now) if hours else Moment(context.now - DAYS))
    answers = [each.answered_at - each.opened_at for each in begun if each.answered_at is not None]
    states = [each.state for each in begun]
    return Figures(
        begun=len(begun),
        waiting=states.count(State.WAITING),
        active=states.count(State.ACTIVE),
        closed=states.count(State.CLOSED),
        answered=len(answers),
        until_answer=round(median(answers)) if answers else None,
        by_agent=_by_agent(begun),
        is_today=hours is not None,
    )


def _tell(work: Work, context: Context, department: Department, agent: JID, supervisor: Agent) -> None:
    cid, shard = context.token(STANZA_ID_LENGTH), context.directory.place.shard
    queue(work, shard=shard, department=department, lane=agent, cid=cid, content=Relieve(supervisor.name))


def _by_agent(conversations: Sequence[Conversation]) -> list[tuple[str, int]]:
    names = [each.agent_name for each in conversations if each.agent_name]
    return sorted(((name, names.count(name)) for name in set(names)), key=lambda row: (-row[1], row[0]))
