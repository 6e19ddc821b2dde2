"""Who waits in line, and who did lately, in every kind of store."""

from dataclasses import replace

from bridge.model import Moment, Page, State
from bridge.queueing import Answered
from bridge.store.work import Store, Work
from tests.integration.stores import NOON, begin, enter


async def test_a_line_is_in_the_order_in_which_they_came(store: Store) -> None:
    """
    Those who wait in one department, as many as were asked for; whoever was taken and waits again is where they were.
    """

    def prepare(work: Work) -> None:
        vera, omid, mina, ali = (enter(work, name).id for name in ("vera", "omid", "mina", "ali"))
        first, taken = begin(work, vera), begin(work, omid)
        begin(work, ali, department="sales")
        begin(work, mina)
        work.put_conversation(replace(taken, state=State.ACTIVE))
        work.put_conversation(replace(first, state=State.ACTIVE, answered_at=NOON))
        work.put_conversation(replace(first, answered_at=NOON))

    await store.change(prepare)
    assert list(await store.read(lambda work: work.line("support", 9))) == ["vera", "mina"]
    assert list(await store.read(lambda work: work.line("support", 1))) == ["vera"]
    assert list(await store.read(lambda work: work.line("sales", 9))) == ["ali"]
    assert list(await store.read(lambda work: work.line("nowhere", 9))) == []


async def test_how_long_those_waited_who_came_lately(store: Store) -> None:
    """
    The latest first, of one department; those who wait still, and those who came before, are left out.
    """

    def prepare(work: Work) -> None:
        room = enter(work, "vera").id
        for minute in range(5):
            department = "sales" if minute == 3 else "support"
            opened_at = Moment(NOON + minute)
            begun = work.add_conversation(
                room=room, department=department, state=State.CLOSED, page=Page(), opened_at=opened_at
            )
            work.put_conversation(replace(begun, answered_at=Moment(opened_at + 7) if minute != 1 else None))

    def waited(minute: int) -> Answered:
        return Answered(Moment(NOON + minute), Moment(NOON + minute + 7))

    await store.change(prepare)
    found = await store.read(lambda work: work.answered_since("support", NOON, 9))
    assert list(found) == [waited(4), waited(2), waited(0)]
    assert list(await store.read(lambda work: work.answered_since("support", NOON, 1))) == [waited(4)]
    assert list(await store.read(lambda work: work.answered_since("support", Moment(NOON + 3), 9))) == [waited(4)]
