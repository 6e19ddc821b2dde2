"""How long it takes from nothing to being able to write, sixteen at once."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import count

from bench.context import Context, Report
from bench.figures import Row, Spread, Target, percentile
from bench.stage import DIRECT, PARLOUR, Stage
from bench.wires.direct import DirectVisitor
from bench.wires.visitor import Visitor

_AT_ONCE = 16
_EACH = 20  # one after the other
_QUICK_EACH = 8
_TARGET = Target(0.4)
_FIRST = 1_000_000  # of the numbers of those who only come and go


@dataclass(slots=True)
class _Arrivals:
    """Seconds that each took, and how many came in a second, by round."""

    took: list[list[float]] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    def spread(self, share: float) -> Spread:
        return Spread.of([1000 * percentile(each, share) for each in self.took])


async def measure(context: Context) -> Report:
    stage = await context.stage_for((), 0)
    numbers = count(_FIRST)
    found = {PARLOUR: _Arrivals(), DIRECT: _Arrivals()}
    for number in range(context.rounds):
        for kind, arrivals in found.items():
            context.say(f"connecting: round {number + 1} of {context.rounds}, {kind}")
            size = _AT_ONCE * (_QUICK_EACH if context.is_quick else _EACH)
            await _come(stage, [stage.make(kind, next(numbers)) for _ in range(size)], arrivals)
    ours, theirs = found[PARLOUR], found[DIRECT]
    rows = [
        Row("connect to ready, p50", "ms", ours.spread(0.5), theirs.spread(0.5), DIRECT, _TARGET),
        Row("connect to ready, p99", "ms", ours.spread(0.99), theirs.spread(0.99), DIRECT),
        Row("connects a second", "/s", Spread.of(ours.rates), Spread.of(theirs.rates), DIRECT),
    ]
    notes = ["The direct visitor's room is there already, with the agent in it; Parlour's visitor has none yet."]
    return Report(f"Coming in, {_AT_ONCE} at once", rows, notes)


async def _come(stage: Stage, people: list[Visitor], arrivals: _Arrivals) -> None:
    for begin in range(0, len(people), _AT_ONCE):
        batch = people[begin : begin + _AT_ONCE]
        await asyncio.gather(*(each.prepare() for each in batch if isinstance(each, DirectVisitor)))
    await stage.rest()
    waiting, took = list(people), list[float]()

    async def one_after_another() -> None:
        while waiting:
            visitor, began = waiting.pop(), time.perf_counter()
            await visitor.connect()
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))
    arrivals.rates.append(len(people) / (time.perf_counter() - began))
    arrivals.took.append(took)
    for visitor in people:
        visitor.close()
