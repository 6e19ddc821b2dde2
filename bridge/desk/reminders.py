"""What happens when an offer's time is over: the next is asked; when all were, everybody is asked again and again.

             offer ──▶ the next … ──▶ all, by name ──▶ the whole department, once ──▶ the fallback department
                                                                         ──▶ without one the visitor is told ──▶ all …

Rule 1: a reminder is a line of its own, since only that makes a phone ring; the line before it no longer counts. Each
        comes after twice as long as the one before, up to `LONGEST`.
Rule 2: nobody is asked while the line before is still to be sent, and nobody at night: who is off duty hears once, and
        only where somebody else is on duty; who has said so does not hear at all.
"""

from dataclasses import replace
from typing import Final

from bridge.desk import asking, attendance, handing, life, offers
from bridge.desk.context import Context
from bridge.desk.reaching import tell_absence
from bridge.directory import Department, Permission
from bridge.model import JID, MINUTES, Conversation, DutyWish, Notice, Room, State
from bridge.store.work import Work

LONGEST: Final = 5 * MINUTES
_WHOLE_DEPARTMENT: Final = 2  # the second time
_TELL_VISITOR: Final = 3


def time_is_over(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    """Nobody has answered for as long as an offer stands."""
    department = context.directory.department(conversation.department)
    if conversation.state is State.ACTIVE:
        handing.time_is_over(work, context, room, conversation)
        return
    if conversation.state is not State.WAITING:
        return
    if not attendance.answering(work, department, context.now):
        asking.find_others(work, context, room, conversation)
        return
    offers.expire(work, context, room, conversation)
    if asking.find_others(work, context, room, conversation):
        return
    if not conversation.is_overdue and asking.ask_next(work, context, room, conversation):
        asking.wake_after(work, context, conversation, department.offer)
    else:
        _ask_all_again(work, context, room, replace(conversation, reminders=conversation.reminders + 1))


def _ask_all_again(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    department = context.directory.department(conversation.department)
    work.put_conversation(conversation)
    if conversation.reminders == _TELL_VISITOR and (fallback := _fallback(work, context, conversation)) is not None:
        asking.move(work, context, room, conversation, fallback)
        return
    here = [each.agent for each in attendance.answering(work, department, context.now)]
    free = [agent for agent in here if not asking.is_full(work, department, agent)]
    asked = _willing(work, department) if conversation.reminders == _WHOLE_DEPARTMENT else free
    offers.offer_anew(work, context, room, conversation, asked)
    if conversation.reminders == 1:
        life.show_state(work, context, room, conversation)
    if conversation.reminders == _TELL_VISITOR:
        tell_absence(work, context, room, conversation, Notice.UNANSWERED)
    asking.wake_after(work, context, conversation, min(LONGEST, department.offer * 2**conversation.reminders))


def _willing(work: Work, department: Department) -> list[JID]:
    """All but those who asked to be left alone."""
    unwilling = {each.agent for each in work.duties(department.key) if each.wish in (DutyWish.OFF, DutyWish.DRAINING)}
    return [
        each.jid for each in department.agents.values() if each.may(Permission.ANSWER) and each.jid not in unwilling
    ]


def _fallback(work: Work, context: Context, conversation: Conversation) -> Department | None:
    """The department that is asked when nobody here answers, if somebody is on duty there and it was not asked yet."""
    key = context.directory.department(conversation.department).fallback
    department = context.directory.departments.get(key)
    if department is None or not attendance.answering(work, department, context.now):
        return None
    return None if any(each.lane == department.lobby for each in work.offers(conversation.id)) else department
