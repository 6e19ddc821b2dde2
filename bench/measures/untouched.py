"""What an untouched Prosody costs: it waits for an acknowledgement before it sends the second small stanza (Nagle)."""

from contextlib import AsyncExitStack

from bench.context import Context, Report
from bench.figures import Row, Target
from bench.load import Talk, talk_evenly
from bench.rounds import Rounds, back, there
from bench.stage import FLOOR, PARLOUR, staged

#: With the bare component's rooms they still fit the 100 that an untouched Prosody keeps in memory.
_VISITORS = 40
_RATE = 100.0
_TARGET = Target(2.0)
_UNTOUCHED, _TUNED = "untouched", "tuned"


async def measure(context: Context) -> Report:
    await context.clear()
    async with AsyncExitStack() as stages:
        context.say("untouched: starting two servers, one of them untouched")
        stood = {
            _UNTOUCHED: await stages.enter_async_context(staged(is_tuned=False)),
            _TUNED: await stages.enter_async_context(staged()),
        }
        for stage in stood.values():
            await stage.grow((PARLOUR, FLOOR), _VISITORS, context.say)

        async def phase(kind: str, number: int) -> Talk:
            context.say(f"untouched: round {number} of {context.rounds}, {kind}")
            server, population = kind.split()
            stage = stood[server]
            await stage.rest()
            return await talk_evenly(
                stage.visitors[population], stage.agents, stage.pids, rate=_RATE, seconds=context.seconds
            )

        kinds = [f"{server} {population}" for population in (PARLOUR, FLOOR) for server in stood]
        rounds = await Rounds.interleaved(kinds, context.rounds, phase)
    rows = []
    for name, way, target in (("agent → visitor", back(0.5), _TARGET), ("visitor → agent", there(0.5), None)):
        for population in (PARLOUR, FLOOR):
            untouched, tuned = (rounds.spread(f"{server} {population}", way) for server in (_UNTOUCHED, _TUNED))
            judged = target if population == PARLOUR else None
            rows.append(Row(f"{population}, {name}, p50", "ms", untouched, tuned, _TUNED, judged))
    return Report(f"On an untouched Prosody, {_VISITORS} visitors, {_RATE:g} messages a second", rows)
