"""What follows when the directory is another one: departments that are no more, agents who work here no more.

Looked at whenever a node begins to speak for a shard, and after the configuration was read again. Whom we told of a
lobby (`Work.welcomed`) were the department's agents until now; who was let in by somebody else is not ours to dismiss.
"""

from dataclasses import replace

from bridge.conversation import Cause, may_happen
from bridge.desk import asking, hours, life, offers
from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.desk.ledger import keep_conversation
from bridge.events import FaceChanged, OutgoingQueued
from bridge.model import JID, Conversation, Room, State
from bridge.outgoing import Dismiss
from bridge.store.work import Work


def follow_directory(work: Work, context: Context, shard: str) -> None:
    """Let nobody wait for a department or an agent who will not come, and nobody keep rights that have ended."""
    left = [(department, agent) for department, agent in work.welcomed() if not _works_in(context, department, agent)]
    for department, agent in left:
        _dismiss(work, context, shard, department, agent)
    gone = {agent for _, agent in left}
    for portrait in work.portraits():
        if context.directory.agent("", portrait.agent) is None:
            work.forget_portrait(portrait.agent)
            work.emit(FaceChanged(portrait.agent))
    for conversation in work.going_on(shard):
        is_orphan = conversation.department not in context.directory.departments
        if is_orphan or gone:
            _find_answer(work, context, conversation, gone, is_orphan=is_orphan)
    hours.follow(work, context)


def rooms_to_leave(work: Work, context: Context, shard: str, department: str, agent: JID) -> list[Room]:
    """Those of the department; where they work nowhere any more, also all in which something goes on, since any
    colleague may have called them in. What is theirs is theirs still.
    """
    found = {room.id: room for room in work.rooms_in(shard, department)}
    if context.directory.agent("", agent) is None:
        found |= {room.id: room for room in work.open_rooms(shard) if room.is_made}
    theirs = {each.room for each in work.active_of(agent)}
    return [room for room in found.values() if room.id not in theirs]


def _works_in(context: Context, department: str, agent: JID) -> bool:
    known = context.directory.departments.get(department)
    return known is not None and agent in known.agents


def _dismiss(work: Work, context: Context, shard: str, department: str, agent: JID) -> None:
    work.forget_welcomed(department, agent)
    work.remove_duty(department, agent)
    if agent in context.directory.department(department).agents:
        return
    cid = context.token(STANZA_ID_LENGTH)
    # The row keeps the department's key although it may be configured no more: by it its rooms are found.
    row = work.add_outgoing(shard=shard, department=department, lane=agent, cid=cid, content=Dismiss(agent))
    work.emit(OutgoingQueued(row))


def _find_answer(work: Work, context: Context, conversation: Conversation, gone: set[JID], *, is_orphan: bool) -> None:
    """Somebody in a department that exists answers, or is asked to."""
    room = work.room(conversation.room, lock=True)
    if room is None:
        return
    department = context.directory.department(conversation.department)
    if is_orphan:
        conversation = keep_conversation(work, room, replace(conversation, department=department.key))
    # An answer to an offer goes to the address that made it: one that is no more hears nobody.
    offers.withdraw(work, conversation, but=[] if is_orphan else _may_be_asked(work, context, conversation))
    is_left_alone = conversation.agent in gone and conversation.agent not in department.agents
    if is_left_alone and may_happen(conversation.state, Cause.AGENT_GONE):
        life.wait_again(work, context, room, conversation, cause=Cause.AGENT_GONE)
    elif is_orphan and conversation.state is State.WAITING:
        asking.alert(work, context, room, conversation)


def _may_be_asked(work: Work, context: Context, conversation: Conversation) -> list[JID]:
    """Addresses at which an offer of this conversation is still in the right place."""
    handover = work.handover(conversation.id)
    keys = {conversation.department, handover.department if handover else conversation.department}
    departments = [context.directory.department(key) for key in keys]
    return [lane for each in departments for lane in (each.lobby, *each.agents)]
