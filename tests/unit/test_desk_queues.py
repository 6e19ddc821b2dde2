"""Who waits where, as a desk knows it, and whom it tells."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bridge.bus import EVERYTHING, Bus, Listener, visitor_key
from bridge.desk import Desk, Target, Wish
from bridge.desk.queues import IN_LINE, STALE
from bridge.directory import Agent
from bridge.errors import Unavailable
from bridge.events import Missed, TurnChanged
from bridge.model import Moment, VisitorId
from bridge.queueing import BASIS, LONGEST, Turn
from bridge.store.memory import MemoryStore
from tests.unit.desks import ANN, BOB, OMID, SHARD, VERA, Clock, Office, directory, tokens
from tests.unit.houses import CLEO, DORA, LEAD

MINA = VisitorId("mina")
EVERYBODY = (VERA, OMID, MINA)


class Counting(MemoryStore):
    """Counts how often it is asked. When it `is_away` it does not answer."""

    asked = 0
    is_away = False

    async def read(self, look: Callable[[Any], Any]) -> Any:
        if self.is_away:
            raise Unavailable("The store is away.")
        self.asked += 1
        return await super().read(look)


@dataclass
class Process:
    """A desk, and what its visitors' pages hear."""

    office: Office
    store: Counting
    bus: Bus

    async def come(self, *visitors: VisitorId) -> None:
        """They write, one after the other."""
        for visitor in visitors:
            await self.office.write("Hello?", visitor=visitor, name=visitor.title())

    async def take(self, visitor: VisitorId) -> None:
        """Ann answers."""
        await self.office.desk.agent_writes(await self.office.heard(visitor=visitor), "I look", fence=self.office.fence)

    async def looks(self) -> int:
        """How often the store is asked when it is time to look."""
        before = self.store.asked
        await self.office.desk.queues.settle()
        return self.store.asked - before

    def turns(self, department: str = "support") -> list[Turn | None]:
        """Of Vera, Omid and Mina."""
        return [self.office.desk.queues.of(department, visitor) for visitor in EVERYBODY]

    def places(self, department: str = "support") -> list[int | None]:
        return [turn.place if turn else None for turn in self.turns(department)]

    def listen(self) -> list[Listener]:
        """The pages of Vera, Omid and Mina."""
        return [self.bus.listen(visitor_key(visitor)) for visitor in EVERYBODY]


async def start(**of_department: Any) -> Process:
    """The first process, which speaks for the shard. Beside support there is sales, where Dora answers and Cleo
    supervises.
    """
    bus, clock, names = Bus(), Clock(), tokens()
    store = Counting(bus.publish)
    fence = await store.claim(SHARD, "test", life=3600)
    assert fence is not None
    people = directory(**of_department)
    others = {DORA: Agent(DORA, "Dora"), CLEO: LEAD}
    sales = replace(people.departments["support"], key="sales", agents=others)
    people = replace(people, departments={**people.departments, "sales": sales})
    desk = Desk(store, bus, people, clock=clock, token=lambda length: next(names)[-length:])
    return Process(Office(desk, store, bus.listen(EVERYTHING), clock, fence, bus), store, bus)


def start_another(first: Process) -> Process:
    """One that shares the store, and hears nothing of what happens in the first."""
    bus = Bus()
    desk = Desk(
        first.store, bus, first.office.desk.directory, clock=first.office.clock, token=lambda length: "x" * length
    )
    return Process(replace(first.office, desk=desk), first.store, bus)


def told(pages: list[Listener]) -> list[int]:
    """How often each page has been told to look at its turn since the last time."""
    return [sum(isinstance(event, TurnChanged) for event in page.drain()) for page in pages]


async def test_the_line_moves_up() -> None:
    """
    When the first is taken the others are told, once; whoever has gone on is told nothing.
    """
    here = await start()
    pages = here.listen()
    await here.come(VERA, OMID, MINA)
    assert (await here.looks(), here.places(), told(pages)) == (1, [1, 2, 3], [1, 1, 1])
    await here.take(VERA)
    assert (await here.looks(), here.places()) == (1, [None, 1, 2])
    assert told(pages) == [0, 1, 1]
    await here.office.desk.close(Wish(ANN, "support"), fence=here.office.fence)
    await here.come(VERA)
    assert (await here.looks(), here.places(), told(pages)) == (1, [3, 1, 2], [1, 0, 0])


async def test_whoever_waits_again_is_where_they_were() -> None:
    """
    Before those who came later: the agent left them, they did not leave the line.
    """
    here = await start()
    await here.come(VERA, OMID)
    await here.take(VERA)
    await here.looks()
    await here.office.desk.sign_off(CLEO, ANN, fence=here.office.fence)
    assert (await here.looks(), here.places()) == (1, [1, 2, None])


async def test_one_look_is_enough_for_all() -> None:
    """
    However many come, go and ask, the store is asked once; and not at all while nothing moves, whatever is said in a
    conversation that somebody has.
    """
    here = await start()
    await here.come(VERA, OMID, MINA)
    assert [here.places() for _ in range(50)] == [[None] * 3] * 50
    assert (await here.looks(), await here.looks()) == (1, 0)
    await here.take(VERA)
    assert await here.looks() == 1
    await here.office.write("And my parcel?")
    await here.take(VERA)
    assert await here.looks() == 0


async def test_nobody_in_line_is_nobody_to_look_for() -> None:
    """
    Once the last one has been taken, nothing is known and nothing is asked any more.
    """
    here = await start()
    await here.come(VERA)
    await here.looks()
    await here.take(VERA)
    await here.looks()
    here.office.clock.pass_minutes(60)
    assert await here.looks() == 0


async def test_what_another_process_did_is_seen_soon() -> None:
    """
    Its pages ask, which costs nothing, and are told with the next look; what moves elsewhere, ten seconds later.
    """
    here = await start()
    await here.come(VERA, OMID)
    there = start_another(here)
    pages = there.listen()
    asked = here.store.asked
    assert (there.places(), here.store.asked) == ([None] * 3, asked)
    assert (await there.looks(), told(pages)) == (1, [1, 1, 0])
    await here.take(VERA)
    assert (await there.looks(), there.office.desk.queues.of("support", OMID)) == (0, Turn(2, None))
    here.office.clock.now = Moment(here.office.clock.now + STALE)
    assert (await there.looks(), there.office.desk.queues.of("support", OMID)) == (1, Turn(1, None))
    assert told(pages) == [0, 1, 0]


async def test_what_was_not_heard_is_read() -> None:
    """
    After `Missed` every line in which somebody waits is looked at again.
    """
    here = await start()
    await here.come(VERA)
    await here.looks()
    here.bus.publish(Missed())
    assert await here.looks() == 1


async def test_while_the_store_is_away_the_last_word_stands() -> None:
    """
    Nobody is told anything else, and the line is looked at when the store is back.
    """
    here = await start()
    await here.come(VERA)
    await here.looks()
    await here.come(OMID)
    here.store.is_away = True
    assert (await here.looks(), here.places()) == (0, [1, None, None])
    here.store.is_away = False
    assert (await here.looks(), here.places()) == (1, [1, 2, None])


async def test_each_department_has_its_own_line() -> None:
    """
    Whoever waits for another one leaves this one's line, and those behind them move up.
    """
    here = await start()
    await here.come(VERA, OMID)
    await here.looks()
    where = Target(department="sales")
    await here.office.desk.transfer(Wish(ANN, "support", number=1), where, fence=here.office.fence)
    assert await here.looks() == 2
    assert (here.places("support"), here.places("sales")) == ([None, 1, None], [1, None, None])


async def test_a_department_may_keep_it_to_itself() -> None:
    """
    With `show_place: false` nobody looks, and nobody is told; also when that is set while people wait.
    """
    quiet = await start(shows_place=False)
    await quiet.come(VERA)
    assert (await quiet.looks(), quiet.places()) == (0, [None] * 3)
    here = await start()
    await here.come(VERA)
    await here.looks()
    here.office.desk.directory = quiet.office.desk.directory
    assert (here.places(), await here.looks()) == ([None] * 3, 0)
    here.office.clock.pass_minutes(60)
    assert await here.looks() == 0


async def test_a_long_line_is_told_as_far_as_it_is_read() -> None:
    """
    Behind the five hundredth nobody is told a place.
    """
    here = await start()
    await here.come(*(VisitorId(f"v{number}") for number in range(IN_LINE)), VERA)
    await here.looks()
    assert here.office.desk.queues.of("support", VisitorId(f"v{IN_LINE - 1}")) == Turn(IN_LINE, None)
    assert here.places() == [None] * 3


async def test_the_wait_is_told_by_those_who_were_answered() -> None:
    """
    Five had to wait for two minutes each. While the next one is not taken it takes longer; an agent who comes makes it
    what it was.
    """
    here = await start()
    for number in range(BASIS):
        await here.come(VisitorId(f"v{number}"))
        here.office.clock.pass_minutes(2)
        await here.take(VisitorId(f"v{number}"))
    await here.come(VERA, OMID)
    await here.looks()
    assert here.turns()[:2] == [Turn(1, 2), Turn(2, 4)]
    here.office.clock.pass_minutes(7)
    await here.looks()
    assert here.turns()[:2] == [Turn(1, 7), Turn(2, 9)]
    here.office.clock.pass_minutes(60)
    await here.looks()
    assert here.turns()[:2] == [Turn(1, LONGEST + 1), Turn(2, LONGEST + 1)]
    await here.office.on_duty(BOB)
    await here.come(MINA)
    await here.looks()
    assert here.turns() == [Turn(1, 2), Turn(2, 4), Turn(3, 6)]
