"""Notes for colleagues, from an agent who is not in the room: the department says them there, and nobody else hears."""

from bridge import text
from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.desk.finding import Wish, find_own, hold
from bridge.desk.ledger import queue
from bridge.directory import Permission
from bridge.model import Conversation
from bridge.outgoing import Remark
from bridge.store.work import Work


def remark(work: Work, context: Context, wish: Wish, words: str) -> Conversation:
    """Leave a note in the conversation's room. Raises `Unknown`, `NotAllowed` or `TooLong` with a sentence."""
    agent = context.directory.check_may(wish.agent, Permission.ANSWER)
    room, conversation = hold(work, find_own(work, wish))
    queue(
        work,
        shard=room.shard,
        department=context.directory.department(conversation.department),
        lane=room.jid,
        cid=context.token(STANZA_ID_LENGTH),
        content=Remark(agent.name, text.agent_words(words)),
    )
    return conversation
