"""What happens when something falls due. Timers are rows: they outlive a restart, and a late one still fires."""

import logging
from typing import Final

from bridge.conversation import Cause
from bridge.desk import alerting, duty, hours, life, offers, releasing, reminders, silence, welcoming
from bridge.desk.context import Context
from bridge.desk.signs import Signs
from bridge.model import Conversation, ConversationId, Room, Side, Timer
from bridge.store.work import Work

_log: Final = logging.getLogger("parlour.desk")
AT_ONCE: Final = 100


def due(work: Work, context: Context) -> list[Timer]:
    """What has fallen due by now, at most `AT_ONCE`: first who is not there any more, then the rest, oldest first. So
    after a pause nobody is asked who would have gone meanwhile.
    """
    return sorted(work.due_timers(context.now, AT_ONCE), key=lambda timer: timer.kind != duty.AWAY)


def fire(work: Work, context: Context, timer: Timer, signs: Signs) -> None:
    """Do what the timer stands for, unless it was cleared or moved meanwhile."""
    if timer not in work.due_timers(context.now, AT_ONCE):
        return
    work.clear_timer(timer.kind, timer.subject)
    if timer.kind == duty.AWAY:
        duty.away_too_long(work, context, timer.subject)
    elif timer.kind == silence.SILENCE:
        _look_for_silence(work, context, timer)
    elif timer.kind == alerting.ALERT:
        _alert(work, context, timer, signs)
    elif timer.kind == hours.HOURS:
        hours.change(work, context, timer)
    elif timer.kind == offers.OFFER:
        _ask_again(work, context, timer)
    elif timer.kind == releasing.RELEASE:
        _release(work, context, timer)
    elif timer.kind == welcoming.WELCOME:
        welcoming.try_again(work, context, timer.subject)
    else:
        _log.warning("timer_unknown", extra={"kind": timer.kind, "subject": timer.subject})


def _look_for_silence(work: Work, context: Context, timer: Timer) -> None:
    found = _find(work, timer)
    if found is None:
        return
    room, conversation = found
    silent = silence.find_too_long(work, context, room, conversation)
    if silent is Side.AGENT:
        life.wait_again(work, context, room, conversation, cause=Cause.AGENT_SILENT)
    elif silent is Side.VISITOR:
        life.end(work, context, room, conversation, cause=Cause.VISITOR_SILENT)


def _ask_again(work: Work, context: Context, timer: Timer) -> None:
    found = _find(work, timer)
    if found is not None:
        reminders.time_is_over(work, context, *found)


def _alert(work: Work, context: Context, timer: Timer, signs: Signs) -> None:
    found = _find(work, timer)
    if found is not None:
        alerting.time_is_over(work, context, signs, *found)


def _release(work: Work, context: Context, timer: Timer) -> None:
    found = _find(work, timer)
    if found is not None:
        releasing.time_is_over(work, context, *found)


def _find(work: Work, timer: Timer) -> tuple[Room, Conversation] | None:
    """The conversation of a timer and its room, which is locked before the conversation is read."""
    known = work.conversation(ConversationId(int(timer.subject)))
    room = work.room(known.room, lock=True) if known else None
    conversation = work.conversation(known.id) if known else None
    return (room, conversation) if room is not None and conversation is not None else None
