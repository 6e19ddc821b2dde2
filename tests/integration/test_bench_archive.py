"""The past that the benchmark makes for the store is one that the desk can read."""

from pathlib import Path

from bench.archive import MESSAGES_EACH, make_archive
from bridge.model import Side, VisitorId
from bridge.store.sql import open_store

ROOMS = 3


async def test_a_made_past_is_read_as_any_other(tmp_path: Path) -> None:
    """
    Its rooms, conversations and messages have every column where the tables have it.
    """
    path = tmp_path / "past.db"
    assert await make_archive(path, ROOMS * MESSAGES_EACH, lambda _progress: None) == ROOMS
    store = await open_store(f"sqlite:///{path}", lambda _event: None)
    room = await store.read(lambda work: work.room_of(VisitorId("v2")))
    assert room is not None
    conversation = await store.read(lambda work: work.last_conversation(room.id))
    messages = await store.read(lambda work: work.messages_after(room.id, 0, MESSAGES_EACH + 1))
    await store.close()
    assert conversation is not None
    assert (conversation.agent_name, conversation.department) == ("Ann", "support")
    assert [each.seq for each in messages] == list(range(1, MESSAGES_EACH + 1))
    assert {each.side for each in messages} == {Side.VISITOR, Side.AGENT}
    assert (room.owner, room.last_seq) == ("support@livechat.example.org", MESSAGES_EACH)
