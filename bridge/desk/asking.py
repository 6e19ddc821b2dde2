"""Who is asked about a conversation that waits: by the department's routing, all at once or one after the other.

             everybody who answers is full ──▶ the fallback department, if anybody has time there ──▶ alert
             alert ──▶ the lobby, and whoever comes first ──▶ declined, or too late: whoever comes next ──▶ `reminders`
             somebody comes on duty, or has one conversation fewer ──▶ what waits, oldest first

Rule: a lobby is told of everybody who waits, and whoever is there may take them, whoever was asked.
"""

from collections.abc import Sequence
from dataclasses import replace

from bridge.desk import attendance, offers
from bridge.desk.context import Context
from bridge.desk.ledger import keep_conversation
from bridge.directory import Department
from bridge.errors import NotAllowed
from bridge.model import JID, Conversation, Duty, Moment, OfferState, Room, Timer
from bridge.routing import Candidate, choose, is_one_by_one
from bridge.store.work import Work

_ANY_TIME = Moment(0)
_ASKED = (OfferState.PENDING, OfferState.DECLINED, OfferState.EXPIRED)


def alert(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    """It waits: tell the lobby, and ask."""
    department = context.directory.department(conversation.department)
    offers.offer_to(work, context, room, conversation, [department.lobby])
    ask_next(work, context, room, conversation)
    wake_after(work, context, conversation, department.offer)


def find_open(work: Work, context: Context, conversation: Conversation) -> str:
    """The key of the department that is asked: of its own and the fallbacks the first in which somebody has time, else
    the first in which somebody answers, else its own.
    """
    department = context.directory.department(conversation.department)
    answered, chain = None, context.directory.chain(department)
    for each in chain if len(chain) > 1 else ():
        duties = attendance.answering(work, each, context.now)
        if _has_time(work, each, duties, is_own=each.key == department.key):
            return each.key
        answered = answered or (each if duties else None)
    return (answered or department).key


def find_others(work: Work, context: Context, room: Room, conversation: Conversation) -> bool:
    """Nobody answers where it waits, or nobody has time: it goes where somebody does instead, if there is such a
    department; for want of time into none in which it was before. Whether it went.
    """
    department = context.directory.department(conversation.department)
    found = context.directory.department(find_open(work, context, conversation))
    if found.key == conversation.department:
        return False
    was_there = any(each.lane == found.lobby for each in work.offers(conversation.id))
    if was_there and attendance.answering(work, department, context.now):
        return False
    move(work, context, room, conversation, found)
    return True


def move(work: Work, context: Context, room: Room, conversation: Conversation, to: Department) -> Conversation:
    """One that waits goes to another department: those who were asked are told, and others are asked."""
    if conversation.department == to.key:
        raise NotAllowed("It waits in {department} already.", department=to.name())
    for offer in work.offers(conversation.id):
        if offer.state is OfferState.PENDING:
            offers.end(work, context, room, conversation, replace(offer, state=OfferState.EXPIRED))
    moved = keep_conversation(work, room, replace(conversation, department=to.key, reminders=0))
    alert(work, context, room, moved)
    return moved


def ask_next(work: Work, context: Context, room: Room, conversation: Conversation) -> bool:
    """Ask whoever comes next of those on duty who were not asked yet; whether there was anybody."""
    department = context.directory.department(conversation.department)
    asked = {each.lane for each in work.offers(conversation.id) if each.state in _ASKED}
    duties = attendance.answering(work, department, context.now)
    left = [each for each in duties if each.agent not in asked]
    last = _last_agent(work, department, room, conversation) if len(left) > 1 else None
    chosen = choose(department.routing, [_candidate(work, department, room, each, last) for each in left])
    offers.offer_to(work, context, room, conversation, chosen.agents, is_exclusive=chosen.is_alone)
    if chosen.is_alone:
        # Later than all others, also within one millisecond: it is the order of turns.
        turn = max([context.now, *(each.asked_at + 1 for each in duties)])
        for duty in duties:
            if duty.agent in chosen.agents:
                work.put_duty(replace(duty, asked_at=Moment(turn)))
    return bool(chosen.agents)


def alert_agent(work: Work, context: Context, department: Department, agent: JID) -> None:
    """Somebody has come on duty, or has time again: tell them of those who wait, as far as they are asked; outside the
    department's hours of nobody.
    """
    if not department.is_within_hours(context.now):
        return
    for conversation in work.waiting(department.key):
        room = work.room(conversation.room)
        if room is None:
            continue
        if _is_in_turn(work, department, conversation) and not conversation.is_overdue:
            if not is_being_asked(work, department, conversation):
                ask_next(work, context, room, conversation)
        elif not is_full(work, department, agent):
            offers.offer_to(work, context, room, conversation, [agent])
        remind_after(work, context, conversation, department.offer)
    for other in context.directory.departments.values():
        if other.key != department.key and department in context.directory.chain(other):
            _come_over(work, context, other)


def has_time_again(work: Work, context: Context, agent: JID | None) -> None:
    """An agent has one conversation fewer; whoever had as many as they can have may be asked again."""
    for department in context.directory.departments.values():
        known = department.agents.get(agent) if agent is not None else None
        if known is None or known.capacity is None or is_full(work, department, known.jid):
            continue
        if any(each.agent == known.jid for each in attendance.answering(work, department, context.now)):
            alert_agent(work, context, department, known.jid)


def wake_after(work: Work, context: Context, conversation: Conversation, span: int) -> None:
    """If nobody has answered after so many milliseconds, others are asked, or all again."""
    work.set_timer(_timer(conversation, Moment(context.now + span)))


def remind_after(work: Work, context: Context, conversation: Conversation, span: int) -> None:
    """The same, unless that will be looked at already."""
    work.start_timer(_timer(conversation, Moment(context.now + span)))


def is_being_asked(
    work: Work, department: Department, conversation: Conversation, *, since: Moment = _ANY_TIME
) -> bool:
    """Whether an offer to an agent is pending that was made since then; the lobby's does not count."""
    pending = [each for each in work.offers(conversation.id) if each.state is OfferState.PENDING]
    return any(each.lane != department.lobby and each.made_at >= since for each in pending)


def is_full(work: Work, department: Department, agent: JID) -> bool:
    """Whether this agent has as many conversations as they can have."""
    capacity = department.agents[agent].capacity
    return capacity is not None and work.load(agent) >= capacity


def _has_time(work: Work, department: Department, duties: Sequence[Duty], *, is_own: bool) -> bool:
    """Whether any of those who answer can have one more; elsewhere, one more than wait there and are nobody's yet."""
    capacities = {each.agent: department.agents[each.agent].capacity for each in duties}
    if None in capacities.values():
        return True
    spare = sum(max(0, (capacity or 0) - work.load(agent)) for agent, capacity in capacities.items())
    if is_own or spare == 0:
        return spare > 0
    return spare > len([each for each in work.waiting(department.key) if not _is_asked_alone(work, each)])


def _come_over(work: Work, context: Context, other: Department) -> None:
    """Somebody has come, or has time, where another department's visitors go when nobody does there."""
    for conversation in work.waiting(other.key):
        room = work.room(conversation.room)
        if room is not None:
            find_others(work, context, room, conversation)


def _is_in_turn(work: Work, department: Department, conversation: Conversation) -> bool:
    """Whether others are asked only when whoever is asked now has not answered."""
    return is_one_by_one(department.routing) or _is_asked_alone(work, conversation)


def _is_asked_alone(work: Work, conversation: Conversation) -> bool:
    return any(each.state is OfferState.PENDING and each.is_exclusive for each in work.offers(conversation.id))


def _last_agent(work: Work, department: Department, room: Room, conversation: Conversation) -> JID | None:
    """Who answered this visitor last. Where all are asked at once, only of one who has come back: whoever fell silent
    meanwhile, or left it, is no more than the others.
    """
    is_theirs = is_one_by_one(department.routing) or conversation.answered_at is None
    return work.last_agent(room.id) if is_theirs else None


def _candidate(work: Work, department: Department, room: Room, duty: Duty, last: JID | None) -> Candidate:
    agent, visitor = department.agents[duty.agent], work.visitor(room.visitor)
    needs_load = agent.capacity is not None or is_one_by_one(department.routing)
    return Candidate(
        agent=agent.jid,
        level=agent.level,
        load=work.load(agent.jid) if needs_load else 0,
        capacity=agent.capacity,
        asked_at=duty.asked_at,
        speaks=agent.speaks(visitor.language) if visitor else True,
        was_last=agent.jid == last,
    )


def _timer(conversation: Conversation, due: Moment) -> Timer:
    return Timer(offers.OFFER, str(conversation.id), due=due)
