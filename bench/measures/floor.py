"""How many lines the server takes in a second, against a component that does nothing else.

Of one page Parlour takes ten frames a second, so visitors in few rooms cannot fill the server: there, agents write.
"""

from bench.context import Context, Report
from bench.figures import Row, Target
from bench.load import Talk, talk_full
from bench.rounds import Rounds, messages
from bench.stage import DIRECT, FLOOR, PARLOUR

_AGENTS, _VISITORS = "agents'", "visitors'"
_TALKS = ((_AGENTS, 10), (_VISITORS, 200), (_VISITORS, 500), (_AGENTS, 500))
_WINDOW = 128
_TARGET = Target(0.8, is_at_least=True)
_KINDS = (PARLOUR, FLOOR, DIRECT)


async def measure(context: Context) -> Report:
    rows, notes = [], []
    for who, size in _TALKS:
        rounds = await _talk(context, who, size)
        value = rounds.spread(PARLOUR, messages)
        title = f"{who} lines a second, {size} rooms"
        rows.append(Row(title, "/s", value, rounds.spread(FLOOR, messages), FLOOR, _TARGET))
        rows.append(Row(title, "/s", value, rounds.spread(DIRECT, messages), DIRECT))
        notes += [f"{who} lines, {size} rooms: {words}" for words in (rounds.loads(), rounds.lost()) if words]
    return Report(f"Against the bare component, {_WINDOW} lines under way, none answered", rows, notes)


async def _talk(context: Context, who: str, size: int) -> Rounds:
    stage = await context.stage_for(_KINDS, size)
    do_agents_write = who == _AGENTS

    async def phase(kind: str, number: int) -> Talk:
        context.say(f"floor: {who} lines, {size} rooms, round {number} of {context.rounds}, {kind}")
        await stage.rest()
        return await talk_full(
            stage.visitors[kind],
            stage.agents,
            stage.pids,
            window=_WINDOW,
            seconds=context.seconds,
            is_answered=do_agents_write,
            is_monologue=do_agents_write,
        )

    return await Rounds.interleaved(_KINDS, context.rounds, phase)
