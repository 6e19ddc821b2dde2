"""A visitor's connection, whatever carries it: resume, gaps, slow readers, silence."""

import asyncio
from dataclasses import replace

import pytest

from bridge.bus import visitor_key
from bridge.desk import Draft, Heard
from bridge.events import Missed, Typing
from bridge.model import JID, Side, VisitorId
from tests.unit.desks import ANN, BOB, SHARD
from tests.unit.web_paper import Paper, PaperHouse, paper_house
from tests.waiting import eventually


async def visitor_of(house: PaperHouse, token: str) -> VisitorId:
    visitor = house.reception.tokens.read(token)
    assert visitor is not None
    return visitor


async def ann_writes(house: PaperHouse, visitor: VisitorId, words: str) -> None:
    room = await house.store.read(lambda work: work.room_of(visitor))
    assert room is not None
    ids = f"ann-{words}"
    heard = Heard(room=room.jid, agent=ANN, nick="ann", message_id=ids, origin_id=ids, stanza_id=ids)
    await house.desk.agent_writes(heard, words, fence=house.fence)


async def test_the_authors_page_is_told_once_of_its_own_message() -> None:
    """`saved` says all that the message would; the page's version goes on with it, and what follows is not a gap."""
    async with paper_house() as house:
        vera = Paper()
        await house.welcome(vera)
        vera.say(t="post", cid="abcdefgh-1", text="Hello")
        saved = await vera.hear("saved")
        notice = (await vera.hear("messages"))["messages"]
        assert saved["version"] == 1
        assert [(each["from"], each["version"]) for each in notice] == [("notice", 2)]


async def test_events_that_were_lost_are_read_again() -> None:
    """When a version is missing between two, the page gets everything from the store, once and in order."""
    async with paper_house() as house:
        vera = Paper()
        visitor = await visitor_of(house, (await house.welcome(vera))["token"])
        vera.say(t="post", cid="abcdefgh-1", text="Hello")
        known = (await vera.hear("messages"))["upto"]
        house.bell.is_broken = True
        await ann_writes(house, visitor, "one")
        await ann_writes(house, visitor, "two")
        house.bell.is_broken = False
        await ann_writes(house, visitor, "three")
        heard = await vera.hear("messages")
        assert [each["text"] for each in heard["messages"] if each["from"] == "agent"] == ["one", "two", "three"]
        assert [each["version"] for each in heard["messages"]] == list(range(known + 1, heard["upto"] + 1))


async def test_a_full_queue_means_read_again() -> None:
    """`Missed` has no facts; the store has them."""
    async with paper_house() as house:
        vera = Paper()
        visitor = await visitor_of(house, (await house.welcome(vera))["token"])
        vera.say(t="post", cid="abcdefgh-1", text="Hello")
        await vera.hear("messages")
        house.bell.is_broken = True
        await ann_writes(house, visitor, "one")
        for listener in house.bus._listeners[visitor_key(visitor)]:
            listener.offer(Missed())
        heard = await vera.hear("messages")
        assert heard["messages"][-1]["text"] == "one"
        assert (await vera.hear("status"))["state"] == "active"


async def test_a_page_far_behind_asks_for_the_rest_and_misses_nothing() -> None:
    """After `more` nothing new is sent until the page has asked; its version never skips a message."""
    async with paper_house(message_burst=10_000) as house:
        visitor = house.desk.new_visitor()
        for number in range(450):
            draft = Draft(visitor=visitor, channel="default", cid=f"cid-{number:06d}", text=f"Message {number}")
            await house.desk.post(draft)
        vera, seen = Paper(), []
        frame = await house.welcome(vera, token=house.reception.tokens.issue(visitor))
        await ann_writes(house, visitor, "While you read")
        seen += frame["messages"]
        while frame["more"]:
            vera.say(t="sync", after=frame["upto"])
            frame = await vera.hear("messages")
            seen += frame["messages"]
        versions = [each["version"] for each in seen]
        assert versions == sorted(set(versions))
        assert versions[-1] == frame["upto"]
        assert seen[-1].get("text") == "While you read" or seen[-1]["from"] == "notice"


async def test_a_slow_page_gets_one_frame_at_a_time_and_then_all() -> None:
    """While a page does not read, one send waits and no second one begins; afterwards it has every message."""
    async with paper_house() as house:
        vera = Paper()
        visitor = await visitor_of(house, (await house.welcome(vera))["token"])
        vera.say(t="post", cid="abcdefgh-1", text="Hello")
        await vera.hear("messages")
        vera.stop_reading()
        for number in range(1_000):
            await ann_writes(house, visitor, str(number))
        vera.read_again()
        texts: list[str] = []
        while len(texts) < 1_000:
            heard = await vera.hear("messages")
            texts += [each["text"] for each in heard["messages"] if each["from"] == "agent"]
            if heard["more"]:
                vera.say(t="sync", after=heard["upto"])
        assert texts == [str(number) for number in range(1_000)]
        assert vera.most_sending == 1


async def test_a_page_that_takes_nothing_is_cut() -> None:
    """Half a minute without taking anything ends a connection."""
    async with paper_house() as house:
        vera = Paper()
        visitor = await visitor_of(house, (await house.welcome(vera))["token"])
        vera.stop_reading()
        house.bus.publish(Typing(visitor=visitor, side=Side.AGENT, name="Ann", is_writing=True))
        await eventually(lambda: vera.sending == 1)
        house.pass_seconds(29)
        assert not vera.is_cut
        house.pass_seconds(2)
        await eventually(lambda: vera.is_cut)
        await eventually(lambda: len(house.reception.connections) == 0)


async def test_silence_ends_a_connection_and_a_ping_keeps_it() -> None:
    """Two and a half pings: 4408; whoever pings stays."""
    async with paper_house(ping=20) as house:
        vera, omid = Paper(), Paper()
        await house.welcome(vera)
        await house.welcome(omid)
        house.pass_seconds(40)
        vera.say(t="ping")
        await vera.hear("pong")
        house.pass_seconds(11)
        await eventually(lambda: omid.closed == 4408)
        assert vera.closed is None


async def test_who_does_not_say_hello_is_dismissed() -> None:
    """Ten seconds: the error, and 4400."""
    async with paper_house() as house:
        mute = Paper()
        house.open(mute)
        await eventually(lambda: len(house.reception.connections) == 1)
        house.pass_seconds(9)
        assert mute.closed is None
        house.pass_seconds(2)
        assert (await mute.hear("error"))["code"] == "bad_hello"
        await eventually(lambda: mute.closed == 4400)


async def test_a_frame_that_is_refused_names_its_message() -> None:
    """A page can tell which of its messages was refused, and the connection stays."""
    async with paper_house() as house:
        vera = Paper()
        await house.welcome(vera)
        for said, code in (
            ({"text": "x" * 4_001}, "too_long"),
            ({"text": " \n "}, "bad_frame"),
            ({"text": 7}, "bad_frame"),
        ):
            vera.say(t="post", cid="abcdefgh-1", **said)
            error = await vera.hear("error")
            assert (error["code"], error["cid"]) == (code, "abcdefgh-1")
        vera.say(t="post", cid="abcdefgh-1", text="Short")
        assert (await vera.hear("saved"))["seq"] == 1


async def test_a_store_that_is_away_loses_nothing() -> None:
    """The message is refused with a time, and the page is read anew when the store is back."""
    async with paper_house() as house:
        vera = Paper()
        await house.welcome(vera)
        house.store._is_closed = True
        vera.say(t="post", cid="abcdefgh-1", text="Hello")
        error = await vera.hear("error")
        assert (error["code"], error["cid"], error["after"]) == ("unavailable", "abcdefgh-1", 5.0)
        for listeners in tuple(house.bus._listeners.values()):
            for listener in tuple(listeners):
                listener.offer(Missed())
        house.pass_seconds(1)
        house.store._is_closed = False
        house.pass_seconds(1)
        assert (await vera.hear("messages"))["upto"] == 0


async def test_typing_ends_when_the_page_leaves() -> None:
    """Agents do not see somebody write for ever who has closed the page."""
    async with paper_house() as house:
        vera = Paper()
        visitor = await visitor_of(house, (await house.welcome(vera))["token"])
        listener = house.bus.listen(visitor_key(visitor))
        vera.say(t="typing", on=True)
        vera.say(t="typing", on=True)
        vera.leave()
        await eventually(lambda: len(house.reception.connections) == 0)
        told = [event.is_writing for event in listener.drain() if isinstance(event, Typing)]
        assert told == [True, False]


async def test_who_is_on_duty_is_told_as_it_changes() -> None:
    """`here` follows the lobby; what does not change is not told again."""
    async with paper_house() as house:
        vera = Paper()
        welcome = await house.welcome(vera)
        assert welcome["status"]["here"] is False
        await house.desk.lobby_seen("support", ANN, "ann", "", fence=house.fence)
        assert (await vera.hear("status"))["here"] is True
        await house.desk.lobby_seen("support", BOB, "bob", "", fence=house.fence)
        vera.say(t="ping")
        await vera.hear("pong")
        assert [frame["t"] for frame in vera.unheard()] == []


async def test_after_the_page_has_left_nothing_listens() -> None:
    """A connection leaves no listener, no task and no count behind."""
    async with paper_house() as house:
        before, listening = len(asyncio.all_tasks()), len(house.bus)
        wires = [Paper() for _ in range(10)]
        for wire in wires:
            await house.welcome(wire)
            wire.leave()
        await eventually(lambda: len(house.reception.connections) == 0)
        await eventually(lambda: len(asyncio.all_tasks()) == before)
        assert len(house.bus) == listening


@pytest.mark.parametrize("limit", ["max_connections", "max_connections_per_address"])
async def test_no_more_connections_than_allowed(limit: str) -> None:
    """The next one is told when to come back, and closed with 1013; those that are there stay."""
    async with paper_house(**{limit: 2}) as house:
        kept = [Paper(), Paper()]
        for wire in kept:
            await house.welcome(wire)
        late = Paper()
        house.open(late)
        assert (await late.hear("error"))["after"] == 30
        await eventually(lambda: late.closed == 1013)
        assert [wire.closed for wire in kept] == [None, None]
        kept[0].leave()
        await eventually(lambda: len(house.reception.connections) == 1)
        await house.welcome(Paper())


async def test_who_is_here_is_asked_of_the_department_that_answers() -> None:
    """
    A visitor of one department who comes by another one's channel is told of the first, in whose room they are.
    """
    async with paper_house() as house:
        _add_sales(house)
        first = Paper()
        welcome = await house.welcome(first)
        first.say(t="post", cid="abcdefgh-1", text="Hello")
        await first.hear("saved")
        vera = Paper()
        await house.welcome(vera, channel="shop", token=welcome["token"], after=1_000)
        await house.desk.lobby_seen("sales", BOB, "bob", "", fence=house.fence)
        await house.desk.lobby_seen("support", ANN, "ann", "", fence=house.fence)
        assert (await vera.hear("status"))["here"] is True
        await house.desk.lobby_left("sales", BOB, fence=house.fence)
        await house.desk.lobby_left("support", ANN, fence=house.fence)
        assert (await vera.hear("status"))["here"] is False
        assert [frame for frame in vera.unheard() if frame["t"] == "status"] == []


async def test_a_conversation_that_moves_to_another_department_takes_its_page_along() -> None:
    """
    The department is configured no more: the page is told who is there in the one that answers now.
    """
    async with paper_house() as house:
        _add_sales(house)
        await house.desk.lobby_seen("sales", BOB, "bob", "", fence=house.fence)
        vera = Paper()
        await house.welcome(vera)
        vera.say(t="post", cid="abcdefgh-1", text="Hello")
        assert (await vera.hear("status"))["here"] is False
        known = house.desk.directory
        house.desk.directory = replace(known, departments={"sales": known.departments["sales"]})
        await house.desk.follow_directory(SHARD, fence=house.fence)
        assert (await vera.hear("status"))["here"] is True


def _add_sales(house: PaperHouse) -> None:
    known = house.desk.directory
    lobby, address = JID("sales-lobby@rooms.example.test"), JID(f"sales@{SHARD}")
    sales = replace(known.departments["support"], key="sales", lobby=lobby, address=address)
    shop = replace(known.channels["default"], key="shop", department="sales")
    house.desk.directory = replace(
        known, departments={**known.departments, "sales": sales}, channels={**known.channels, "shop": shop}
    )
