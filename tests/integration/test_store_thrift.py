"""What a message costs the database, counted in statements: a change that needs more of them says so here."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import ClauseElement

from bridge.bus import Bus
from bridge.desk import Arrival, Desk, Draft, Heard, Wish
from bridge.model import Fence, Page, Room, VisitorId
from bridge.store.sql import SqlStore, open_store
from bridge.store.sql.statements import Answer, Parameters, Statements, _compiled
from tests.unit.desks import ANN, SHARD, VERA, Clock, directory

POST = 6
ALERT = 1
ARRIVED = 6
AGENT_WRITES = 6
ENTER = 4
LOOK = 2
MOVE = 6
SURVEY = 2
FENCE = 1


class Counted:
    """A desk on SQLite in the middle of a talk, and a count of what it asks of the database."""

    def __init__(self, store: SqlStore, desk: Desk, fence: Fence) -> None:
        self.desk = desk
        self.fence = fence
        self.asked: list[str] = []
        self._store = store
        self._numbers = itertools.count()

    async def room(self) -> Room:
        """Vera's."""
        room = await self._store.read(lambda work: work.room_of(VERA))
        assert room is not None
        return room

    async def post(self, cid: str) -> None:
        """Vera writes."""
        words, page = "Where is my parcel?", Page("https://shop.example/parcels", "Parcels")
        await self.desk.post(Draft(visitor=VERA, channel="default", cid=cid, text=words, name="Vera", page=page))

    async def arrives(self, cid: str) -> None:
        """Her message comes back from the room."""
        room = await self.room()
        self.asked.clear()
        await self.desk.arrived(room.jid, cid, f"echo-{next(self._numbers)}", fence=self.fence)

    async def answers(self) -> None:
        """Ann writes."""
        ids = f"ann-{next(self._numbers)}"
        heard = Heard(
            room=(await self.room()).jid,
            agent=ANN,
            nick="Ann",
            message_id=ids,
            origin_id=ids,
            stanza_id=f"stanza-{ids}",
        )
        self.asked.clear()
        await self.desk.agent_writes(heard, "On its way.", fence=self.fence)


@pytest_asyncio.fixture
async def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Counted]:
    bus, names = Bus(), itertools.count()
    store = await open_store(f"sqlite:///{tmp_path}/parlour.db", bus.publish)
    fence = await store.claim(SHARD, "test", life=3600)
    assert fence is not None
    desk = Desk(store, bus, directory(), clock=Clock(), token=lambda length: f"{next(names):0{length}d}")
    talk = Counted(store, desk, fence)
    await talk.post("cid-hello")
    await talk.answers()
    ask = Statements.run

    def count(statements: Statements, statement: ClauseElement, parameters: Parameters) -> Answer:
        answer = ask(statements, statement, parameters)
        talk.asked.append(_compiled["sqlite"][statement].text)
        return answer

    monkeypatch.setattr(Statements, "run", count)
    yield talk
    await store.close()


async def test_a_visitors_message(talk: Counted) -> None:
    """
    The room, whether it is a repetition, the conversation; the message, the outbox, the room's counters. With the
    first that Ann has not heeded a timer begins, with the next it runs.
    """
    await talk.post("cid-first")
    assert len(talk.asked) <= POST + ALERT, talk.asked
    talk.asked.clear()
    await talk.post("cid-second")
    assert len(talk.asked) <= POST, talk.asked


async def test_a_visitor_who_goes_to_another_page(talk: Counted) -> None:
    """
    The room, where they were, the conversation; the page, the end of the one before, and what is too old.
    """
    page = Page("https://shop.example/parcels", "Parcels")
    await talk.desk.visits.arrives(Arrival(VERA, "default", page=page, has_room=True), "tab")
    await talk.post("cid-first")
    assert not [text for text in talk.asked if "trail" in text and "SELECT" not in text], "she was there before"
    talk.asked.clear()
    await talk.desk.visits.moves(VERA, "tab", Page("https://shop.example/cart", "Cart"))
    assert len(talk.asked) <= MOVE, talk.asked


async def test_its_echo(talk: Counted) -> None:
    """
    The fence, the room, the outbox and the message; what has changed of them.
    """
    await talk.post("cid-first")
    await talk.arrives("cid-first")
    assert len(talk.asked) <= ARRIVED + FENCE, talk.asked


async def test_an_agents_message(talk: Counted) -> None:
    """
    The fence, the room, whether it is known, the conversation, what was seen; the message, the counters. What answers
    something ends its timer.
    """
    await talk.answers()
    assert len(talk.asked) <= AGENT_WRITES + FENCE, talk.asked
    await talk.post("cid-first")
    await talk.answers()
    assert len(talk.asked) <= AGENT_WRITES + FENCE + ALERT, talk.asked


async def test_an_update_names_only_what_has_changed(talk: Counted) -> None:
    """
    An index is written anew for each column that is named: an address that stays is not.
    """
    await talk.post("cid-first")
    await talk.arrives("cid-first")
    updates = [text for text in talk.asked if text.startswith("UPDATE")]
    assert len(updates) == 2
    assert not [text for text in updates if "jid" in text or "origin_id" in text or "SET room" in text]


async def test_a_page_that_comes(talk: Counted) -> None:
    """
    The room, its conversation, what it lacks, who is on duty.
    """
    talk.asked.clear()
    await talk.desk.enter(VERA, channel="default", after=0)
    assert len(talk.asked) <= ENTER, talk.asked


async def test_a_visitor_who_only_looks(talk: Counted) -> None:
    """
    Whether they have a room, and who is on duty.
    """
    talk.asked.clear()
    await talk.desk.enter(VisitorId("nobody-yet"), channel="default", after=0)
    assert len(talk.asked) <= LOOK, talk.asked


async def test_all_that_goes_on(talk: Counted) -> None:
    """
    The conversations, and their rooms: as much for three as for one.
    """
    for name in ("omid", "mina"):
        await talk.desk.post(Draft(visitor=VisitorId(name), channel="default", cid=f"cid-of-{name}", text="Hello"))
    talk.asked.clear()
    found = await talk.desk.survey(Wish(ANN, "support"))
    assert (len(found.waiting), len(found.active)) == (2, 1)
    assert len(talk.asked) <= SURVEY, talk.asked
