"""Bringing a database with people in it up to date: what they wait for goes on."""

from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection, text

from bridge.model import DAYS, JID, Duty, Moment, Room, RoomId, Side
from bridge.store.sql import open_store
from bridge.store.sql.address import make_database
from bridge.store.sql.migrating import migrate
from bridge.store.work import Work
from tests.integration.stores import forget
from tests.servers.postgresql import PostgreSql

_VISITORS = "INSERT INTO visitors VALUES ('ann', 'Ann', 'en', 1), ('bea', 'Bea', 'en', 1), ('cat', 'Cat', 'en', 1)"
_ROOM = (
    "INSERT INTO rooms (id, visitor, channel, department, shard, service, jid, visitor_jid, owner, nick, created_at,"
    " is_made, cursor, last_seq, last_version, agent_seen, visitor_seen) VALUES (:id, :name, 'default', 'support', 's',"
    " 'c', :name, :name, 'o', :name, 1, true, NULL, 0, 0, 0, 0)"
)
_CONVERSATION = "INSERT INTO conversations VALUES (:id, :room, 'support', :state, '', '', '', 1, NULL, '', NULL, NULL)"
_DUTY = "INSERT INTO duties VALUES ('support', 'bob', 'Bob', 'away', 1, true)"
_TIMERS = "INSERT INTO timers VALUES ('agent_silence', '11', 5), ('visitor_silence', '12', 5), ('away', 'ann', 5)"


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> PostgreSql | None:
    """What keeps the database; `None`: a file."""
    found: PostgreSql | None = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    return found


@pytest_asyncio.fixture
async def url(server: PostgreSql | None, tmp_path: Path) -> str:
    """A database that does not exist yet, or is empty."""
    return await server.create_database() if server else f"sqlite:///{tmp_path}/parlour.db"


def _people_talk(connection: Connection) -> None:
    connection.execute(text(_VISITORS))
    for number, (name, state) in enumerate((("ann", "active"), ("bea", "active"), ("cat", "waiting")), start=1):
        connection.execute(text(_ROOM), {"id": number, "name": name})
        connection.execute(text(_CONVERSATION), {"id": 10 + number, "room": number, "state": state})
    connection.execute(text(_TIMERS))
    connection.execute(text(_DUTY))


def _find_room(work: Work, number: RoomId) -> Room | None:
    return work.room(number)


async def test_silences_go_on_after_their_timers_became_one(url: str) -> None:
    """
    Ann waits for her agent's word, Bea's agent for hers, nobody for Cat's, about whom agents are asked again; who was
    away stays so.
    """
    database = make_database(url)
    await database.migrate(partial(migrate, revision="0002"))
    await database.write(_people_talk, must_last=True)
    await database.close()
    store = await open_store(url, forget)
    rooms = [await store.read(partial(_find_room, number=RoomId(number))) for number in (1, 2, 3)]
    assert [room.awaited if room else "gone" for room in rooms] == [Side.AGENT, Side.VISITOR, None]
    now = rooms[0].awaited_since if rooms[0] else None
    assert now is not None
    timers = await store.read(lambda work: list(work.due_timers(Moment(now + DAYS), 9)))
    assert [(each.kind, each.subject) for each in timers if each.kind != "offer"] == [
        ("away", "ann"),
        ("silence", "11"),
        ("silence", "12"),
    ]
    assert [each.subject for each in timers if each.kind == "offer"] == ["13"]
    await store.close()


async def test_whoever_was_on_duty_is_so_by_being_in_the_lobby(url: str) -> None:
    """
    Before there was anything else to know of them.
    """
    database = make_database(url)
    await database.migrate(partial(migrate, revision="0002"))
    await database.write(_people_talk, must_last=True)
    await database.close()
    store = await open_store(url, forget)
    duties = await store.read(lambda work: work.duties("support"))
    assert list(duties) == [Duty("support", JID("bob"), "Bob", "away", Moment(1), is_on_duty=True)]
    await store.close()
