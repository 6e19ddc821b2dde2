"""How many lines go there and back in a second, when so many are under way all the time."""

from bench.context import Context, Report
from bench.figures import Row, Target
from bench.load import Talk, talk_full
from bench.rounds import Rounds, cpu, trips
from bench.stage import DIRECT, FLOOR, PARLOUR

_VISITORS = 200
_WINDOW = 200
_TARGET = Target(1.0, is_at_least=True)
_KINDS = (PARLOUR, DIRECT, FLOOR)


async def measure(context: Context) -> Report:
    stage = await context.stage_for(_KINDS, _VISITORS)

    async def phase(kind: str, number: int) -> Talk:
        context.say(f"saturation: round {number} of {context.rounds}, {kind}")
        await stage.rest()
        return await talk_full(stage.visitors[kind], stage.agents, stage.pids, window=_WINDOW, seconds=context.seconds)

    rounds = await Rounds.interleaved(_KINDS, context.rounds, phase)
    value = rounds.spread(PARLOUR, trips)
    both, prosody = cpu("Parlour", "Prosody"), cpu("Prosody")
    rows = [
        Row("round trips a second", "/s", value, rounds.spread(DIRECT, trips), DIRECT, _TARGET),
        Row("round trips a second", "/s", value, rounds.spread(FLOOR, trips), FLOOR),
        Row("processor for a message", "µs", rounds.spread(PARLOUR, both), rounds.spread(DIRECT, prosody), DIRECT),
        Row("… of it Parlour's own", "µs", rounds.spread(PARLOUR, cpu("Parlour"))),
        Row("… and Prosody's", "µs", rounds.spread(PARLOUR, prosody), rounds.spread(FLOOR, prosody), FLOOR),
    ]
    notes = [words for words in (rounds.loads(), rounds.lost()) if words]
    return Report(f"Saturated: {_VISITORS} visitors, {_WINDOW} lines under way", rows, notes)
