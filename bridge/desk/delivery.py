"""What becomes of the outbox: the server has taken a row, or has refused it.

The echo of a line carries our `cid` (XEP-0045 §7.4) and the archive's id; from then on it is *in the room*. A
visitor's message that was taken back before is taken back there now.
"""

from dataclasses import replace

from bridge.desk import voice
from bridge.desk.context import Context
from bridge.desk.ledger import amend, move_cursor
from bridge.model import JID, Delivery, Message, OfferState, OutgoingId, Room
from bridge.outgoing import Announce, Greet, Outgoing, Reword, SayInRoom
from bridge.store.work import Work


def arrived(work: Work, context: Context, lane: JID, cid: str, stanza_id: str | None) -> bool:
    """A line of ours came back from its room or lobby. False when it had been noted before."""
    room = work.room_at(lane, lock=True)
    outgoing = work.outgoing_by_cid(lane, cid)
    if room is not None:
        room = move_cursor(work, room, stanza_id)
    if outgoing is None:
        return False
    content = outgoing.content
    if room is not None and isinstance(content, SayInRoom | Greet):
        _enter(work, context, room, content.seq, stanza_id)
    elif room is not None and isinstance(content, Reword):
        _know_as(work, room, content.words.seq, cid, stanza_id)
    if isinstance(content, Announce) and content.replaces is None:
        _remember_line(work, outgoing, stanza_id)
    work.remove_outgoing(outgoing.id)
    return True


def refused(work: Work, lane: JID, cid: str) -> bool:
    """The server will never take it (an error that a repetition cannot cure). False when there is no such row."""
    room = work.room_at(lane, lock=True)
    outgoing = work.outgoing_by_cid(lane, cid)
    if outgoing is None:
        return False
    if room is not None and isinstance(outgoing.content, SayInRoom | Greet):
        _mark(work, room, outgoing.content.seq, Delivery.REFUSED, None)
    work.remove_outgoing(outgoing.id)
    return True


def done(work: Work, outgoing: OutgoingId) -> None:
    """A row that has no echo was sent, and the server answered something that we asked after it."""
    work.remove_outgoing(outgoing)


def came_back(work: Work, agent: JID, cid: str) -> None:
    """An agent's server could not be reached. What was offered by this line may be offered to them anew."""
    offer = work.offer_by_ref(agent, cid)
    if offer is not None and offer.state is OfferState.PENDING:
        work.put_offer(replace(offer, state=OfferState.REVOKED))


def _enter(work: Work, context: Context, room: Room, seq: int, stanza_id: str | None) -> None:
    room, message = _mark(work, room, seq, Delivery.IN_ROOM, stanza_id)
    if message is not None and message.retracted_at is not None:
        voice.take_back(work, context, room, message)


def _mark(work: Work, room: Room, seq: int, delivery: Delivery, stanza_id: str | None) -> tuple[Room, Message | None]:
    """The message as it is now; `None` where that was known."""
    message = work.message(room.id, seq)
    if message is None or message.delivery is not Delivery.SAVED:
        return room, None
    return amend(work, room, replace(message, delivery=delivery, stanza_id=stanza_id))


def _know_as(work: Work, room: Room, seq: int, *refs: str | None) -> None:
    """Clients may point at the new words by their ids."""
    for ref in refs:
        if ref is not None:
            work.add_alias(room.id, ref, seq)


def _remember_line(work: Work, outgoing: Outgoing, stanza_id: str | None) -> None:
    offer = work.offer_by_ref(outgoing.lane, outgoing.cid)
    if offer is not None:
        work.put_offer(replace(offer, stanza_id=stanza_id))
