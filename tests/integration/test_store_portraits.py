"""Agents' photos, in every kind of store."""

from bridge.model import Portrait
from bridge.store.work import Store
from tests.integration.stores import ANN, BOB

EVERY_BYTE = bytes(range(256))


async def test_a_photo_comes_back_to_the_byte(store: Store) -> None:
    """
    By its name; the one before is gone, and so is the one of whoever is forgotten.
    """
    await store.change(lambda work: work.put_portrait(Portrait(BOB, "m", "b.png"), b"Bob"))
    await store.change(lambda work: work.put_portrait(Portrait(ANN, "m", "a.png"), b"Ann"))
    await store.change(lambda work: work.put_portrait(Portrait(ANN, "n", "c.gif"), EVERY_BYTE))
    kept = await store.read(lambda work: list(work.portraits()))
    assert kept == [Portrait(ANN, "n", "c.gif"), Portrait(BOB, "m", "b.png")]
    assert await store.read(lambda work: work.picture("c.gif")) == EVERY_BYTE
    assert await store.read(lambda work: work.picture("a.png")) is None
    await store.change(lambda work: work.forget_portrait(ANN))
    assert await store.read(lambda work: work.picture("c.gif")) is None
    assert await store.read(lambda work: work.picture("b.png")) == b"Bob"
