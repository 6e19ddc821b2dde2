"""What the desk tells the visitor, as a line of the log: in the department's words, or else in the widget's own."""

from bridge.desk.context import Context
from bridge.desk.ledger import append
from bridge.desk.wording import word
from bridge.model import Conversation, Message, Notice, Room, Side
from bridge.store.work import Work


def notify(
    work: Work,
    context: Context,
    room: Room,
    conversation: Conversation,
    notice: Notice,
    *,
    name: str = "",
    agent: str = "",
) -> Room:
    """Tell it; `name` is that of the agent who is meant. Where none is, the department's words may still name `agent`,
    or else whoever has or had the conversation.
    """
    texts = context.directory.department(conversation.department).texts.get(notice, {})
    said = Message(
        room=room.id,
        conversation=conversation.id,
        seq=0,
        version=0,
        side=Side.NOTICE,
        at=context.now,
        text=word(work, context, room, conversation, texts, agent=name or agent or conversation.agent_name),
        notice=notice,
        name=name,
    )
    return append(work, room, said)[0]
