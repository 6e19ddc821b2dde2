"""The doorbell: who listens hears what concerns them, and a slow listener costs nobody else anything."""

import asyncio

from bridge.bus import CONVERSATIONS, DUTY, EVERYTHING, Bus, visitor_key
from bridge.events import (
    ConversationChanged,
    DutyChanged,
    Event,
    Missed,
    OutgoingQueued,
    Previewed,
    SeenMoved,
    TurnChanged,
    Typing,
)
from bridge.model import (
    JID,
    NO_PAGE,
    Conversation,
    ConversationId,
    Moment,
    OutgoingId,
    RoomId,
    Side,
    State,
    VisitorId,
)
from bridge.outgoing import Outgoing, SayInRoom
from tests.waiting import in_time

VERA = VisitorId("vera")
OMID = VisitorId("omid")


def _seen(visitor: VisitorId, seq: int) -> SeenMoved:
    return SeenMoved(visitor, RoomId(1), Side.AGENT, seq)


def _outgoing() -> OutgoingQueued:
    lane = JID("vera-7f3k9q@conference.example.org")
    return OutgoingQueued(Outgoing(OutgoingId(1), "livechat.example.org", "support", lane, "c1", SayInRoom(1, "Hello")))


def test_a_listener_hears_what_concerns_their_visitor() -> None:
    """
    And nothing of other visitors, of the departments, or of the agents' side.
    """
    bus = Bus()
    listener = bus.listen(visitor_key(VERA))
    typing = Typing(VERA, Side.AGENT, "Ann", is_writing=True)
    for_agents: list[Event] = [_outgoing(), Previewed(VERA, "Hel")]
    for event in (_seen(VERA, 1), _seen(OMID, 2), DutyChanged("support", is_open=True), *for_agents, typing):
        bus.publish(event)
    assert listener.drain() == [_seen(VERA, 1), typing]
    assert listener.drain() == []


def test_a_listener_may_ask_for_several_things() -> None:
    """
    Events of all keys come in the order in which they happened.
    """
    bus = Bus()
    listener = bus.listen(visitor_key(VERA), DUTY)
    events: list[Event] = [_seen(VERA, 1), DutyChanged("support", is_open=True), _seen(VERA, 2)]
    for event in (*events, _seen(OMID, 3)):
        bus.publish(event)
    assert listener.drain() == events


def test_who_listens_to_everything_hears_each_event_once() -> None:
    """
    Also what is addressed to nobody in particular.
    """
    bus = Bus()
    listener = bus.listen(EVERYTHING)
    events: list[Event] = [_seen(VERA, 1), DutyChanged("support", is_open=True), _outgoing()]
    for event in events:
        bus.publish(event)
    assert listener.drain() == events


def test_lines_are_told_apart_from_what_is_said() -> None:
    """
    Who looks after those who wait hears of conversations only; a turn is told to its visitor alone.
    """
    bus = Bus()
    queues, everything, vera, omid = map(bus.listen, (CONVERSATIONS, EVERYTHING, visitor_key(VERA), visitor_key(OMID)))
    begun = Conversation(ConversationId(1), RoomId(1), "support", State.WAITING, NO_PAGE, Moment(1))
    events: list[Event] = [ConversationChanged(VERA, begun), _seen(VERA, 1), TurnChanged(VERA)]
    for event in events:
        bus.publish(event)
    heard = [each.drain() for each in (queues, everything, vera, omid)]
    assert heard == [events[:1], events[:2], events, []]


def test_a_full_queue_becomes_one_word_to_read_the_store() -> None:
    """
    What came is dropped, and replaced by `Missed`; what comes later stands after it.
    """
    bus = Bus()
    slow, quick = bus.listen(visitor_key(VERA), limit=3), bus.listen(visitor_key(VERA), limit=100)
    for seq in range(5):
        bus.publish(_seen(VERA, seq))
    assert slow.drain() == [Missed(), _seen(VERA, 4)]
    assert quick.drain() == [_seen(VERA, seq) for seq in range(5)]


def test_a_listener_that_never_reads_stays_small() -> None:
    """
    However much happens, its queue has no more than its limit.
    """
    bus = Bus()
    listener = bus.listen(visitor_key(VERA), limit=4)
    for seq in range(10_000):
        bus.publish(_seen(VERA, seq))
    waiting = listener.drain()
    assert len(waiting) <= 4
    assert waiting[0] == Missed()


def test_wake_is_called_for_each_event_at_once() -> None:
    """
    So that somebody who has nothing to wait on knows when to drain.
    """
    bus = Bus()
    rings: list[int] = []
    listener = bus.listen(visitor_key(VERA), wake=lambda: rings.append(1))
    bus.publish(_seen(VERA, 1))
    bus.publish(_seen(OMID, 1))
    bus.publish(_seen(VERA, 2))
    assert len(rings) == 2
    assert len(listener.drain()) == 2


def test_who_has_closed_hears_nothing_more() -> None:
    """
    By `close`, or at the end of a `with`; closing twice does no harm, and nobody is forgotten instead.
    """
    bus = Bus()
    staying = bus.listen(visitor_key(VERA))
    with bus.listen(visitor_key(VERA), DUTY) as leaving:
        bus.publish(_seen(VERA, 1))
    leaving.close()
    bus.publish(_seen(VERA, 2))
    bus.publish(DutyChanged("support", is_open=True))
    assert leaving.drain() == [_seen(VERA, 1)]
    assert staying.drain() == [_seen(VERA, 1), _seen(VERA, 2)]


def test_a_listener_may_leave_while_it_is_told() -> None:
    """
    The others still hear the event.
    """
    bus = Bus()

    def leave() -> None:
        first.close()

    first = bus.listen(visitor_key(VERA), wake=leave)
    second = bus.listen(visitor_key(VERA))
    bus.publish(_seen(VERA, 1))
    bus.publish(_seen(VERA, 2))
    assert first.drain() == [_seen(VERA, 1)]
    assert len(second.drain()) == 2


async def test_iterating_waits_for_what_comes() -> None:
    """
    What was published before, during and after the wait arrives once, in order.
    """
    bus = Bus()
    listener = bus.listen(visitor_key(VERA))
    heard: list[Event] = []
    all_heard = asyncio.Event()

    async def hear() -> None:
        async for event in listener:
            heard.append(event)
            if event == _seen(VERA, 3):
                bus.publish(_seen(VERA, 4))
            if event == _seen(VERA, 5):
                all_heard.set()

    bus.publish(_seen(VERA, 1))
    hearing = asyncio.ensure_future(hear())
    bus.publish(_seen(VERA, 2))
    asyncio.get_running_loop().call_soon(bus.publish, _seen(VERA, 3))
    asyncio.get_running_loop().call_later(0.01, bus.publish, _seen(VERA, 5))
    await in_time(all_heard.wait(), 5)
    hearing.cancel()
    await asyncio.wait([hearing])
    assert heard == [_seen(VERA, seq) for seq in range(1, 6)]


def test_the_keys_of_different_kinds_do_not_meet() -> None:
    """
    A visitor who is called like a department is still a visitor.
    """
    bus = Bus()
    listener = bus.listen(DUTY)
    bus.publish(_seen(VisitorId("support"), 1))
    assert listener.drain() == []
