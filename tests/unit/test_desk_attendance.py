"""Whatever happens to agents and their hours: pages know how it stands, and nobody is disturbed who is not there."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.duty import takes_new
from bridge.errors import NotAllowed
from bridge.events import DutyChanged
from bridge.hours import Hours
from bridge.model import JID, Duty, DutyWish, State, VisitorId
from bridge.outgoing import Announce
from bridge.routing import STRATEGIES
from tests.unit.desks import ANN, BOB, SHARD, Office, open_office

SHOWS = ("", "away", "dnd")
# Every other half hour; the clock begins in one that is closed.
HOURS = Hours("UTC", (tuple((hour * 60 + 30, hour * 60 + 60) for hour in range(24)),) * 7)

agents = st.sampled_from([ANN, BOB])
steps = st.one_of(
    st.tuples(st.just("lobby"), agents, st.sampled_from([None, *SHOWS])),
    st.tuples(st.just("devices"), agents, st.none() | st.sets(st.sampled_from(SHOWS))),
    st.tuples(st.just("wish"), agents, st.sampled_from(list(DutyWish))),
    st.tuples(st.just("time"), st.just(ANN), st.sampled_from([0.4, 6, 20])),
    st.tuples(st.just("write"), st.just(ANN), st.none()),
)


@dataclass
class Watch:
    """What pages were told last, and whom a line has alerted."""

    office: Office
    is_open: bool = False
    visitors: int = 0
    lines: set[str] = field(default_factory=set)

    async def take(self, step: tuple[str, JID, object]) -> None:
        kind, agent, what = step
        desk, fence = self.office.desk, self.office.fence
        match kind, what:
            case "lobby", str(show):
                await self.office.on_duty(agent, show)
            case "lobby", _:
                await desk.lobby_left("support", agent, fence=fence)
            case "devices", set() | None as shows:
                await desk.presence_seen(agent, shows, fence=fence)
            case "wish", DutyWish() as wanted:
                try:
                    await desk.wish_duty("support", agent, wanted, fence=fence)
                except NotAllowed:
                    assert wanted is DutyWish.ON
            case "time", int() | float() as minutes:
                self.office.clock.pass_minutes(minutes)
                await desk.tick(fence=fence)
            case _:
                self.visitors += 1
                await self.office.write("Hello?", visitor=VisitorId(f"visitor-{self.visitors}"))

    async def look(self) -> None:
        told = [event for event in self.office.listener.drain() if isinstance(event, DutyChanged)]
        self.is_open = told[-1].is_open if told else self.is_open
        duties = await self.office.desk.duties("support")
        is_within = HOURS.is_open(self.office.clock.now)
        assert self.is_open == (is_within and any(map(takes_new, duties)))
        assert self.is_open == await self.office.desk.is_open("support")
        for agent in (ANN, BOB):
            await self._check_alerts(agent, next((each for each in duties if each.agent == agent), None), is_within)

    async def _check_alerts(self, agent: JID, duty: Duty | None, is_within: bool) -> None:
        for row in await self.office.outbox(agent):
            content, is_new = row.content, row.cid not in self.lines
            self.lines.add(row.cid)
            if not is_new or not isinstance(content, Announce) or content.state is not State.WAITING or content.is_over:
                continue
            assert is_within, "at night"
            if content.reminders != 2:
                assert duty is not None
                assert takes_new(duty)
            assert duty is None or duty.wish not in (DutyWish.OFF, DutyWish.DRAINING)
            await self.office.desk.done(row.id, fence=self.office.fence)


@pytest.mark.parametrize("routing", sorted(STRATEGIES))
@given(st.lists(steps, max_size=25))
@settings(max_examples=25, deadline=None)
def test_pages_know_how_it_stands_and_nobody_absent_is_disturbed(
    routing: str, life: list[tuple[str, JID, object]]
) -> None:
    """
    After every step the last thing told is true; a line that alerts went to somebody who takes new visitors, within
    hours; only the second reminder asks those who are off duty, unless they said so.
    """

    async def live() -> None:
        office = await open_office(hours=HOURS, routing=routing)
        await office.desk.follow_directory(SHARD, fence=office.fence)
        watch = Watch(office)
        for step in life:
            await watch.take(step)
            await watch.look()

    asyncio.run(live())
