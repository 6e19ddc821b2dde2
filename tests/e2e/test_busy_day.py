"""A working day with everything real: nobody is forgotten, nothing is lost, and the work is shared."""

import asyncio
import os
import random
import sys
import time
from contextlib import AsyncExitStack
from statistics import mean

import pytest

from tests.agents.agent import Agent
from tests.e2e.busy_day import DEPARTMENTS, Day, Shift, house, people_of
from tests.servers.bridge import RunningBridge
from tests.servers.fixtures import StartBridge, StartServer
from tests.servers.proxy import Proxy
from tests.servers.xmpp import Kind, ServerSettings, XmppServer
from tests.waiting import eventually, pause

SEED = int(os.environ["PARLOUR_SEED"])
VISITORS = 500
KILLS = ("bridge", "wire", "server", "bridge")
OVERDUE = 60.0  # seconds by which a timer may be late while everything is being killed, on a busy machine

_LATE_TIMERS = "SELECT kind, subject FROM timers WHERE due < ?"
_UNOWNED = """
    SELECT id, state FROM conversations AS c WHERE state = 'active' AND (agent IS NULL OR NOT EXISTS
        (SELECT 1 FROM timers WHERE kind = 'silence' AND subject = CAST(c.id AS TEXT)))
    UNION ALL
    SELECT id, state FROM conversations AS c WHERE state = 'waiting' AND NOT EXISTS
        (SELECT 1 FROM offers WHERE conversation = c.id AND state = 'pending')
"""
_SPOKEN = """
    SELECT v.name, m.side, m.text, m.delivery, m.author FROM messages AS m JOIN rooms AS r ON r.id = m.room
    JOIN visitors AS v ON v.id = r.visitor WHERE m.side <> 'notice' ORDER BY m.room, m.seq
"""


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_a_busy_day(server_kind: Kind, start_server: StartServer, start_bridge: StartBridge) -> None:
    """
    Twenty agents in four departments, who take, decline, overlook, answer, hand over, leave, sign each other off and go
    away; five hundred visitors, who ask and fall silent; bridge, server and the wire between them are killed. At no
    moment is a conversation without somebody who has it or an offer; at the end everything that its author was told of
    stands in the store once, in order, and every visitor's word is in its room.
    """
    server = await start_server(server_kind, ServerSettings(tuned=True))
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(Proxy(server.component_port))
        agents = [await _come(stack, server, name) for key in DEPARTMENTS for name in people_of(key)]
        bridge = await start_bridge(server, component_port=proxy.port, settings=house(server.host))
        lot = random.Random(SEED)
        shifts = [Shift(each, bridge, random.Random(lot.random())) for each in agents]
        for shift in shifts:
            await shift.begin()
        day = Day(bridge, shifts, lot, VISITORS)
        async with asyncio.TaskGroup() as everything:
            endless = [everything.create_task(each) for each in (_watch(bridge), *(shift.work() for shift in shifts))]
            everything.create_task(_kill(day, server, proxy))
            await day.run()
            await asyncio.gather(*(each.back_to_work() for each in shifts))
            await eventually(lambda: _is_over(bridge), within=120, every=0.5)
            for task in endless:
                task.cancel()
        _check(day)
        _report(day, server_kind)


async def _come(stack: AsyncExitStack, server: XmppServer, name: str) -> Agent:
    return await stack.enter_async_context(Agent(server, f"{name}@{server.host}"))


async def _kill(day: Day, server: XmppServer, proxy: Proxy) -> None:
    for number, what in enumerate(KILLS, 1):
        await eventually(lambda number=number: day.arrived > VISITORS * number / (len(KILLS) + 1), within=600)  # type: ignore[misc]
        if what == "bridge":
            await day.bridge.kill()
            await day.bridge.start(until_ready=False)
        elif what == "server":
            await server.kill()
            await server.start()
        else:
            proxy.cut()


async def _watch(bridge: RunningBridge) -> None:
    """What must be true at every moment, and is looked at as often as that goes without getting in the way."""
    while True:
        unowned = bridge.query(_UNOWNED)
        assert not unowned, f"nobody has these, and nobody is asked: {unowned}"
        late = bridge.query(_LATE_TIMERS, int((time.time() - OVERDUE) * 1000))
        assert not late, f"these should have been looked at long ago: {late}"
        await pause(0.5)


def _is_over(bridge: RunningBridge) -> bool:
    """Everybody was answered, or told that nobody does; every conversation ended by itself; all is sent."""
    ((going_on,),) = bridge.query("SELECT count(*) FROM conversations WHERE state <> 'closed'")
    ((unsent,),) = bridge.query("SELECT count(*) FROM outgoing")
    assert not going_on, f"{going_on} conversations go on"
    assert not unsent, f"{unsent} rows are unsent"
    return True


def _check(day: Day) -> None:
    spoken = day.bridge.query(_SPOKEN)
    for name, said in day.acknowledged.items():
        own = [row for row in spoken if row[0] == name and row[1] == "visitor"]
        assert [text for _, _, text, _, _ in own] == said, name
        assert {delivery for _, _, _, delivery, _ in own} <= {"in_room"}, name
    kept = [text for _, side, text, _, _ in spoken if side == "agent"]
    assert len(kept) == len(set(kept)), "an agent's word stands twice"
    heard = 0
    for shift in day.shifts:
        for room in shift.said:
            echoed = shift.echoed(room)
            assert [text for text in kept if text in set(echoed)] == echoed, f"{shift.agent.jid} in {room}"
            heard += len(echoed)
    assert heard > VISITORS, "this was no day's work"
    assert len(day.answered) > VISITORS / 2


def _report(day: Day, kind: Kind) -> None:
    """How evenly first offers were spread among those of one department."""
    ((messages,),) = day.bridge.query("SELECT count(*) FROM messages WHERE side <> 'notice'")
    ((conversations,),) = day.bridge.query("SELECT count(*) FROM conversations")
    head = f"busy day on {kind}, seed {SEED}: {len(day.acknowledged)} visitors ({len(day.answered)} answered)"
    lines = ["", f"{head}, {conversations} conversations, {messages} messages, {len(KILLS)} kills"]
    for department in DEPARTMENTS:
        asked = [shift.asked for shift in day.shifts if shift.department == department]
        lines.append(f"  {department}: asked {asked}, spread {max(asked) / mean(asked):.2f}")
    sys.stdout.write("\n".join([*lines, ""]))
