"""How long a line is under way, each way, with few and with many visitors."""

from bench.context import Context, Report
from bench.figures import Row, Spread, Target
from bench.load import Talk, talk_evenly
from bench.rounds import Reading, Rounds, back, cpu, there
from bench.stage import DIRECT, FLOOR, PARLOUR

_RATE = 100.0  # messages of visitors a second; each is answered
_SIZES = (50, 200, 500, 2_000)
_QUICK_SIZES = (200,)
_JUDGED = (200, 2_000)
_MEDIAN = Target(1.4)
_TAIL = Target(1.5, slack=5.0)
_GROWTH = Target(1.2)
_WAYS = (("visitor → agent", there), ("agent → visitor", back))
_KINDS = (PARLOUR, DIRECT, FLOOR)


async def measure(context: Context) -> Report:
    found = {size: await _talk(context, size) for size in (_QUICK_SIZES if context.is_quick else _SIZES)}
    rows, notes = [], []
    for size, rounds in found.items():
        rows += _rows(rounds, size)
        notes += [f"{size:,} visitors: {words}" for words in (rounds.loads(), rounds.lost()) if words]
    rows += [row for name, way in _WAYS for row in _growth(found, name, way(0.5))]
    return Report(f"One way, {_RATE:g} messages a second, each answered", rows, notes)


async def _talk(context: Context, size: int) -> Rounds:
    stage = await context.stage_for(_KINDS, size)

    async def phase(kind: str, number: int) -> Talk:
        context.say(f"latency: {size:,} visitors, round {number} of {context.rounds}, {kind}")
        await stage.rest()
        return await talk_evenly(stage.visitors[kind], stage.agents, stage.pids, rate=_RATE, seconds=context.seconds)

    return await Rounds.interleaved(_KINDS, context.rounds, phase)


def _rows(rounds: Rounds, size: int) -> list[Row]:
    rows = []
    is_judged = size in _JUDGED
    for name, way in _WAYS:
        for share, target in ((0.5, _MEDIAN), (0.99, _TAIL)):
            title = f"{name}, {size:,} visitors, p{100 * share:.0f}"
            value, peer = rounds.spread(PARLOUR, way(share)), rounds.spread(DIRECT, way(share))
            rows.append(Row(title, "ms", value, peer, DIRECT, target if is_judged else None))
        rows.append(_floor_row(rounds, f"{name}, {size:,} visitors, p50", way(0.5)))
    value, peer = rounds.spread(PARLOUR, cpu("Parlour", "Prosody")), rounds.spread(DIRECT, cpu("Prosody"))
    rows.append(Row(f"processor for a message, {size:,} visitors", "µs", value, peer, DIRECT))
    rows.append(Row("… of it Parlour's own", "µs", rounds.spread(PARLOUR, cpu("Parlour"))))
    return rows


def _floor_row(rounds: Rounds, title: str, reading: Reading) -> Row:
    return Row(title, "ms", rounds.spread(PARLOUR, reading), rounds.spread(FLOOR, reading), FLOOR)


def _growth(found: dict[int, Rounds], name: str, reading: Reading) -> list[Row]:
    least, most = min(found), max(found)
    if least == most:
        return []
    few: Spread = found[least].spread(PARLOUR, reading)
    many = found[most].spread(PARLOUR, reading)
    return [Row(f"{name}, {most:,} visitors, p50", "ms", many, few, f"with {least}", _GROWTH)]
