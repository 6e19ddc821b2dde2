"""What agents do inside a visitor's room, as their clients' stanzas tell it: write, correct, retract, react, read.

Every happening carries `Heard`: who, in which room, under which ids. The same stanza may come twice (once live, once
from the archive): the second time changes nothing. Each moves the room's archive cursor, so that what was dealt with is
not fetched again.
"""

from dataclasses import dataclass, replace

from bridge import text
from bridge.conversation import Cause, begins_anew
from bridge.desk import alerting, company, handing, life, silence
from bridge.desk.context import Context
from bridge.desk.ledger import amend, append, move_cursor
from bridge.errors import Unknown
from bridge.events import SeenMoved
from bridge.model import JID, NO_PAGE, Conversation, Message, Moment, Room, Side, State
from bridge.store.work import Work


@dataclass(frozen=True, slots=True)
class Heard:
    """A stanza of an agent in a room. `agent` is their bare JID where the room shows it; `at` is set when it comes
    from the archive.
    """

    room: JID
    agent: JID | None
    nick: str
    message_id: str | None = None
    origin_id: str | None = None
    stanza_id: str | None = None
    at: Moment | None = None

    @property
    def author(self) -> str:
        """By what we tell agents apart: the address, else the nick."""
        return self.agent or self.nick


def write(work: Work, context: Context, heard: Heard, words: str, *, reply_ref: str | None) -> Message | None:
    """An agent's words for the visitor; whoever writes to one who waits has taken the conversation. `None`: known
    already. Raises `TooLong`.
    """
    room = _room(work, heard)
    if _is_known(work, room, heard):
        return None
    spoken = text.agent_words(words)
    name = _name(context, room, heard)
    room, conversation = _answer(work, context, room, heard, name)
    room = company.joins(work, context, room, conversation, agent=heard.agent, name=name)
    answered = work.message_by_ref(room.id, reply_ref) if reply_ref else None
    room, message = append(
        work,
        room,
        Message(
            room=room.id,
            conversation=conversation.id,
            seq=0,
            version=0,
            side=Side.AGENT,
            at=heard.at or context.now,
            text=spoken,
            name=name,
            author=heard.author,
            cid=heard.message_id,
            origin_id=heard.origin_id if heard.origin_id != heard.message_id else None,
            stanza_id=heard.stanza_id,
            reply=answered.seq if answered else None,
        ),
    )
    room = move_cursor(work, room, heard.stanza_id)
    room = silence.agent_spoke(work, context, room)
    room = alerting.answered(work, room, conversation, heard.at)
    _see(work, room, work.last_in_room(room.id))
    return message


def correct(work: Work, context: Context, heard: Heard, target: str, words: str) -> Message | None:
    """New words for an earlier message of the same agent (XEP-0308). Raises `Unknown` for what is not theirs or not
    known here: it may have been a note for colleagues, so it does not become speech. Raises `TooLong`.
    """
    room = _enter(work, heard)
    if _is_known(work, room, heard):
        return None
    message = _own(work, room, heard, target)
    if message is None or message.retracted_at is not None:
        raise Unknown("the message that you corrected is not yours, or is not there. Write it anew.")
    spoken = text.agent_words(words)
    _remember(work, room, heard, message)
    room = move_cursor(work, room, heard.stanza_id)
    changed = replace(message, text=spoken, edited_at=heard.at or context.now)
    return amend(work, room, changed)[1]


def retract(work: Work, context: Context, heard: Heard, target: str) -> Message | None:
    """An agent takes an earlier message back (XEP-0424): its words are forgotten, its place is kept."""
    room = _enter(work, heard)
    return _take_back(work, context, room, heard, _own(work, room, heard, target))


def moderate(work: Work, context: Context, heard: Heard, target: str) -> Message | None:
    """The room's moderators remove a message, whoever wrote it (XEP-0425)."""
    room = _room(work, heard)
    return _take_back(work, context, room, heard, work.message_by_ref(room.id, target))


def react(work: Work, heard: Heard, target: str, emojis: tuple[str, ...]) -> Message | None:
    """All reactions of one agent to one message, in place of those before (XEP-0444)."""
    room = _enter(work, heard)
    message = work.message_by_ref(room.id, target)
    if message is None or message.retracted_at is not None or _is_known(work, room, heard):
        move_cursor(work, room, heard.stanza_id)
        return None
    _remember(work, room, heard, message)
    room = move_cursor(work, room, heard.stanza_id)
    others = tuple(each for each in message.reactions if each[0] != heard.author)
    mine = tuple((heard.author, emoji) for emoji in dict.fromkeys(emojis))
    if message.reactions == others + mine:
        return None
    return amend(work, room, replace(message, reactions=others + mine))[1]


def see(work: Work, context: Context, heard: Heard, target: str) -> None:
    """An agent's client has displayed this message and those before it (XEP-0333)."""
    room = _room(work, heard)
    room = move_cursor(work, room, heard.stanza_id)
    message = work.message_by_ref(room.id, target)
    if message is not None:
        room = alerting.saw(work, context, room, heard.agent, message.seq)
        _see(work, room, message.seq)


def pass_over(work: Work, heard: Heard) -> None:
    """A stanza that means nothing to the desk (a command, a subject): only the cursor moves."""
    move_cursor(work, _enter(work, heard), heard.stanza_id)


def _enter(work: Work, heard: Heard) -> Room:
    """The room, in which they show by this that they are there."""
    return alerting.acted(work, _room(work, heard), heard.agent, heard.at)


def _room(work: Work, heard: Heard) -> Room:
    room = work.room_at(heard.room, lock=True)
    if room is None:
        raise Unknown("There is no room {room} here.", room=heard.room)
    return room


def _is_known(work: Work, room: Room, heard: Heard) -> bool:
    stanza = heard.stanza_id
    if stanza is None:
        return False
    return work.message_by_ref(room.id, stanza) is not None


def _remember(work: Work, room: Room, heard: Heard, message: Message) -> None:
    for ref in (heard.message_id, heard.origin_id, heard.stanza_id):
        if ref is not None:
            work.add_alias(room.id, ref, message.seq)


def _own(work: Work, room: Room, heard: Heard, target: str) -> Message | None:
    message = work.message_by_ref(room.id, target)
    if message is None or message.side is not Side.AGENT or message.author not in (heard.agent, heard.nick):
        return None
    return message


def _take_back(work: Work, context: Context, room: Room, heard: Heard, message: Message | None) -> Message | None:
    if _is_known(work, room, heard) or message is None or message.retracted_at is not None:
        move_cursor(work, room, heard.stanza_id)
        return None
    _remember(work, room, heard, message)
    room = move_cursor(work, room, heard.stanza_id)
    gone = replace(message, text="", retracted_at=heard.at or context.now, reactions=())
    return amend(work, room, gone)[1]


def _name(context: Context, room: Room, heard: Heard) -> str:
    known = context.directory.agent(room.department, heard.agent) if heard.agent else None
    return known.name if known else text.clean_name(heard.nick)


def _answer(work: Work, context: Context, room: Room, heard: Heard, name: str) -> tuple[Room, Conversation]:
    last = work.last_conversation(room.id)
    if last is None or begins_anew(last.state, Cause.AGENT_WROTE):
        last = life.begin(work, context, room, cause=Cause.AGENT_WROTE, page=NO_PAGE)
        if heard.agent is not None:
            # They wrote while they were inside still; by now they may have been let out.
            life.admit(work, context, room, last, heard.agent)
    elif last.state is State.ACTIVE:
        return _take_handed(work, context, room, last, heard)
    return life.take(work, context, room, last, agent=heard.agent, name=name, cause=Cause.AGENT_WROTE)


def _take_handed(
    work: Work, context: Context, room: Room, conversation: Conversation, heard: Heard
) -> tuple[Room, Conversation]:
    """Whoever was asked to take it over does so by writing; any other colleague claims nothing."""
    if heard.agent is None or heard.agent == conversation.agent:
        return room, conversation
    handover, agent = work.handover(conversation.id), context.directory.agent(room.department, heard.agent)
    if handover is None or agent is None or not handing.is_meant(context, handover, agent.jid):
        return room, conversation
    return handing.accept(work, context, room, conversation, handover, agent)


def _see(work: Work, room: Room, seq: int) -> None:
    if room.agent_seen < seq <= room.last_seq:
        work.put_room(replace(room, agent_seen=seq))
        work.emit(SeenMoved(visitor=room.visitor, room=room.id, side=Side.AGENT, seq=seq))
