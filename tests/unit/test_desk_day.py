"""A day at the desk: visitors who come and fall silent, agents who take, decline, ignore and go; by every routing."""

import random
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

import pytest

from bridge.desk import Wish
from bridge.desk.reminders import LONGEST
from bridge.directory import Agent
from bridge.model import (
    JID,
    SECONDS,
    Conversation,
    ConversationId,
    Moment,
    Offer,
    OfferState,
    Room,
    RoomId,
    State,
    VisitorId,
)
from bridge.outgoing import Announce
from bridge.routing import STRATEGIES
from bridge.store.work import Work
from tests.unit.desks import LOBBY, SHARD, Office, open_office

AGENTS = [JID(f"agent-{number}@example.test") for number in range(8)]
STEP = 5  # seconds
STEPS = 900
VISITORS = 60


@dataclass
class Day:
    """One day. `lot` decides everything, so that a day can be had again."""

    office: Office
    lot: random.Random
    here: set[JID] = field(default_factory=set)
    asked: Counter[JID] = field(default_factory=Counter)
    visitors: list[VisitorId] = field(default_factory=list)

    async def step(self) -> None:
        """Some seconds, in which one or two things happen."""
        self.office.clock.pass_minutes(STEP / 60)
        await self.office.desk.tick(fence=self.office.fence)
        await self._send()
        for act in self.lot.sample([self._arrive, self._answer, self._duty, self._talk, self._close], 2):
            await act()

    async def everybody_comes_and_takes(self) -> None:
        """The end of the day: whoever waits is answered."""
        for agent in AGENTS:
            await self.office.on_duty(agent)
        for conversation in await self.of_state(State.WAITING):
            await self.office.desk.take(Wish(AGENTS[0], "support", number=conversation.id), fence=self.office.fence)

    async def of_state(self, *states: State) -> list[Conversation]:
        """All that are so."""
        going_on = await self.office.store.read(lambda work: list(work.going_on(SHARD)))
        return [each for each in going_on if each.state in states]

    async def _send(self) -> None:
        """The server takes whatever is to be sent."""
        for row in await self.office.outbox():
            if isinstance(row.content, Announce) and row.content.replaces is None and row.lane != LOBBY:
                self.asked[row.lane] += 1
            await self.office.desk.arrived(row.lane, row.cid, None, fence=self.office.fence)

    async def _arrive(self) -> None:
        if len(self.visitors) < VISITORS and self.lot.random() < 0.5:
            self.visitors.append(VisitorId(f"visitor-{len(self.visitors)}"))
            await self.office.write("Hello", visitor=self.visitors[-1], name=f"V{len(self.visitors)}")

    async def _answer(self) -> None:
        """Whoever is asked takes, declines, or does not look."""
        for conversation in await self.of_state(State.WAITING):
            offers = await self.office.store.read(partial(_offers, number=conversation.id))
            pending = [each.lane for each in offers if each.state is OfferState.PENDING and each.lane != LOBBY]
            if not pending or self.lot.random() < 0.6:
                continue
            wish = Wish(self.lot.choice(pending), "support", number=conversation.id)
            does = self.office.desk.take if self.lot.random() < 0.7 else self.office.desk.decline
            await does(wish, fence=self.office.fence)

    async def _duty(self) -> None:
        if self.lot.random() < 0.2:
            agent = self.lot.choice(AGENTS)
            if agent in self.here:
                self.here.discard(agent)
                await self.office.desk.lobby_left("support", agent, fence=self.office.fence)
            else:
                self.here.add(agent)
                await self.office.on_duty(agent)

    async def _talk(self) -> None:
        for conversation in await self.of_state(State.ACTIVE):
            room = await self.office.store.read(partial(_room, number=conversation.room))
            if self.lot.random() < 0.1:
                await self.office.write("And now?", visitor=room.visitor)
            elif self.lot.random() < 0.1 and conversation.agent is not None:
                heard = await self.office.heard(agent=conversation.agent, visitor=room.visitor)
                await self.office.desk.agent_writes(heard, "One moment", fence=self.office.fence)

    async def _close(self) -> None:
        active = await self.of_state(State.ACTIVE)
        if active and self.lot.random() < 0.3:
            room = await self.office.store.read(partial(_room, number=self.lot.choice(active).room))
            await self.office.desk.close_conversation(room.jid, fence=self.office.fence)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("routing", sorted(STRATEGIES))
async def test_nobody_is_forgotten(routing: str, seed: int) -> None:
    """
    At every moment each conversation that goes on has a timer that will look after it, within five minutes where it
    waits and somebody is on duty, and no offer is pending for one that does not wait. Only who has one is alerted.
    """
    agents = {agent: Agent(agent, agent, level=number % 3, capacity=6) for number, agent in enumerate(AGENTS)}
    day = Day(await open_office(routing=routing, agents=agents), random.Random(seed))
    for _ in range(STEPS):
        await day.step()
        await day.office.store.read(lambda work: _check(work, day.office.clock.now))
    assert len(day.visitors) == VISITORS
    await day.everybody_comes_and_takes()
    assert await day.of_state(State.WAITING) == []


async def test_agents_who_stay_are_asked_equally() -> None:
    """
    Eight on duty all day, sixty visitors: by turns, nobody is asked more than twice as often as another.
    """
    agents = {agent: Agent(agent, agent) for agent in AGENTS}
    day = Day(await open_office(routing="round-robin", agents=agents), random.Random(3))
    for agent in AGENTS:
        await day.office.on_duty(agent)
    for number in range(VISITORS):
        await day.office.write("Hello", visitor=VisitorId(f"visitor-{number}"), name=f"V{number}")
        await day._send()
        await day._answer()
    counts = [day.asked[agent] for agent in AGENTS]
    assert max(counts) <= 2 * min(counts), counts


def _offers(work: Work, number: ConversationId) -> list[Offer]:
    return list(work.offers(number))


def _room(work: Work, number: RoomId) -> Room:
    room = work.room(number)
    assert room is not None
    return room


def _check(work: Work, now: Moment) -> None:
    timers = {(each.kind, each.subject): each.due for each in work.due_timers(Moment(now + 10**9), 10**6)}
    is_open = any(each.is_on_duty for each in work.duties("support"))
    unheeded = {str(each.id) for each in work.going_on(SHARD) if _room(work, each.room).unheeded}
    assert {subject for kind, subject in timers if kind == "alert"} <= unheeded
    for conversation in work.going_on(SHARD):
        assert conversation.state is State.ACTIVE or str(conversation.id) not in unheeded, conversation
        if conversation.state is State.ACTIVE:
            assert ("silence", str(conversation.id)) in timers, conversation
            pending = [each for each in work.offers(conversation.id) if each.state is OfferState.PENDING]
            assert not pending, conversation
        elif is_open:
            due = timers.get(("offer", str(conversation.id)))
            assert due is not None, conversation
            assert due <= now + LONGEST + STEP * SECONDS, conversation
