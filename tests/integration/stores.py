"""What the tests of the stores share: a store of each kind, people, their rooms, and changes that make them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bridge.events import Event
from bridge.model import (
    JID,
    Conversation,
    Message,
    Moment,
    OutgoingId,
    Page,
    Room,
    RoomId,
    Side,
    State,
    Visitor,
    VisitorId,
)
from bridge.outgoing import SayInRoom
from bridge.store.memory import MemoryStore
from bridge.store.sql import open_store
from bridge.store.work import Store, Work
from tests.servers.postgresql import PostgreSql

SHARD = "livechat.example.org"
SERVICE = JID("conference.example.org")
ANN = JID("ann@example.org")
BOB = JID("bob@example.org")
NOON = Moment(1_795_000_000_000)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store_server(request: pytest.FixtureRequest) -> PostgreSql | str:
    """The kind of the store, or the server for it: the test runs once with each."""
    if request.param == "postgresql":
        started: PostgreSql = request.getfixturevalue("postgresql")
        return started
    return str(request.param)


@pytest.fixture
def published() -> list[Event]:
    """What the store has told."""
    return []


@pytest_asyncio.fixture
async def store(store_server: PostgreSql | str, published: list[Event], tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    opened: Store
    if isinstance(store_server, PostgreSql):
        opened = await open_store(await store_server.create_database(), published.append)
    elif store_server == "sqlite":
        opened = await open_store(f"sqlite:///{tmp_path}/parlour.db", published.append)
    else:
        opened = MemoryStore(published.append)
    yield opened
    await opened.close()


def forget(_event: Event) -> None:
    """Where nobody listens."""


def room_of(name: str, *, shard: str = SHARD) -> Room:
    """A room that is not yet kept: its id will be given."""
    return Room(
        id=RoomId(0),
        visitor=VisitorId(name),
        channel="default",
        department="support",
        shard=shard,
        service=SERVICE,
        jid=JID(f"{name}-7f3k9q@{SERVICE}"),
        visitor_jid=JID(f"{name}@{shard}"),
        owner=JID(f"support@{shard}"),
        nick=name.title(),
        created_at=NOON,
    )


def enter(work: Work, name: str, *, shard: str = SHARD) -> Room:
    """A visitor with a room."""
    work.put_visitor(Visitor(VisitorId(name), name.title(), "en", NOON))
    return work.add_room(room_of(name, shard=shard))


def begin(work: Work, room: RoomId, *, state: State = State.WAITING, department: str = "support") -> Conversation:
    """A conversation in that room."""
    return work.add_conversation(room=room, department=department, state=state, page=Page(), opened_at=NOON)


def said(
    conversation: Conversation,
    seq: int,
    *,
    side: Side = Side.VISITOR,
    text: str = "Hello",
    cid: str | None = None,
    stanza_id: str | None = None,
    version: int | None = None,
) -> Message:
    """Something said, whose version is its place unless told otherwise."""
    return Message(
        room=conversation.room,
        conversation=conversation.id,
        seq=seq,
        version=seq if version is None else version,
        side=side,
        at=NOON,
        text=text,
        cid=cid,
        stanza_id=stanza_id,
    )


def vera_talks(work: Work) -> Conversation:
    """Vera, her room, and her first conversation."""
    return begin(work, enter(work, "vera").id)


def count_up(work: Work) -> int:
    """Vera's room has one message more; returns how many it has now. A step that was lost shows in the number."""
    room = work.room_of(VisitorId("vera"), lock=True)
    assert room is not None
    grown = replace(room, last_seq=room.last_seq + 1)
    work.put_room(grown)
    return grown.last_seq


def queue(work: Work, lane: JID, cid: str) -> OutgoingId:
    """A line that is still to be said there."""
    row = work.add_outgoing(shard=SHARD, department="support", lane=lane, cid=cid, content=SayInRoom(1, "Hello"))
    return row.id
