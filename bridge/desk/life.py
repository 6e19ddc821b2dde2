"""What follows when a conversation begins, is taken, goes back to waiting, or ends: who is told, which timers run.

`bridge.conversation` decides the state; here is everything that goes with it.
"""

from dataclasses import replace

from bridge.conversation import Cause, next_state
from bridge.desk import alerting, attendance, releasing, silence
from bridge.desk.asking import alert, find_open, has_time_again
from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.desk.ledger import keep_conversation, queue, queue_in_room
from bridge.desk.notices import notify
from bridge.desk.offers import forget_asked, settle
from bridge.desk.reaching import tell_absence
from bridge.desk.speaking import speak_for
from bridge.desk.wording import word
from bridge.model import JID, Conversation, Notice, Page, Room
from bridge.outgoing import Admit, Conclude, ShowState
from bridge.store.work import Work


def begin(work: Work, context: Context, room: Room, *, cause: Cause, page: Page) -> Conversation:
    """The next conversation of a room; the caller adds its first message, then calls `announce`."""
    conversation = work.add_conversation(
        room=room.id,
        department=context.directory.department(room.department).key,
        state=next_state(None, cause),
        page=page,
        opened_at=context.now,
    )
    return keep_conversation(work, room, conversation)


def announce(
    work: Work,
    context: Context,
    room: Room,
    conversation: Conversation,
    *,
    told: Notice = Notice.WAITING,
    before: str = "",
) -> Room:
    """A conversation waits, and its first words are kept: tell the agents, and tell the visitor who is there. `before`
    is the name of whoever had it.
    """
    asked = find_open(work, context, conversation)
    if asked != conversation.department:
        conversation = keep_conversation(work, room, replace(conversation, department=asked))
    is_open = bool(attendance.answering(work, context.directory.department(asked), context.now))
    if is_open:
        room = notify(work, context, room, conversation, told, agent=before)
    else:
        room = tell_absence(work, context, room, conversation, Notice.NOBODY_HERE, agent=before)
    show_state(work, context, room, conversation)
    alert(work, context, room, conversation)
    return room


def begin_anew(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    """It waited for the department's hours, which begin now: ask as if it had just come."""
    waiting = replace(conversation, reminders=0)
    work.put_conversation(waiting)
    if conversation.is_overdue:
        show_state(work, context, room, waiting)
    forget_asked(work, context.directory.department(waiting.department), waiting)
    alert(work, context, room, waiting)


def take(
    work: Work, context: Context, room: Room, conversation: Conversation, *, agent: JID | None, name: str, cause: Cause
) -> tuple[Room, Conversation]:
    """Somebody answers: the others' offers end, the visitor learns the name and is greeted (who writes at once needs no
    greeting), an agent who is not inside is let in.
    """
    taken = replace(
        conversation,
        state=next_state(conversation.state, cause),
        agent=agent,
        agent_name=name,
        answered_at=conversation.answered_at or context.now,
    )
    taken = keep_conversation(work, room, taken)
    room = silence.begin(work, context, room, taken)
    room = notify(work, context, room, taken, Notice.JOINED, name=name)
    if cause is Cause.TAKEN and conversation.answered_at is None:
        room = _greet(work, context, room, taken)
    settle(work, context, room, taken)
    show_state(work, context, room, taken)
    if agent is not None and cause is Cause.TAKEN:
        admit(work, context, room, taken, agent)
    return room, taken


def admit(work: Work, context: Context, room: Room, conversation: Conversation, agent: JID) -> None:
    """Make an agent a member of the room, and invite them."""
    department = context.directory.department(conversation.department)
    content = Admit(room=room.jid, agent=agent, visitor_name=room.nick)
    queue(
        work,
        shard=room.shard,
        department=department,
        lane=agent,
        cid=context.token(STANZA_ID_LENGTH),
        content=content,
    )


def wait_again(work: Work, context: Context, room: Room, conversation: Conversation, *, cause: Cause) -> Room:
    """The agent did not answer, or is gone: offer it anew, to all who are on duty."""
    handover = work.handover(conversation.id)
    if handover is not None:
        # Whom they asked may still take it: from now on it waits there.
        work.remove_handover(conversation.id)
    waiting = replace(
        conversation,
        state=next_state(conversation.state, cause),
        department=handover.department if handover else conversation.department,
        agent=None,
        agent_name="",
        reminders=0,
    )
    keep_conversation(work, room, waiting)
    room = silence.end(work, room, waiting)
    room = alerting.end(work, room, waiting)
    if cause is Cause.AGENT_GONE:
        room = say_left(work, context, room, waiting, conversation.agent_name)
    room = announce(work, context, room, waiting, told=Notice.WAITING_AGAIN, before=conversation.agent_name)
    has_time_again(work, context, conversation.agent)
    return room


def say_left(work: Work, context: Context, room: Room, conversation: Conversation, name: str) -> Room:
    """Tell the visitor that whoever had their conversation has it no more, if they know a name."""
    return notify(work, context, room, conversation, Notice.LEFT, name=name) if name else room


def end(work: Work, context: Context, room: Room, conversation: Conversation, *, cause: Cause, by: str = "") -> Room:
    """It is over: the visitor is told, offers end, the room says and shows it. `by` is the agent who ended it."""
    ended = replace(conversation, state=next_state(conversation.state, cause), closed_at=context.now)
    keep_conversation(work, room, ended)
    room = silence.end(work, room, ended)
    room = alerting.end(work, room, ended)
    told = Notice.TIMED_OUT if cause is Cause.VISITOR_SILENT else Notice.CLOSED
    room = notify(work, context, room, ended, told)
    settle(work, context, room, ended)
    _conclude(work, context, room, ended, cause=cause, by=by)
    show_state(work, context, room, ended)
    has_time_again(work, context, ended.agent)
    return room


def show_state(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    """Let the room itself say how its conversation stands."""
    content = ShowState(
        state=conversation.state,
        conversation=conversation.id,
        visitor_name=room.nick,
        agent_name=conversation.agent_name,
        is_overdue=conversation.is_overdue,
    )
    queue_in_room(work, context, room, conversation, content)


def _conclude(work: Work, context: Context, room: Room, conversation: Conversation, *, cause: Cause, by: str) -> None:
    """Agents read that it is over, before their clients are rid of the room: some show nothing else of that."""
    content = Conclude(
        conversation.id,
        room.nick,
        at=context.now,
        by=by,
        is_silent=cause is Cause.VISITOR_SILENT,
        open_until=releasing.begin(work, context, conversation),
    )
    queue_in_room(work, context, room, conversation, content)


def _greet(work: Work, context: Context, room: Room, conversation: Conversation) -> Room:
    department = context.directory.department(conversation.department)
    agent, name = conversation.agent or "", conversation.agent_name
    words = word(work, context, room, conversation, department.greetings, agent=name)
    if not words:
        return room
    room, _ = speak_for(work, context, room, conversation, words, agent=agent, name=name)
    return room
