"""Offers and the outbox in SQL."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, get_args

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select, text, union_all, update

from bridge.model import JID, ConversationId, Moment, Offer, OfferId, OfferState, OutgoingId
from bridge.outgoing import Content, Outgoing
from bridge.store.sql.rows import Rows
from bridge.store.sql.tables import IS_ACTIVE, IS_THEIRS_ALONE, conversations, offers, outgoing

_ADD_OFFER: Final = insert(offers).returning(offers.c.id)
_PUT_OFFER: Final = update(offers).where(offers.c.id == bindparam("of_id"))
_OFFERS: Final = select(offers).where(offers.c.conversation == bindparam("of_conversation")).order_by(offers.c.id)
_at_lane: Final = offers.c.lane == bindparam("of_lane")
_named = union_all(
    select(offers.c.id).where(_at_lane, offers.c.cid == bindparam("ref")),
    select(offers.c.id).where(_at_lane, offers.c.stanza_id == bindparam("ref")),
).subquery()
_OFFER_BY_REF: Final = select(offers).where(offers.c.id == select(func.max(_named.c.id)).scalar_subquery())

_active = select(func.count()).where(text(IS_ACTIVE), conversations.c.agent == bindparam("of_agent"))
_alone = select(func.count()).where(text(IS_THEIRS_ALONE), offers.c.lane == bindparam("of_agent"))
_LOAD: Final = select(_active.scalar_subquery() + _alone.scalar_subquery())

_ADD: Final = insert(outgoing).returning(outgoing.c.id)
_REMOVE: Final = delete(outgoing).where(outgoing.c.id == bindparam("of_id"))
_BY_CID: Final = (
    select(outgoing)
    .where(outgoing.c.lane == bindparam("of_lane"), outgoing.c.cid == bindparam("of_cid"))
    .order_by(outgoing.c.id)
    .limit(1)
)
_OF_SHARD: Final = (
    select(outgoing)
    .where(outgoing.c.shard == bindparam("of_shard"), outgoing.c.id > bindparam("after"))
    .order_by(outgoing.c.id)
)
_OF_LANE: Final = _OF_SHARD.where(outgoing.c.lane == bindparam("of_lane"))

_write_content = msgspec.json.Encoder().encode
_READERS: Final[dict[str, msgspec.json.Decoder[Content]]] = {
    kind.__name__: msgspec.json.Decoder(kind) for kind in get_args(Content)
}


class OutboxRows(Rows):
    """The part of `Work` that knows what is still to be said, and who was asked to answer."""

    def add_offer(
        self, *, conversation: ConversationId, lane: JID, cid: str, made_at: Moment, is_exclusive: bool = False
    ) -> Offer:
        offer = Offer(OfferId(0), conversation, lane, cid, OfferState.PENDING, made_at, is_exclusive=is_exclusive)
        return replace(offer, id=OfferId(self.add(_ADD_OFFER, _offer_values(offer))))

    def put_offer(self, offer: Offer) -> None:
        self.replace(_PUT_OFFER, {"of_id": offer.id, **_offer_values(offer)})

    def offer_by_ref(self, lane: JID, ref: str) -> Offer | None:
        row = self.one(_OFFER_BY_REF, of_lane=lane, ref=ref)
        return None if row is None else _read_offer(row)

    def offers(self, conversation: ConversationId) -> Sequence[Offer]:
        return [_read_offer(row) for row in self.all(_OFFERS, of_conversation=conversation)]

    def load(self, agent: JID) -> int:
        row = self.one(_LOAD, of_agent=agent)
        return 0 if row is None else int(row[0])

    def add_outgoing(self, *, shard: str, department: str, lane: JID, cid: str, content: Content) -> Outgoing:
        values = {"shard": shard, "department": department, "lane": lane, "cid": cid}
        words = {"kind": type(content).__name__, "content": _write_content(content).decode()}
        return Outgoing(OutgoingId(self.add(_ADD, values | words)), shard, department, lane, cid, content)

    def outgoing_by_cid(self, lane: JID, cid: str) -> Outgoing | None:
        row = self.one(_BY_CID, of_lane=lane, of_cid=cid)
        return None if row is None else _read_outgoing(row)

    def outgoing_of(
        self, shard: str, *, lane: JID | None = None, after: OutgoingId | None = None
    ) -> Sequence[Outgoing]:
        if lane is None:
            rows = self.all(_OF_SHARD, of_shard=shard, after=after or 0)
        else:
            rows = self.all(_OF_LANE, of_shard=shard, of_lane=lane, after=after or 0)
        return [_read_outgoing(row) for row in rows]

    def remove_outgoing(self, outgoing: OutgoingId) -> None:
        self.write(_REMOVE, {"of_id": outgoing})


def _offer_values(offer: Offer) -> dict[str, Any]:
    return {
        "conversation": offer.conversation,
        "lane": offer.lane,
        "cid": offer.cid,
        "state": offer.state,
        "made_at": offer.made_at,
        "stanza_id": offer.stanza_id,
        "is_exclusive": offer.is_exclusive,
    }


def _read_offer(row: Sequence[Any]) -> Offer:
    number, conversation, lane, cid, state, made_at, stanza_id, is_exclusive = row
    return Offer(number, conversation, lane, cid, OfferState(state), made_at, stanza_id, bool(is_exclusive))


def _read_outgoing(row: Sequence[Any]) -> Outgoing:
    number, shard, department, lane, cid, kind, content = row
    return Outgoing(number, shard, department, lane, cid, _READERS[kind].decode(content))
