"""Letters at the desk: an agent has a conversation sent by e-mail, and is told what became of it.

             order ──▶ a row ──▶ read (for each attempt) ──┬──▶ sent ────────────────────────▶ told
                                   ▲                       ├──▶ refused ─────────────────────▶ told why
                                   └── 10, 20, 40 s … 1 h ─┴──▶ put_off … for two days ──────▶ told that, and why

Rule: a letter has what the visitor could read, and nothing else: no notes, no commands, nothing that was taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bridge import text
from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.desk.finding import Wish, check_may_read, find_own, find_visitor, hold
from bridge.desk.informing import inform
from bridge.directory import Department
from bridge.errors import NotAllowed, Refused
from bridge.letters import Letter, LetterId, Transcript
from bridge.model import DAYS, MINUTES, SECONDS, Conversation, Message, Moment
from bridge.outgoing import Word
from bridge.store.work import Work

MAX_WAITING: Final = 1_000
MAX_MESSAGES: Final = 2_000
MAX_REASON: Final = 300
FIRST_PAUSE: Final = 10 * SECONDS
LONGEST_PAUSE: Final = 60 * MINUTES
GIVE_UP_AFTER: Final = 2 * DAYS
LATE_AFTER: Final = 7  # attempts: some ten minutes


@dataclass(frozen=True, slots=True)
class Promise:
    """What was ordered: which conversation goes to whom."""

    conversation: Conversation
    recipient: str


@dataclass(frozen=True, slots=True)
class Told:
    """A conversation as its visitor could read it; `is_whole` unless it is longer than a letter may be."""

    conversation: Conversation
    department: Department
    visitor_name: str
    messages: Sequence[Message]
    is_whole: bool


def order_transcript(work: Work, context: Context, wish: Wish, address: str) -> Promise:
    """Have a conversation sent to that address, or to the one that is known of the visitor. Raises `Refused` and its
    kin with a sentence.
    """
    found = find_own(work, wish)
    check_may_read(work, context, wish, found)
    if not context.directory.sends_mail:
        raise NotAllowed("No mail server is set up here; an administrator does that in parlour.yaml, under “mail”.")
    room, conversation = hold(work, found)
    visitor = find_visitor(work, room)
    recipient = text.clean_email(address or visitor.email)
    if not recipient:
        raise NotAllowed(
            "No e-mail address of {visitor} is known. Note it (email ADDRESS), or say where to (transcript ADDRESS).",
            visitor=room.nick,
        )
    if wish.once is not None and work.message_by_ref(room.id, wish.once) is not None:
        return Promise(conversation, recipient)
    until = _last_said(work, conversation)
    if work.count_letters(room.shard) >= MAX_WAITING:
        raise NotAllowed(
            "{limit} letters wait for the mail server already. Tell your administrator.", limit=MAX_WAITING
        )
    work.add_letter(
        Letter(
            id=LetterId(0),
            shard=room.shard,
            department=conversation.department,
            asker=wish.agent,
            recipient=recipient,
            cid=context.token(STANZA_ID_LENGTH),
            topic=Transcript(conversation.id, until, visitor.language),
            created_at=context.now,
            due_at=context.now,
        )
    )
    if wish.once is not None:
        work.add_alias(room.id, wish.once, until)
    return Promise(conversation, recipient)


def read(work: Work, context: Context, letter: Letter) -> Told | None:
    """What it is to say; `None` when nothing is left of that."""
    conversation = work.conversation(letter.topic.conversation)
    room = work.room(conversation.room) if conversation else None
    if conversation is None or room is None:
        return None
    latest = work.said_in(conversation.id, MAX_MESSAGES + 1)
    spoken = [each for each in latest if each.seq <= letter.topic.until]
    if not spoken:
        return None
    department = context.directory.department(conversation.department)
    name = find_visitor(work, room).name
    return Told(conversation, department, name, spoken[-MAX_MESSAGES:], is_whole=len(spoken) <= MAX_MESSAGES)


def sent(work: Work, context: Context, letter: LetterId) -> None:
    """The mail server took it."""
    _end(work, context, letter, Word.MAILED)


def refused(work: Work, context: Context, letter: LetterId, reason: str) -> None:
    """The mail server will never take it."""
    _end(work, context, letter, Word.NOT_MAILED, reason)


def emptied(work: Work, context: Context, letter: LetterId) -> None:
    """All that it was to say has been taken back."""
    _end(work, context, letter, Word.NOTHING_MAILED)


def put_off(work: Work, context: Context, letter: LetterId, reason: str) -> bool:
    """It could not be sent now: again after a pause that grows, until it is given up. Whether it is."""
    known = work.letter(letter)
    if known is None:
        return False
    if context.now - known.created_at >= GIVE_UP_AFTER:
        _end(work, context, letter, Word.NOT_MAILED_IN_TIME, reason)
        return True
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(known.attempts, 10))
    later = replace(known, attempts=known.attempts + 1, due_at=Moment(context.now + pause))
    work.put_letter(later)
    if later.attempts == LATE_AFTER:
        _tell(work, context, later, Word.MAIL_WAITS, reason)
    return False


def _end(work: Work, context: Context, letter: LetterId, word: Word, reason: str = "") -> None:
    known = work.letter(letter)
    if known is not None:
        work.remove_letter(letter)
        _tell(work, context, known, word, reason)


def _tell(work: Work, context: Context, letter: Letter, word: Word, reason: str) -> None:
    conversation = work.conversation(letter.topic.conversation)
    room = work.room(conversation.room) if conversation else None
    if letter.asker and conversation is not None and room is not None:
        note = " ".join(text.legal(reason).split())[:MAX_REASON]
        inform(work, context, room, conversation, letter.asker, word, name=letter.recipient, note=note)


def _last_said(work: Work, conversation: Conversation) -> int:
    said = [each.seq for each in work.said_in(conversation.id, 1)]
    if not said:
        raise Refused("Nothing was said in #{number}.", number=conversation.id)
    return said[0]
