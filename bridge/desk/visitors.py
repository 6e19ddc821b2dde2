"""What visitors do: come in, write, read, give their name.

A visitor who only looks leaves nothing behind; the first message makes the room, the conversation and the offers, all
in one change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bridge import text
from bridge.conversation import Cause, begins_anew
from bridge.desk import alerting, attendance, inviting, life, rooms, silence, trail, voice
from bridge.desk.context import Context
from bridge.desk.invitations import Invitation
from bridge.desk.ledger import append
from bridge.errors import Blocked, NotAllowed
from bridge.events import SeenMoved
from bridge.model import JID, NO_PAGE, Conversation, Message, Moment, Page, Room, Side, State, Stay, Visitor, VisitorId
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Draft:
    """A visitor's message as it arrives, not yet clean. `cid` is the page's own id for it."""

    visitor: VisitorId
    channel: str
    cid: str
    text: str
    language: str = "en"
    name: str = ""
    page: Page = NO_PAGE
    reply: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand for a visitor: the state of their last conversation, the department that answers, whether it is
    open, who answers; where it is closed, when its hours begin the next time, if they say so.
    """

    state: State | None
    department: str
    is_open: bool
    agent_name: str
    opens_at: Moment | None = None
    agent: JID | None = None


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Messages with a version above the one asked for, up to `upto`; `more` if that was not all."""

    messages: Sequence[Message]
    upto: int
    more: bool


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a page needs when it opens."""

    visitor: VisitorId
    standing: Standing
    missed: CatchUp
    agent_seen: int
    visitor_seen: int


def enter(work: Work, context: Context, visitor: VisitorId, *, channel: str, after: int, limit: int) -> Entrance:
    """How things stand, and what this page lacks. A version that this room never reached means: send everything."""
    room = work.room_of(visitor)
    known = after if room is not None and after <= room.last_version else 0
    return Entrance(
        visitor=visitor,
        standing=_standing_in(work, context, room, channel=channel),
        missed=_missed_in(work, room, after=known, limit=limit),
        agent_seen=room.agent_seen if room else 0,
        visitor_seen=room.visitor_seen if room else 0,
    )


def first_entrance(visitor: VisitorId, department: str, *, is_open: bool, opens_at: Moment | None) -> Entrance:
    """What somebody needs who was never here."""
    standing = Standing(state=None, department=department, is_open=is_open, agent_name="", opens_at=opens_at)
    return Entrance(visitor, standing, CatchUp(messages=(), upto=0, more=False), agent_seen=0, visitor_seen=0)


def catch_up(work: Work, visitor: VisitorId, *, after: int, limit: int) -> CatchUp:
    """What changed after a version, in the order in which it changed."""
    return _missed_in(work, work.room_of(visitor), after=after, limit=limit)


def standing(work: Work, context: Context, visitor: VisitorId, *, channel: str) -> Standing:
    """The state of their conversation, and whether the department is open that answers, or would. Raises `Unknown` for
    a channel that does not exist.
    """
    return _standing_in(work, context, work.room_of(visitor), channel=channel)


def post(
    work: Work, context: Context, draft: Draft, seen: Sequence[Stay] = (), invitation: Invitation | None = None
) -> Message:
    """Keep a visitor's message, once; with their first, the pages that they have `seen`; with the first of a
    conversation, what they answer if they were invited. Raises `Refused` and its kin for what can never be kept.
    """
    words = text.clean(draft.text)
    room = work.room_of(draft.visitor, lock=True)
    if room is None:
        room = _make_room(work, context, draft)
        trail.begin(work, room, seen, draft.page, context.now)
    elif (repeated := work.message_by_ref(room.id, draft.cid)) is not None:
        return _same(repeated)
    elif room.is_blocked(context.now):
        raise Blocked("Nothing can be sent at the moment.")
    room, conversation, is_new = _conversation(work, context, room, draft, invitation)
    room, message = _say(work, context, room, conversation, draft, words)
    room = silence.visitor_spoke(work, context, room, conversation)
    if is_new and conversation.state is State.WAITING:
        life.announce(work, context, room, conversation)
    elif is_new:
        inviting.tell_answer(work, context, room, conversation, words)
    else:
        alerting.visitor_spoke(work, context, room, conversation, message.seq)
    return message


def see(work: Work, visitor: VisitorId, seq: int) -> None:
    """The visitor has displayed everything up to `seq`."""
    room = work.room_of(visitor, lock=True)
    if room is None or not room.visitor_seen < seq <= room.last_seq:
        return
    work.put_room(replace(room, visitor_seen=seq))
    displayed = work.message(room.id, seq)
    ref = displayed.stanza_id if displayed else None
    work.emit(SeenMoved(visitor=visitor, room=room.id, side=Side.VISITOR, seq=seq, ref=ref))


def rename(work: Work, visitor: VisitorId, name: str) -> None:
    """Call a known visitor by another name from now on; their room keeps its address."""
    known = work.visitor(visitor)
    chosen = text.clean_name(name)
    if known is not None and chosen and chosen != known.name:
        work.put_visitor(replace(known, name=chosen))


def _missed_in(work: Work, room: Room | None, *, after: int, limit: int) -> CatchUp:
    if room is None:
        return CatchUp(messages=(), upto=after, more=False)
    found = work.messages_after(room.id, after, limit + 1)
    messages, more = tuple(found[:limit]), len(found) > limit
    upto = messages[-1].version if more else max(room.last_version, after)
    return CatchUp(messages=messages, upto=upto, more=more)


def _standing_in(work: Work, context: Context, room: Room | None, *, channel: str) -> Standing:
    key = context.directory.channel(channel).department
    conversation = work.last_conversation(room.id) if room else None
    if room is not None and conversation is not None:
        key = room.department if conversation.state is State.CLOSED else conversation.department
    department = context.directory.department(key)
    is_open = attendance.is_open(work, context.directory, department, context.now)
    active = conversation if conversation and conversation.state is State.ACTIVE else None
    return Standing(
        state=conversation.state if conversation else None,
        department=department.key,
        is_open=is_open,
        opens_at=None if is_open else department.opens_at(context.now),
        agent_name=active.agent_name if active else "",
        agent=active.agent if active else None,
    )


def _same(repeated: Message) -> Message:
    if repeated.side is not Side.VISITOR:
        raise NotAllowed("This message id is taken.")
    return repeated


def _make_room(work: Work, context: Context, draft: Draft) -> Room:
    name = text.clean_name(draft.name)
    work.put_visitor(Visitor(draft.visitor, name=name, language=draft.language, created_at=context.now))
    return rooms.make(work, context, visitor=draft.visitor, channel=draft.channel, name=name)


def _conversation(
    work: Work, context: Context, room: Room, draft: Draft, invitation: Invitation | None
) -> tuple[Room, Conversation, bool]:
    """The one that this message belongs to, and whether it begins with it; an answer begins one of the agent's."""
    last = work.last_conversation(room.id)
    if last is not None and not begins_anew(last.state, Cause.VISITOR_WROTE):
        return room, last, False
    if invitation is not None:
        room, conversation = inviting.begin(work, context, room, draft.page, invitation)
        return room, conversation, True
    return room, life.begin(work, context, room, cause=Cause.VISITOR_WROTE, page=draft.page), True


def _say(
    work: Work, context: Context, room: Room, conversation: Conversation, draft: Draft, words: str
) -> tuple[Room, Message]:
    answered = work.message(room.id, draft.reply) if draft.reply and draft.reply <= room.last_seq else None
    room, message = append(
        work,
        room,
        Message(
            room=room.id,
            conversation=conversation.id,
            seq=0,
            version=0,
            side=Side.VISITOR,
            at=context.now,
            text=words,
            cid=draft.cid,
            reply=answered.seq if answered else None,
        ),
    )
    voice.say(work, context, room, message, answered)
    return room, message
