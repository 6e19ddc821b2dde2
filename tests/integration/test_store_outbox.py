"""Offers, the outbox, duty and timers, in every kind of store."""

from dataclasses import replace
from functools import partial

import pytest

from bridge.model import (
    JID,
    ConversationId,
    Duty,
    DutyWish,
    Moment,
    OfferState,
    OutgoingId,
    State,
    Timer,
)
from bridge.outgoing import (
    Admit,
    Announce,
    Content,
    Inform,
    Reachable,
    ReactTo,
    Reword,
    SayInRoom,
    ShowState,
    TakeBack,
    Welcome,
    Word,
)
from bridge.store.work import Store, Work
from tests.integration.stores import ANN, BOB, NOON, SERVICE, SHARD, queue, vera_talks


async def test_an_offer_is_found_by_its_line(store: Store) -> None:
    """
    By the id that we gave the line, and by the archive's, in its own lane only.
    """
    conversation = await store.change(vera_talks)
    offer = await store.change(
        lambda work: work.add_offer(conversation=conversation.id, lane=ANN, cid="line1", made_at=NOON)
    )
    assert (offer.state, offer.stanza_id) == (OfferState.PENDING, None)
    accepted = replace(offer, state=OfferState.ACCEPTED, stanza_id="s1")
    await store.change(lambda work: work.put_offer(accepted))
    assert await store.read(lambda work: work.offer_by_ref(ANN, "line1")) == accepted
    assert await store.read(lambda work: work.offer_by_ref(ANN, "s1")) == accepted
    assert await store.read(lambda work: work.offer_by_ref(BOB, "s1")) is None
    assert list(await store.read(lambda work: work.offers(conversation.id))) == [accepted]


@pytest.mark.parametrize(
    "content",
    [
        SayInRoom(seq=1, text="سلام", reply_ref="s1", reply_text="Hello"),
        Reword(SayInRoom(seq=1, text="سلام!", reply_ref="s1", reply_text="Hello"), replaces="c0"),
        TakeBack("s1", "c0"),
        Reachable("Vera", "vera@shop.example"),
        ReactTo("s1", ("👍", "❤️")),
        Announce(
            conversation=ConversationId(1),
            state=State.WAITING,
            visitor_name="Vera",
            words="Is there tea?",
            page_url="https://shop.example.org/tea",
            page_title="Tea",
            room=JID(f"vera@{SERVICE}"),
            agent_name="Ann",
            replaces="line1",
            mine=True,
        ),
        Inform(Word.CALLED, ConversationId(1), "Vera", JID(f"vera@{SERVICE}"), name="Ann", note="tea"),
        Admit(room=JID(f"vera@{SERVICE}"), agent=ANN, visitor_name="Vera"),
        Welcome(),
        ShowState(state=State.ACTIVE, conversation=ConversationId(1), visitor_name="Vera", agent_name="Ann"),
    ],
    ids=lambda content: type(content).__name__,
)
async def test_whatever_is_to_be_sent_comes_back_unchanged(store: Store, content: Content) -> None:
    """
    Each kind of content, with every field.
    """
    row = await store.change(
        lambda work: work.add_outgoing(shard=SHARD, department="support", lane=ANN, cid="c1", content=content)
    )
    assert row.content == content
    assert await store.read(lambda work: work.outgoing_by_cid(ANN, "c1")) == row


async def test_the_outbox_keeps_its_order_and_never_gives_a_number_twice(store: Store) -> None:
    """
    Also not after the last row was removed: a sender remembers the number it has come to.
    """
    ids = [await store.change(partial(queue, lane=lane, cid=f"c{n}")) for n, lane in enumerate((ANN, BOB, ANN))]
    assert await _outbox(store) == ids
    assert await _outbox(store, lane=ANN) == [ids[0], ids[2]]
    assert await _outbox(store, after=ids[0]) == ids[1:]
    assert await _outbox(store, lane=ANN, after=ids[0]) == [ids[2]]
    for number in ids:
        await store.change(partial(_remove, outgoing=number))
    assert await _outbox(store) == []
    assert await store.change(partial(queue, lane=ANN, cid="c9")) > ids[-1]


def _remove(work: Work, outgoing: OutgoingId) -> None:
    work.remove_outgoing(outgoing)


async def _outbox(store: Store, *, lane: JID | None = None, after: OutgoingId | None = None) -> list[OutgoingId]:
    rows = await store.read(lambda work: work.outgoing_of(SHARD, lane=lane, after=after))
    return [row.id for row in rows]


async def test_duty_is_one_row_for_each_agent(store: Store) -> None:
    """
    Putting it again replaces it; those who came first stand first.
    """
    ann = Duty("support", ANN, "Ann", "", Moment(NOON + 1), is_on_duty=True, devices=("", "away", "dnd"))
    bob = Duty("support", BOB, "Bob", "away", NOON, is_on_duty=True, is_inside=False, wish=DutyWish.ON, devices=())

    def arrive(work: Work) -> None:
        work.put_duty(ann)
        work.put_duty(bob)
        work.put_duty(replace(bob, is_on_duty=False))
        work.put_duty(replace(ann, department="sales"))

    await store.change(arrive)
    assert list(await store.read(lambda work: work.duties("support"))) == [replace(bob, is_on_duty=False), ann]
    await store.change(lambda work: work.remove_duty("support", BOB))
    assert list(await store.read(lambda work: work.duties("support"))) == [ann]


async def test_setting_a_timer_moves_it_and_starting_it_does_not(store: Store) -> None:
    """
    A timer is named by its kind and subject.
    """
    timer = Timer("silence", "1", Moment(NOON + 5))
    await store.change(lambda work: work.start_timer(timer))
    await store.change(lambda work: work.start_timer(replace(timer, due=NOON)))
    assert await _due(store, NOON) == []
    assert await _due(store, NOON + 5) == [timer]
    await store.change(lambda work: work.set_timer(replace(timer, due=NOON)))
    assert await _due(store, NOON) == [replace(timer, due=NOON)]
    assert await store.read(lambda work: work.timer("silence", "1")) == replace(timer, due=NOON)
    assert await store.read(lambda work: work.timer("silence", "2")) is None
    await store.change(lambda work: work.clear_timer("silence", "1"))
    assert await _due(store, NOON + 5) == []


async def _due(store: Store, now: int) -> list[Timer]:
    return list(await store.read(lambda work: work.due_timers(Moment(now), 10)))


async def test_timers_fall_due_in_their_order(store: Store) -> None:
    """
    Only those whose time has come, at most as many as asked for.
    """
    timers = [Timer("offer", str(n), Moment(NOON - n)) for n in range(4)]
    later = Timer("offer", "later", Moment(NOON + 1))

    def prepare(work: Work) -> None:
        for timer in (*timers, later):
            work.set_timer(timer)

    await store.change(prepare)
    assert list(await store.read(lambda work: work.due_timers(NOON, 10))) == timers[::-1]
    assert list(await store.read(lambda work: work.due_timers(NOON, 2))) == timers[:1:-1]


async def test_an_agent_may_want_quiet(store: Store) -> None:
    """
    As long as they do; said twice it is said.
    """
    for is_quiet in (True, True, False, False):
        await store.change(lambda work, is_quiet=is_quiet: work.set_quiet(ANN, is_quiet=is_quiet))  # type: ignore[misc]
        assert await store.read(lambda work: work.is_quiet(ANN)) is is_quiet
        assert not await store.read(lambda work: work.is_quiet(BOB))


async def test_an_agent_is_welcomed_once_for_each_lobby(store: Store) -> None:
    """
    Saying it twice changes nothing.
    """
    for _ in range(2):
        await store.change(lambda work: work.set_welcomed("support", ANN))
    assert await store.read(lambda work: work.is_welcomed("support", ANN))
    assert not await store.read(lambda work: work.is_welcomed("sales", ANN))
    assert not await store.read(lambda work: work.is_welcomed("support", BOB))
    assert list(await store.read(lambda work: work.welcomed())) == [("support", ANN)]
    await store.change(lambda work: work.forget_welcomed("support", ANN))
    assert not await store.read(lambda work: work.is_welcomed("support", ANN))
