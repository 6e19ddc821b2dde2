"""Asking again: as long as a conversation waits, those on duty hear of it again, each time after twice as long.

             offer ──▶ again, by name ──▶ the whole department, once ──▶ the visitor is told, once ──▶ again …

Rule 1: a reminder is a line of its own, since only that makes a phone ring; the line before it no longer counts.
Rule 2: nobody is asked while the line before is still to be sent, and nobody at night: who is off duty hears once, and
        only where somebody else is on duty.
"""

from dataclasses import replace
from typing import Final

from bridge.desk import life, offers
from bridge.desk.context import Context
from bridge.desk.ledger import notify
from bridge.model import MINUTES, Conversation, Notice, Room, State
from bridge.store.work import Work

LONGEST: Final = 5 * MINUTES
_WHOLE_DEPARTMENT: Final = 2  # the second time
_TELL_VISITOR: Final = 3


def ask_again(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    """The time that an offer stands is over, and nobody has answered."""
    department = context.directory.department(conversation.department)
    on_duty = offers.on_duty(work, department)
    if conversation.state is not State.WAITING or not on_duty:
        return
    reminded = replace(conversation, reminders=conversation.reminders + 1)
    work.put_conversation(reminded)
    asked = department.agents if reminded.reminders == _WHOLE_DEPARTMENT else [each.agent for each in on_duty]
    offers.offer_anew(work, context, room, reminded, asked)
    if reminded.reminders == 1:
        life.show_state(work, context, room, reminded)
    if reminded.reminders == _TELL_VISITOR:
        notify(work, room, Notice.NOBODY_HERE, conversation=reminded.id, at=context.now)
    offers.wake_after(work, context, reminded, min(LONGEST, department.offer * 2**reminded.reminders))
