"""The pages that visitors saw, and who was shown whose card, in every kind of store."""

from dataclasses import replace

import pytest

from bridge.errors import NotAllowed
from bridge.model import ConversationId, Moment, RoomId, Stay
from bridge.store.work import Store, Work
from tests.integration.stores import ANN, BOB, NOON, begin, enter


def stay(number: int) -> Stay:
    return Stay(f"https://shop.example/{number}", f"Page {number}", Moment(NOON + number))


async def test_a_trail_is_kept_in_its_order(store: Store) -> None:
    """
    The newest pages of one room, the oldest of them first; those of others are others'.
    """

    def prepare(work: Work) -> RoomId:
        vera, omid = enter(work, "vera").id, enter(work, "omid").id
        for number in range(5):
            work.add_page(vera, stay(number))
            work.add_page(omid, stay(number + 10))
        return vera

    room = await store.change(prepare)
    assert list(await store.read(lambda work: work.trail(room, 9))) == [stay(number) for number in range(5)]
    assert list(await store.read(lambda work: work.trail(room, 2))) == [stay(3), stay(4)]
    assert list(await store.read(lambda work: work.trail(RoomId(99), 2))) == []


async def test_a_page_is_left(store: Store) -> None:
    """
    Which one is told by its address and time; one that is not there is nobody's error.
    """
    left = replace(stay(1), left_at=Moment(NOON + 500))

    def prepare(work: Work) -> RoomId:
        room = enter(work, "vera").id
        for number in (1, 2, 3):
            work.add_page(room, stay(number))
        work.add_page(room, replace(stay(1), at=Moment(NOON + 99)))
        work.leave_page(room, left)
        work.leave_page(room, replace(stay(9), left_at=NOON))
        return room

    room = await store.change(prepare)
    kept = await store.read(lambda work: work.trail(room, 9))
    assert [each.left_at for each in kept] == [NOON + 500, None, None, None]


@pytest.mark.parametrize(("keep", "numbers"), [(2, [3, 4]), (5, [0, 1, 2, 3, 4]), (9, [0, 1, 2, 3, 4])])
async def test_old_pages_are_forgotten(store: Store, keep: int, numbers: list[int]) -> None:
    """
    Of the room that is named, and no other.
    """

    def prepare(work: Work) -> tuple[RoomId, RoomId]:
        vera, omid = enter(work, "vera").id, enter(work, "omid").id
        for number in range(5):
            work.add_page(vera, stay(number))
            work.add_page(omid, stay(number))
        work.forget_pages(vera, keep)
        return vera, omid

    vera, omid = await store.change(prepare)
    assert list(await store.read(lambda work: work.trail(vera, 9))) == [stay(number) for number in numbers]
    assert len(await store.read(lambda work: work.trail(omid, 9))) == 5


async def test_an_agent_is_introduced_once(store: Store) -> None:
    """
    In one conversation; saying it again changes nothing.
    """

    def prepare(work: Work) -> tuple[ConversationId, ConversationId]:
        room = enter(work, "vera").id
        return begin(work, room).id, begin(work, room).id

    first, second = await store.change(prepare)
    for _ in range(2):
        await store.change(lambda work: work.set_introduced(first, ANN))
    assert await store.read(lambda work: work.is_introduced(first, ANN))
    assert not await store.read(lambda work: work.is_introduced(first, BOB))
    assert not await store.read(lambda work: work.is_introduced(second, ANN))


async def test_what_would_hang_in_the_air_is_refused(store: Store) -> None:
    """
    A page of no room, a card of no conversation.
    """
    with pytest.raises(NotAllowed):
        await store.change(lambda work: work.add_page(RoomId(99), stay(1)))
    with pytest.raises(NotAllowed):
        await store.change(lambda work: work.set_introduced(ConversationId(99), ANN))
