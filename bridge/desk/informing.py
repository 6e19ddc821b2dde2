"""Telling one agent something about a conversation, as a message from its department."""

from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.desk.ledger import queue
from bridge.model import JID, Conversation, Room
from bridge.outgoing import Inform, Word
from bridge.store.work import Work


def inform(
    work: Work,
    context: Context,
    room: Room,
    conversation: Conversation,
    agent: JID,
    word: Word,
    *,
    name: str = "",
    note: str = "",
) -> None:
    """Have this said to the agent."""
    content = Inform(word, conversation.id, room.nick, room.jid, name=name, note=note)
    department = context.directory.department(conversation.department)
    cid = context.token(STANZA_ID_LENGTH)
    queue(work, shard=room.shard, department=department, lane=agent, cid=cid, content=content)
