"""A working day of a whole house at its desk: twenty agents in four departments, five hundred visitors, and whatever
people and machines do to each other. `lot` decides everything, so that a day can be had again.

The desk is real and so is its store (SQLite); the XMPP server is somebody who takes what is to be sent, now and then
not.
"""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count

from bridge.bus import Bus
from bridge.desk import Desk, Draft, Heard, Target, Wish, attendance
from bridge.directory import Agent, Channel, Department, Directory, Permission, Place
from bridge.errors import Refused
from bridge.model import (
    JID,
    Conversation,
    ConversationId,
    DutyWish,
    Fence,
    Message,
    Moment,
    Offer,
    OfferState,
    Room,
    Side,
    State,
    VisitorId,
)
from bridge.outgoing import Announce
from bridge.store.sql import open_store
from bridge.store.work import Store, Work

SHARD = "livechat.example.test"
VISITORS = 500
DEPARTMENTS = ("sales", "support", "billing", "night")
FALLBACKS = {"sales": "support", "billing": "support", "support": "night"}
ROUTING = {"sales": "round-robin", "support": "least-busy", "billing": "first-line-first", "night": "everyone"}
STEP = 5_000  # milliseconds
MORNING = Moment(1_700_000_000_000)


def people_of(department: str) -> list[JID]:
    """Five to a department, the first of whom is a supervisor."""
    return [JID(f"{department}-{number}@example.test") for number in range(5)]


def make_directory() -> Directory:
    """Four departments that fall back on each other, each with its own routing, and a channel to each."""
    departments = {
        key: Department(
            key=key,
            names={"en": key.title()},
            address=JID(f"{key}@{SHARD}"),
            lobby=JID(f"{key}-lobby@rooms.example.test"),
            agents={
                jid: Agent(jid, jid.partition("@")[0], level=number % 3, capacity=8, permissions=_rights(number))
                for number, jid in enumerate(people_of(key))
            },
            routing=ROUTING[key],
            fallback=FALLBACKS.get(key, ""),
        )
        for key in DEPARTMENTS
    }
    channels = {key: Channel(key=key, names={}, department=key, color="#0b6e4f") for key in DEPARTMENTS}
    return Directory(departments, channels, Place(shard=SHARD, service=JID("rooms.example.test")))


def _rights(number: int) -> frozenset[Permission]:
    ordinary = {Permission.ANSWER, Permission.TRANSFER, Permission.INVITE, Permission.CONTACT, Permission.HISTORY}
    return frozenset(Permission) if number == 0 else frozenset(ordinary)


@dataclass
class WorkingDay:
    """`said` is what was acknowledged, by visitor; `asked` how often somebody was asked first about a visitor,
    `present` in how many steps they could have been.
    """

    url: str
    lot: random.Random
    now: Moment = MORNING
    said: dict[VisitorId, list[str]] = field(default_factory=dict)
    asked: Counter[JID] = field(default_factory=Counter)
    present: Counter[JID] = field(default_factory=Counter)
    kills: int = 0
    _ids: "count[int]" = field(default_factory=count)

    async def begin(self) -> None:
        """Everybody comes to work."""
        await self._open()
        for department in DEPARTMENTS:
            for agent in people_of(department):
                await self.desk.lobby_seen(department, agent, agent.partition("@")[0], "", fence=self.fence)

    async def step(self) -> None:
        """Five seconds, in which several things happen."""
        self.now = Moment(self.now + STEP)
        await self.desk.tick(fence=self.fence)
        await self.store.read(self._note_presence)
        if self.lot.random() < 0.9:  # else the server is away
            await self._send()
        acts: list[Callable[[], Awaitable[None]]] = [
            self._arrive, self._arrive, self._answer, self._answer, self._visitor_talks, self._agent_talks,
            self._hand_over, self._attend, self._close, self._supervise,
        ]  # fmt: skip
        for act in self.lot.sample(acts, 4):
            try:
                await act()
            except Refused:
                continue  # as it happens: what they wanted was not to be had any more
        if self.lot.random() < 0.01:
            await self.kill()

    async def kill(self) -> None:
        """The process ends in the middle; another one goes on with what was kept."""
        self.kills += 1
        await self.store.close()
        await self._open()

    async def end(self) -> None:
        """Whoever waits is answered, and all that was said is sent."""
        for department in DEPARTMENTS:
            for agent in people_of(department):
                await self.desk.wish_duty(department, agent, DutyWish.NONE, fence=self.fence)
                await self.desk.lobby_seen(department, agent, "here", "", fence=self.fence)
        for each in await self.of_state(State.WAITING):
            chief = people_of(each.department)[0]
            await self.desk.take(Wish(chief, each.department, number=each.id), fence=self.fence)
        await self._send()
        await self.store.close()

    async def of_state(self, *states: State) -> list[Conversation]:
        """All that are so."""
        going_on = await self.store.read(lambda work: list(work.going_on(SHARD)))
        return [each for each in going_on if each.state in states]

    async def log(self, visitor: VisitorId) -> list[Message]:
        """All that stands in a visitor's room, in its order."""
        missed = await self.desk.catch_up(visitor, after=0, limit=10_000)
        return sorted(missed.messages, key=lambda message: message.seq)

    async def _open(self) -> None:
        bus = Bus()
        self.store: Store = await open_store(self.url, bus.publish)
        fence = await self.store.claim(SHARD, "day", life=10_000)
        assert fence is not None
        self.fence: Fence = fence
        names = (f"k{self.kills}n{number:017d}" for number in count())
        self.desk = Desk(
            self.store,
            bus,
            make_directory(),
            clock=lambda: self.now,
            token=lambda length: next(names)[-length:].rjust(length, "x"),
        )

    async def _send(self) -> None:
        for row in await self.desk.outbox(SHARD):
            offer = row.content
            is_first = isinstance(offer, Announce) and offer.replaces is None and not offer.reminders
            if is_first and row.lane.partition("@")[0].rpartition("-")[2].isdecimal():
                self.asked[row.lane] += 1
            await self.desk.arrived(row.lane, row.cid, f"archive-{row.cid}", fence=self.fence)

    def _note_presence(self, work: Work) -> None:
        for department in make_directory().departments.values():
            self.present.update(each.agent for each in attendance.answering(work, department, self.now))

    async def _arrive(self) -> None:
        if len(self.said) < VISITORS:
            visitor = VisitorId(f"visitor-{len(self.said)}")
            await self._visitor_says(visitor, self.lot.choice(DEPARTMENTS))

    async def _visitor_says(self, visitor: VisitorId, channel: str) -> None:
        words = f"words {next(self._ids)}"
        await self.desk.post(Draft(visitor, channel, cid=f"cid-{next(self._ids):08d}", text=words, name="V"))
        self.said.setdefault(visitor, []).append(words)

    async def _answer(self) -> None:
        """Whoever is asked takes, declines, or does not look."""
        for each in self.lot.sample(found := await self.of_state(State.WAITING, State.ACTIVE), min(4, len(found))):
            pending = [offer for offer in await self._offers(each.id) if offer.state is OfferState.PENDING]
            lanes = [offer.lane for offer in pending if "-lobby@" not in offer.lane]
            if lanes and self.lot.random() < 0.7:
                wish = Wish(self.lot.choice(lanes), each.department, number=each.id)
                does = self.desk.take if self.lot.random() < 0.75 else self.desk.decline
                await does(wish, fence=self.fence)

    async def _visitor_talks(self) -> None:
        for each in self.lot.sample(found := await self.of_state(State.ACTIVE), min(3, len(found))):
            room = await self._room(each)
            await self._visitor_says(room.visitor, room.channel)

    async def _agent_talks(self) -> None:
        """Whoever has it, and now and then a colleague who was not asked."""
        for each in self.lot.sample(found := await self.of_state(State.ACTIVE), min(8, len(found))):
            room = await self._room(each)
            is_colleague = self.lot.random() < 0.05
            agent = self.lot.choice(people_of(each.department)) if is_colleague else each.agent
            words, number = f"words {next(self._ids)}", next(self._ids)
            heard = Heard(room.jid, agent, "agent", message_id=f"m{number}", stanza_id=f"s{number}")
            await self.desk.agent_writes(heard, words, fence=self.fence)
            self.said[room.visitor].append(words)

    async def _hand_over(self) -> None:
        for each in self.lot.sample(found := await self.of_state(State.ACTIVE), min(2, len(found))):
            wish = Wish(each.agent or JID(""), each.department, number=each.id)
            if self.lot.random() < 0.3:
                await self.desk.leave(wish, [], fence=self.fence)
                continue
            department = self.lot.choice(DEPARTMENTS)
            to_agent = Target(agent=self.lot.choice(people_of(department)))
            target = to_agent if self.lot.random() < 0.5 else Target(department=department)
            await self.desk.transfer(wish, target, "please", fence=self.fence)

    async def _attend(self) -> None:
        department = self.lot.choice(DEPARTMENTS)
        agent, nick = self.lot.choice(people_of(department)), "here"
        how = self.lot.choice(["here", "here", "gone", "dnd", "off", "on", "draining"])
        if how == "gone":
            await self.desk.lobby_left(department, agent, fence=self.fence)
        elif how in ("here", "dnd"):
            show = "" if how == "here" else how
            await self.desk.lobby_seen(department, agent, nick, show, fence=self.fence)
        else:
            await self.desk.wish_duty(department, agent, DutyWish(how), fence=self.fence)

    async def _close(self) -> None:
        for each in self.lot.sample(found := await self.of_state(State.ACTIVE), min(2, len(found))):
            await self.desk.close(Wish(each.agent or JID(""), each.department, number=each.id), fence=self.fence)

    async def _supervise(self) -> None:
        if self.lot.random() < 0.1:
            department = self.lot.choice(DEPARTMENTS)
            chief, *others = people_of(department)
            await self.desk.sign_off(chief, self.lot.choice(others), fence=self.fence)
        for each in self.lot.sample(found := await self.of_state(State.ACTIVE), min(1, len(found))):
            chief = people_of(each.department)[0]
            await self.desk.take_away(Wish(chief, each.department, number=each.id), fence=self.fence)

    async def _offers(self, number: ConversationId) -> list[Offer]:
        return await self.store.read(lambda work: list(work.offers(number)))

    async def _room(self, conversation: Conversation) -> Room:
        room = await self.store.read(lambda work: work.room(conversation.room))
        assert room is not None
        return room


def spoken(messages: list[Message]) -> list[str]:
    """What people said."""
    return [each.text for each in messages if each.side is not Side.NOTICE]
