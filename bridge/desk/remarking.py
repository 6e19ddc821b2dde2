"""Notes for colleagues, from an agent who is not in the room: the department says them there, and nobody else hears."""

from bridge import text
from bridge.desk.context import Context
from bridge.desk.finding import Wish, find_near, hold
from bridge.desk.ledger import queue_in_room
from bridge.directory import Permission
from bridge.model import Conversation
from bridge.outgoing import Remark
from bridge.store.work import Work


def remark(work: Work, context: Context, wish: Wish, words: str) -> Conversation:
    """Leave a note in the conversation's room. Raises `Unknown`, `NotAllowed` or `TooLong` with a sentence."""
    agent = context.directory.check_may(wish.agent, Permission.ANSWER)
    room, conversation = hold(work, find_near(work, context, wish))
    queue_in_room(work, context, room, conversation, Remark(agent.name, text.agent_words(words)))
    return conversation
