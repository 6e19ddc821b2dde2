"""What becomes of the outbox: the server has taken a row, or has refused it.

The echo of a line carries our `cid` (XEP-0045 §7.4) and the archive's id; from then on it is *in the room*.
"""

from dataclasses import replace

from bridge.desk.ledger import amend, move_cursor
from bridge.model import JID, Delivery, OfferState, OutgoingId, Room
from bridge.outgoing import Announce, Greet, Outgoing, SayInRoom
from bridge.store.work import Work


def arrived(work: Work, lane: JID, cid: str, stanza_id: str | None) -> bool:
    """A line of ours came back from its room or lobby. False when it had been noted before."""
    room = work.room_at(lane, lock=True)
    outgoing = work.outgoing_by_cid(lane, cid)
    if room is not None:
        room = move_cursor(work, room, stanza_id)
    if outgoing is None:
        return False
    if room is not None and isinstance(outgoing.content, SayInRoom | Greet):
        _mark(work, room, outgoing.content.seq, Delivery.IN_ROOM, stanza_id)
    if isinstance(outgoing.content, Announce) and outgoing.content.replaces is None:
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


def _mark(work: Work, room: Room, seq: int, delivery: Delivery, stanza_id: str | None) -> None:
    message = work.message(room.id, seq)
    if message is not None and message.delivery is Delivery.SAVED:
        amend(work, room, replace(message, delivery=delivery, stanza_id=stanza_id))


def _remember_line(work: Work, outgoing: Outgoing, stanza_id: str | None) -> None:
    offer = work.offer_by_ref(outgoing.lane, outgoing.cid)
    if offer is not None:
        work.put_offer(replace(offer, stanza_id=stanza_id))
