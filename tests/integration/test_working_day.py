"""A working day: nobody is forgotten, nothing is lost, and the work is shared."""

import random
import sys
from pathlib import Path
from statistics import mean

import pytest

from bridge.desk import attendance
from bridge.desk.reminders import LONGEST
from bridge.model import MINUTES, Moment, OfferState, State
from bridge.store.work import Work
from tests.integration.working_day import (
    DEPARTMENTS,
    ROUTING,
    SHARD,
    STEP,
    VISITORS,
    WorkingDay,
    make_directory,
    people_of,
    spoken,
)

STEPS = 1_500
HOUR = 60 * MINUTES
CHECKED_EVERY = 5


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_working_day(tmp_path: Path, seed: int) -> None:
    """
    Twenty agents in four departments, five hundred visitors; silence, hand-overs, sign-offs, a server that is away, a
    process that ends in the middle. At no moment is a conversation without somebody who has it, or an offer and a
    timer that will ask again; at the end everything that was acknowledged stands there once, in order.
    """
    day = WorkingDay(f"sqlite:///{tmp_path / 'day.db'}", random.Random(seed))
    await day.begin()
    for number in range(STEPS):
        await day.step()
        if number % CHECKED_EVERY == 0:
            await day.store.read(lambda work: _check(work, day.now))
    assert len(day.said) == VISITORS
    assert day.kills > 5
    for visitor, said in day.said.items():
        assert spoken(await day.log(visitor)) == said
    await day.end()
    _report(day, seed)


def _check(work: Work, now: Moment) -> None:
    directory = make_directory()
    timers = {(each.kind, each.subject): each.due for each in work.due_timers(Moment(now + 10**9), 10**6)}
    for conversation in work.going_on(SHARD):
        pending = [each for each in work.offers(conversation.id) if each.state is OfferState.PENDING]
        asking = timers.get(("offer", str(conversation.id)))
        if conversation.state is State.ACTIVE:
            assert conversation.agent is not None, conversation
            assert ("silence", str(conversation.id)) in timers, conversation
            assert bool(pending) == (work.handover(conversation.id) is not None), conversation
            assert asking is not None or not pending, conversation
        else:
            assert work.handover(conversation.id) is None, conversation
            assert any(each.lane.endswith("-lobby@rooms.example.test") for each in pending), conversation
            department = directory.department(conversation.department)
            if attendance.answering(work, department, now):
                assert asking is not None, conversation
                assert asking <= now + LONGEST + STEP, conversation


def _report(day: WorkingDay, seed: int) -> None:
    """How evenly offers were spread: how often each agent was asked in an hour in which they could have been."""
    said = sum(len(each) for each in day.said.values())
    lines = [f"\nday {seed}: {len(day.said)} visitors, {said} messages, {day.kills} kills"]
    for department in DEPARTMENTS:
        hours = {agent: day.present[agent] * STEP / HOUR for agent in people_of(department)}
        rates = [day.asked[agent] / hours[agent] for agent in hours]
        spread = max(rates) / mean(rates)
        lines.append(f"  {department}: asked {[round(each, 1) for each in rates]} times an hour, spread {spread:.2f}")
        if ROUTING[department] == "round-robin":
            assert spread < 2, lines
    sys.stdout.write("\n".join([*lines, ""]))
