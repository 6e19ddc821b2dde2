"""What a handful of events comes to for one page. Pure: events in, one summary out.

Rule 1: a version that this page has is dropped; one that leaves out another means that something was lost on the way.
Rule 2: of everything that replaces itself (typing, how the conversation stands) only the last counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bridge.events import (
    ConversationChanged,
    DutyChanged,
    Event,
    InvitationMoved,
    MessageChanged,
    Missed,
    SeenMoved,
    Step,
    Typing,
)
from bridge.model import Conversation, Message, Side


@dataclass(slots=True)
class News:
    """`upto` is the version that the page has after `messages`; with `has_gap` the store must be read instead.
    `department` is the one whose duty counts; another one's conversation is a gap, since who is there is not known.
    """

    upto: int
    department: str
    messages: list[Message] = field(default_factory=list)
    has_gap: bool = False
    seen: int = 0
    conversation: Conversation | None = None
    duty: DutyChanged | None = None
    typing: Typing | None = None
    is_invited: bool = False

    def add(self, event: Event) -> None:
        """Take in one event, in the order in which they came."""
        match event:
            case MessageChanged():
                self._add_message(event.message)
            case SeenMoved(side=Side.AGENT):
                self.seen = max(self.seen, event.seq)
            case ConversationChanged():
                self.conversation = event.conversation
                self.has_gap = self.has_gap or event.conversation.department != self.department
            case DutyChanged() if event.department == self.department:
                self.duty = event
            case Typing(side=Side.AGENT):
                self.typing = event
            case InvitationMoved(step=Step.MADE):
                self.is_invited = True
            case Missed():
                self.has_gap = True
            case _:
                pass

    def _add_message(self, message: Message) -> None:
        if message.version <= self.upto:
            return
        if message.version > self.upto + 1:
            self.has_gap = True
            return
        self.upto = message.version
        self.messages = [each for each in self.messages if each.seq != message.seq]
        self.messages.append(message)


def gather(events: Iterable[Event], *, upto: int, department: str) -> News:
    """What these events are to a page that has everything up to this version, and is answered by this department."""
    news = News(upto, department)
    for event in events:
        news.add(event)
    return news
