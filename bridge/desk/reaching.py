"""Where visitors can be reached whom nobody answers: they leave an e-mail address, for which the widget asks them then.

             nobody is here, or nobody has answered ──▶ the form ──▶ kept with the visitor, told to the agents
                                 └── an address is known already ──▶ the visitor reads which

Rule: an address is what the visitor said, not proof of who they are.
"""

from dataclasses import replace

from bridge import text
from bridge.desk.context import Context
from bridge.desk.ledger import queue_in_room
from bridge.desk.notices import notify
from bridge.errors import Blocked, NotAllowed
from bridge.model import Conversation, Notice, Room, State, VisitorId
from bridge.outgoing import Reachable
from bridge.store.work import Work


def tell_absence(
    work: Work, context: Context, room: Room, conversation: Conversation, notice: Notice, *, agent: str = ""
) -> Room:
    """Nobody answers; and where the visitor would be reached all the same, if that is known. `agent` as in `notify`."""
    room = notify(work, context, room, conversation, notice, agent=agent)
    visitor = work.visitor(room.visitor) if _asks(context, room) else None
    if visitor is None or not visitor.email:
        return room
    return notify(work, context, room, conversation, Notice.REACHABLE, name=visitor.email)


def leave_address(work: Work, context: Context, visitor: VisitorId, email: str) -> None:
    """Keep it; said again it changes nothing. Raises `BadAddress`, `Blocked`, `NotAllowed`."""
    room = work.room_of(visitor, lock=True)
    known, last = work.visitor(visitor), work.last_conversation(room.id) if room else None
    if room is None or known is None or last is None or last.state is State.CLOSED or not _asks(context, room):
        raise NotAllowed("An address is asked for only where nobody answers.")
    if room.is_blocked(context.now):
        raise Blocked("Nothing can be sent at the moment.")
    address = text.clean_email(email)
    if not address or address == known.email:
        return
    work.put_visitor(replace(known, email=address))
    room = notify(work, context, room, last, Notice.REACHABLE, name=address)
    queue_in_room(work, context, room, last, Reachable(known.name or room.nick, address))


def _asks(context: Context, room: Room) -> bool:
    channel = context.directory.channels.get(room.channel)
    return channel is not None and channel.asks_address
