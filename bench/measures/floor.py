"""How many visitors' lines the server takes in a second, against a component that does nothing else."""

from bench.context import Context, Report
from bench.figures import Row, Target
from bench.load import Talk, talk_full
from bench.rounds import Rounds, messages
from bench.stage import DIRECT, FLOOR, PARLOUR

#: Parlour takes ten frames a second of one page, so fewer rooms cannot fill the server.
_ROOMS = (200, 500)
_WINDOW = 128
_TARGET = Target(0.8, is_at_least=True)
_KINDS = (PARLOUR, FLOOR, DIRECT)


async def measure(context: Context) -> Report:
    rows, notes = [], []
    for size in _ROOMS:
        rounds = await _talk(context, size)
        value = rounds.spread(PARLOUR, messages)
        title = f"visitors' lines a second, {size} rooms"
        rows.append(Row(title, "/s", value, rounds.spread(FLOOR, messages), FLOOR, _TARGET))
        rows.append(Row(title, "/s", value, rounds.spread(DIRECT, messages), DIRECT))
        notes += [f"{size} rooms: {words}" for words in (rounds.loads(), rounds.lost()) if words]
    return Report(f"Against the bare component, {_WINDOW} lines under way, none answered", rows, notes)


async def _talk(context: Context, size: int) -> Rounds:
    stage = await context.stage_for(_KINDS, size)

    async def phase(kind: str, number: int) -> Talk:
        context.say(f"floor: {size} rooms, round {number} of {context.rounds}, {kind}")
        await stage.rest()
        people = stage.visitors[kind]
        return await talk_full(
            people, stage.agents, stage.pids, window=_WINDOW, seconds=context.seconds, is_answered=False
        )

    return await Rounds.interleaved(_KINDS, context.rounds, phase)
