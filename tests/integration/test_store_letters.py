"""Letters, in every kind of store."""

from dataclasses import replace

from bridge.letters import Letter, LetterId, Transcript
from bridge.model import ConversationId, Moment
from bridge.store.work import Store
from tests.integration.stores import ANN, NOON, SHARD

LETTER = Letter(
    id=LetterId(0),
    shard=SHARD,
    department="support",
    asker=ANN,
    recipient="vera@example.org",
    cid="t1",
    topic=Transcript(ConversationId(7), until=12, language="fa"),
    created_at=NOON,
    due_at=NOON,
)


async def test_letters_are_due_in_their_order(store: Store) -> None:
    """
    Those of the shard alone, as they were ordered; what is put off comes later, what is removed never.
    """
    first = await store.change(lambda work: work.add_letter(LETTER))
    second = await store.change(lambda work: work.add_letter(replace(LETTER, recipient="omid@example.org")))
    await store.change(lambda work: work.add_letter(replace(LETTER, shard="elsewhere")))
    assert first == replace(LETTER, id=first.id)
    assert await store.read(lambda work: list(work.due_letters(SHARD, NOON, 9))) == [first, second]
    assert await store.read(lambda work: list(work.due_letters(SHARD, Moment(NOON - 1), 9))) == []
    later = replace(first, due_at=Moment(NOON + 1), attempts=1)
    await store.change(lambda work: work.put_letter(later))
    assert await store.read(lambda work: list(work.due_letters(SHARD, later.due_at, 9))) == [second, later]
    assert await store.read(lambda work: list(work.due_letters(SHARD, later.due_at, 1))) == [second]
    await store.change(lambda work: work.remove_letter(second.id))
    assert await store.read(lambda work: work.letter(second.id)) is None
    assert await store.read(lambda work: (work.letter(first.id), work.count_letters(SHARD))) == (later, 1)
