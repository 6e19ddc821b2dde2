"""What was said in a visitor's earlier conversations, for the agent who answers now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bridge.desk.context import Context
from bridge.desk.finding import Wish, check_may_read, find_own
from bridge.errors import Unknown
from bridge.model import Conversation, Message
from bridge.store.work import Work

EPISODES: Final = 3
MESSAGES: Final = 30


@dataclass(frozen=True, slots=True)
class Episode:
    """An earlier conversation with the last of its messages, in their order; `is_whole` if those are all."""

    conversation: Conversation
    messages: Sequence[Message]
    is_whole: bool


def recall(work: Work, context: Context, wish: Wish, *, episodes: int = EPISODES) -> list[Episode]:
    """The latest of a visitor's conversations before the one that is meant, oldest first. Raises `Unknown` or
    `NotAllowed` with a sentence.
    """
    now = find_own(work, wish)
    check_may_read(work, context, wish, now)
    earlier = [each for each in work.conversations(now.room) if each.id < now.id]
    if not earlier:
        raise Unknown("This visitor had no conversation before.")
    return [_episode(work, each) for each in earlier[-episodes:]]


def _episode(work: Work, conversation: Conversation) -> Episode:
    found = work.said_in(conversation.id, MESSAGES + 1)
    return Episode(conversation, found[-MESSAGES:], is_whole=len(found) <= MESSAGES)
