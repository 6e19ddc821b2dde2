"""What is said for an agent: the department says it in the room, the visitor reads it as the agent's own."""

from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.desk.ledger import append, queue
from bridge.model import Conversation, Message, Room, Side
from bridge.outgoing import Greet
from bridge.store.work import Work


def speak_for(
    work: Work, context: Context, room: Room, conversation: Conversation, words: str, *, agent: str, name: str
) -> tuple[Room, Message]:
    """Add the words to the log, as this agent's (bare address, or empty), and have them said in the room."""
    cid = context.token(STANZA_ID_LENGTH)
    message = Message(
        room=room.id,
        conversation=conversation.id,
        seq=0,
        version=0,
        side=Side.AGENT,
        at=context.now,
        text=words,
        name=name,
        author=agent,
        cid=cid,
    )
    room, message = append(work, room, message)
    department = context.directory.department(conversation.department)
    queue(work, shard=room.shard, department=department, lane=room.jid, cid=cid, content=Greet(message.seq, words))
    return room, message
