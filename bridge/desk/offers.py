"""Offers: the word that a visitor waits, said in the lobby and to agents, until somebody has it; who is asked is
decided in `asking`.

              offer_to ───▶ one line in the lobby, one to each who is asked        (pending)
              end ────────▶ the same line, corrected in place (XEP-0308)           (declined, expired)
              offer_anew ─▶ said again in a new line                               (expired, pending)
              settle ─────▶ the pending lines, corrected in place                  (accepted by one, else revoked)

A line can be said again after a restart, since it stands in the outbox until the server took it.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from bridge.desk.attendance import answering
from bridge.desk.context import STANZA_ID_LENGTH, Context
from bridge.desk.ledger import queue
from bridge.directory import Department
from bridge.model import JID, Conversation, Offer, OfferState, Room, State
from bridge.outgoing import Announce
from bridge.store.work import Work

OFFER: Final = "offer"
_WORDS_SHOWN: Final = 200


def offer_to(
    work: Work,
    context: Context,
    room: Room,
    conversation: Conversation,
    lanes: Iterable[JID],
    *,
    is_exclusive: bool = False,
) -> None:
    """Say it to those for whom it is not pending already."""
    department = context.directory.department(conversation.department)
    told = {each.lane for each in work.offers(conversation.id) if each.state is OfferState.PENDING}
    for lane in lanes:
        if lane in told:
            continue
        cid = context.token(STANZA_ID_LENGTH)
        offer = work.add_offer(
            conversation=conversation.id, lane=lane, cid=cid, made_at=context.now, is_exclusive=is_exclusive
        )
        _announce(work, context, department, room, conversation, offer)


def expire(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    """What was somebody's alone is offered to others now; they are told in place."""
    for offer in work.offers(conversation.id):
        if offer.state is OfferState.PENDING and offer.is_exclusive:
            end(work, context, room, conversation, replace(offer, state=OfferState.EXPIRED))


def end(work: Work, context: Context, room: Room, conversation: Conversation, offer: Offer) -> None:
    """One offer has ended while the conversation waits on."""
    department = context.directory.department(conversation.department)
    work.put_offer(offer)
    _announce(work, context, department, room, conversation, offer)


def offer_anew(work: Work, context: Context, room: Room, conversation: Conversation, agents: Collection[JID]) -> None:
    """Say it again to these and in the lobby, except where the line before is still to be sent."""
    department = context.directory.department(conversation.department)
    lanes = [department.lobby, *agents]
    for offer in work.offers(conversation.id):
        if offer.state is not OfferState.PENDING:
            continue
        if work.outgoing_by_cid(offer.lane, offer.cid) is None:
            work.put_offer(replace(offer, state=OfferState.EXPIRED))
    offer_to(work, context, room, conversation, lanes)


def withdraw(work: Work, conversation: Conversation, *, but: Collection[JID]) -> None:
    """Offers to others than these count no more; nothing is said to them, who do not work here."""
    for offer in work.offers(conversation.id):
        if offer.state is OfferState.PENDING and offer.lane not in but:
            work.put_offer(replace(offer, state=OfferState.REVOKED))


def forget_asked(work: Work, department: Department, conversation: Conversation) -> None:
    """Whoever was asked may be asked as if for the first time, except where the line before is still to be sent."""
    for offer in work.offers(conversation.id):
        is_asked = offer.state in (OfferState.PENDING, OfferState.DECLINED, OfferState.EXPIRED)
        if offer.lane != department.lobby and is_asked and work.outgoing_by_cid(offer.lane, offer.cid) is None:
            work.put_offer(replace(offer, state=OfferState.REVOKED))


def repeat(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    """The way into the room is another one now: correct what agents on duty were told."""
    handover = work.handover(conversation.id)
    department = context.directory.department(handover.department if handover else conversation.department)
    for offer in work.offers(conversation.id):
        if offer.state is OfferState.PENDING and offer.lane != department.lobby:
            _announce(work, context, department, room, conversation, offer, is_repeated=True)


def spare(work: Work, context: Context, conversation: Conversation, agent: JID) -> None:
    """They are not to be asked before all others were."""
    cid = context.token(STANZA_ID_LENGTH)
    offer = work.add_offer(conversation=conversation.id, lane=agent, cid=cid, made_at=context.now)
    work.put_offer(replace(offer, state=OfferState.DECLINED))


def settle(work: Work, context: Context, room: Room, conversation: Conversation) -> None:
    """Nobody need answer any more: correct every line that said so, and forget who was to take it over."""
    work.clear_timer(OFFER, str(conversation.id))
    handover = work.handover(conversation.id)
    if handover is not None:
        work.remove_handover(conversation.id)
    department = context.directory.department(handover.department if handover else conversation.department)
    for offer in work.offers(conversation.id):
        if offer.state in (OfferState.DECLINED, OfferState.EXPIRED):
            # Whoever was asked in vain may be asked again when it waits the next time.
            work.put_offer(replace(offer, state=OfferState.REVOKED))
        if offer.state is not OfferState.PENDING:
            continue
        is_takers = offer.lane == conversation.agent
        settled = replace(offer, state=OfferState.ACCEPTED if is_takers else OfferState.REVOKED)
        work.put_offer(settled)
        _announce(work, context, department, room, conversation, settled)


def _announce(
    work: Work,
    context: Context,
    department: Department,
    room: Room,
    conversation: Conversation,
    offer: Offer,
    *,
    is_repeated: bool = False,
) -> None:
    is_first = offer.state is OfferState.PENDING and not is_repeated
    handover = work.handover(conversation.id) if conversation.state is State.ACTIVE else None
    content = Announce(
        conversation=conversation.id,
        state=conversation.state,
        visitor_name=room.nick,
        words=work.first_words(conversation.id)[:_WORDS_SHOWN],
        page_url=conversation.page.url,
        page_title=conversation.page.title,
        room=room.jid,
        agent_name=conversation.agent_name,
        replaces=None if is_first else offer.cid,
        mine=offer.lane == conversation.agent,
        is_over=offer.state in (OfferState.DECLINED, OfferState.EXPIRED),
        reminders=conversation.reminders if conversation.is_overdue else 0,
        called=_called(work, context, department, offer) if conversation.is_overdue else (),
        asked_by=handover.asker_name if handover else "",
        note=handover.note if handover else "",
    )
    cid = offer.cid if is_first else context.token(STANZA_ID_LENGTH)
    queue(work, shard=room.shard, department=department, lane=offer.lane, cid=cid, content=content)


def _called(work: Work, context: Context, department: Department, offer: Offer) -> tuple[str, ...]:
    if offer.lane != department.lobby:
        return ()
    return tuple(each.nick for each in answering(work, department, context.now) if each.is_inside)
