"""What a visitor costs in memory, idle and talking: of Parlour, of the server, and of both beside direct visitors."""

from dataclasses import dataclass

from bench.context import Context, Report
from bench.figures import Row, Spread, Target
from bench.load import talk_evenly
from bench.stage import DIRECT, PARLOUR, Stage
from bench.usage import held
from tests.waiting import pause

_SOME, _MANY = 2_000, 10_000
_QUICK = (200, 1_000)
_TALKING, _QUICK_TALKING = 1_000, 100
_HOLD = 5.0  # seconds
_RATE = 100.0
_LIMIT = Target(45.0)
_FLAT = Target(1.05)
_TOGETHER = Target(1.0)


@dataclass(frozen=True, slots=True)
class _Held:
    """Kilobytes (1024 bytes) of each process, for one visitor."""

    parlour: float
    prosody: float

    @property
    def both(self) -> float:
        return self.parlour + self.prosody


async def measure(context: Context) -> Report:
    sizes = _QUICK if context.is_quick else (_SOME, _MANY)
    talking = _QUICK_TALKING if context.is_quick else _TALKING
    some, many = await _grow(context, PARLOUR, sizes)
    *_, direct = await _grow(context, DIRECT, sizes)
    (ours,) = await _grow(context, PARLOUR, (talking,), is_talking=True)
    (theirs,) = await _grow(context, DIRECT, (talking,), is_talking=True)
    least, most = (f"{size:,}" for size in sizes)
    rows = [
        _row(f"Parlour, an idle visitor of {most}", many.parlour, target=_LIMIT),
        _row(f"Parlour, an idle visitor of {most}", many.parlour, some.parlour, f"of {least}", _FLAT),
        _row(f"Parlour and Prosody, an idle visitor of {most}", many.both, direct.prosody, DIRECT, _TOGETHER),
        _row(f"Parlour, a talking visitor of {talking:,}", ours.parlour),
        _row(f"Parlour and Prosody, a talking visitor of {talking:,}", ours.both, theirs.prosody, DIRECT),
    ]
    notes = [
        "Memory by share (PSS). An idle direct visitor is in a room with an agent; Parlour's has none until they write."
    ]
    return Report("Memory for one visitor", rows, notes)


async def _grow(context: Context, kind: str, sizes: tuple[int, ...], *, is_talking: bool = False) -> list[_Held]:
    """What one visitor costs, at each of these sizes."""
    await context.clear()
    stage = await context.stage_for((), 0)
    bare, found = _held(stage), []
    for size in sizes:
        context.say(f"memory: {size:,} visitors, {kind}")
        await stage.grow((kind,), size, context.say, is_talking=is_talking)
        if is_talking:
            people = stage.visitors[kind]
            await talk_evenly(people, stage.agents, stage.pids, rate=_RATE, seconds=2 * size / _RATE)
        await pause(_HOLD)
        now = _held(stage)
        found.append(_Held((now[0] - bare[0]) / size / 1024, (now[1] - bare[1]) / size / 1024))
    return found


def _held(stage: Stage) -> tuple[int, int]:
    return held(stage.bridge.pid), held(stage.server.pid)


def _row(title: str, value: float, peer: float | None = None, name: str = "", target: Target | None = None) -> Row:
    beside = None if peer is None else Spread.of([peer])
    return Row(title, "kB", Spread.of([value]), beside, name, target)
