"""The desk itself: every method is one happening; its meaning stands in the module of the same topic."""

from collections.abc import Sequence
from functools import partial

from bridge.desk import (
    agents,
    amending,
    cards,
    company,
    delivery,
    reaching,
    releasing,
    rooms,
    staff,
    taking,
    timers,
    visitors,
)
from bridge.desk.agents import Heard
from bridge.desk.cards import Card
from bridge.desk.colleagues import Colleagues
from bridge.desk.context import VISITOR_ID_LENGTH
from bridge.desk.duty_desk import DutyDesk
from bridge.desk.hosting import Hosts
from bridge.desk.mailroom import Mailroom
from bridge.desk.trail import Trail
from bridge.desk.visitors import CatchUp, Draft, Entrance, Standing
from bridge.events import Typing
from bridge.model import DAYS, JID, ConversationId, Fence, Message, Moment, OutgoingId, Room, Side, VisitorId
from bridge.outgoing import Outgoing

PAGE_OF_MESSAGES = 200
LINGER = 7 * DAYS  # Prosody forgets what is in an archive after a week, unless told otherwise


class Desk(Colleagues, DutyDesk, Hosts, Mailroom):
    """Takes requests from both sides.

    Every method raises `Unavailable` when the store cannot be reached, and with an outdated fence `LostShard`.
    """

    async def reach_store(self) -> None:
        """Returns when the store has answered. Raises `Unavailable`."""
        await self._store.read(lambda work: work.waiting(""))

    # Visitors

    def new_visitor(self) -> VisitorId:
        """An id that nobody has had before; nothing is kept until its owner writes."""
        return VisitorId(self._token(VISITOR_ID_LENGTH))

    async def enter(self, visitor: VisitorId, *, channel: str, after: int, limit: int = PAGE_OF_MESSAGES) -> Entrance:
        """What a page needs that opens or comes back. Raises `Unknown` for a channel that does not exist."""
        context = self._context()
        return await self._store.read(
            lambda work: visitors.enter(work, context, visitor, channel=channel, after=after, limit=limit)
        )

    async def welcome(self, visitor: VisitorId, *, channel: str) -> Entrance:
        """The same for somebody who was never here. Raises `Unknown` for a channel that does not exist."""
        department = self.directory.department(self.directory.channel(channel).department).key
        is_open = await self.is_open(department)
        opens_at = None if is_open else self.opens_at(department)
        return visitors.first_entrance(visitor, department, is_open=is_open, opens_at=opens_at)

    async def catch_up(self, visitor: VisitorId, *, after: int, limit: int = PAGE_OF_MESSAGES) -> CatchUp:
        """Messages that changed after this version."""
        return await self._store.read(lambda work: visitors.catch_up(work, visitor, after=after, limit=limit))

    async def standing(self, visitor: VisitorId, *, channel: str) -> Standing:
        """How things stand for one visitor. Raises `Unknown` for a channel that does not exist."""
        context = self._context()
        return await self._store.read(lambda work: visitors.standing(work, context, visitor, channel=channel))

    async def post(self, draft: Draft) -> Message:
        """Keep what a visitor wrote; the same `cid` twice is one message. Raises `Refused`, `TooLong`, `Unknown`
        (channel).
        """
        self.directory.channel(draft.channel)
        context, seen = self._context(), self.visits.before_room(draft.visitor)
        invitation = self.visits.invitation(draft.visitor)
        message = await self._store.change(lambda work: visitors.post(work, context, draft, seen, invitation))
        self.visits.wrote(draft.visitor, seen)
        return message

    async def visitor_corrects(self, visitor: VisitorId, seq: int, words: str) -> Message:
        """Other words for one of their own messages. Raises `TooLate`, `TooLong`, `Blocked`, `Refused`."""
        context = self._context()
        return await self._store.change(lambda work: amending.correct(work, context, visitor, seq, words))

    async def visitor_retracts(self, visitor: VisitorId, seq: int) -> Message:
        """One of their own messages is taken back. Raises `TooLate`, `Blocked`."""
        context = self._context()
        return await self._store.change(lambda work: amending.retract(work, context, visitor, seq))

    async def visitor_reacts(self, visitor: VisitorId, seq: int, emojis: tuple[str, ...]) -> Message:
        """All of their reactions to an agent's message; none takes them away. Raises as `visitor_corrects` does."""
        context = self._context()
        return await self._store.change(lambda work: amending.react(work, context, visitor, seq, emojis))

    async def visitor_sees(self, visitor: VisitorId, seq: int) -> None:
        """Everything up to `seq` has been displayed to the visitor."""
        await self._store.change(lambda work: visitors.see(work, visitor, seq), is_repeatable=True)

    async def leave_address(self, visitor: VisitorId, email: str) -> None:
        """A visitor whom nobody answers can be reached there. Raises `BadAddress`, `Blocked`, `NotAllowed`."""
        context = self._context()
        await self._store.change(lambda work: reaching.leave_address(work, context, visitor, email))

    async def rename(self, visitor: VisitorId, name: str) -> None:
        """A visitor wishes to be called so; without effect before their first message."""
        await self._store.change(lambda work: visitors.rename(work, visitor, name))

    def visitor_types(self, visitor: VisitorId, *, is_writing: bool) -> None:
        """A visitor began or stopped writing; nothing is kept."""
        self._bus.publish(Typing(visitor=visitor, side=Side.VISITOR, name="", is_writing=is_writing))

    # Agents in a visitor's room

    async def agent_writes(
        self, heard: Heard, words: str, *, reply_ref: str | None = None, fence: Fence
    ) -> Message | None:
        """An agent's words; `None` if they were known already. Raises `Unknown` for a room that is not ours."""
        context = self._context()
        self._signs.stops(heard.agent)
        return await self._change(
            lambda work: agents.write(work, context, heard, words, reply_ref=reply_ref), fence, is_repeatable=True
        )

    async def agent_corrects(self, heard: Heard, target: str, words: str, *, fence: Fence) -> Message | None:
        """Other words for the message that `target` names by any of its ids."""
        context = self._context()
        return await self._change(lambda work: agents.correct(work, context, heard, target, words), fence)

    async def agent_retracts(self, heard: Heard, target: str, *, fence: Fence) -> Message | None:
        """The message that `target` names is taken back."""
        context = self._context()
        return await self._change(lambda work: agents.retract(work, context, heard, target), fence)

    async def moderated(self, heard: Heard, target: str, *, fence: Fence) -> Message | None:
        """The room's moderators removed the message that `target` names."""
        context = self._context()
        return await self._change(lambda work: agents.moderate(work, context, heard, target), fence)

    async def agent_reacts(self, heard: Heard, target: str, emojis: tuple[str, ...], *, fence: Fence) -> Message | None:
        """All reactions of this agent to that message; none takes them away."""
        return await self._change(lambda work: agents.react(work, heard, target, emojis), fence)

    async def agent_sees(self, heard: Heard, target: str, *, fence: Fence) -> None:
        """An agent has displayed everything up to that message."""
        context = self._context()
        await self._change(lambda work: agents.see(work, context, heard, target), fence, is_repeatable=True)

    async def pass_over(self, heard: Heard, *, fence: Fence) -> None:
        """An archived stanza that is nothing to us; it need not be fetched again."""
        self._signs.stops(heard.agent)
        await self._change(lambda work: agents.pass_over(work, heard), fence)

    def agent_types(self, visitor: VisitorId, name: str, *, is_writing: bool, agent: JID | None = None) -> None:
        """An agent, whose address may be known, began or stopped writing; the store keeps nothing of it."""
        if agent is not None and is_writing:
            self._signs.writes(agent, visitor, self._clock())
        else:
            self._signs.stops(agent)
        self._bus.publish(Typing(visitor=visitor, side=Side.AGENT, name=name, is_writing=is_writing))

    # Conversations

    async def close_conversation(self, room: JID, *, fence: Fence) -> None:
        """End what goes on in that room. Raises `Unknown` or `NotAllowed`."""
        context = self._context()
        await self._change(lambda work: taking.close_room(work, context, room), fence)

    # The outbox, and rooms on the server

    async def outbox(
        self, shard: str, *, lane: JID | None = None, after: OutgoingId | None = None
    ) -> Sequence[Outgoing]:
        """What is still to be sent, oldest first."""
        return await self._store.read(lambda work: work.outgoing_of(shard, lane=lane, after=after))

    async def arrived(self, lane: JID, cid: str, stanza_id: str | None, *, fence: Fence) -> bool:
        """A line of ours came back from its room. False when that was known, or the line is not from the outbox."""
        context = self._context()
        return await self._change(
            lambda work: delivery.arrived(work, context, lane, cid, stanza_id), fence, is_repeatable=True
        )

    async def refused(self, lane: JID, cid: str, *, fence: Fence) -> bool:
        """The server will never take this line."""
        return await self._change(lambda work: delivery.refused(work, lane, cid), fence)

    async def came_back(self, agent: JID, cid: str, *, fence: Fence) -> None:
        """An agent's server could not be reached with this line."""
        await self._change(lambda work: delivery.came_back(work, agent, cid), fence)

    async def done(self, outgoing: OutgoingId, *, fence: Fence) -> None:
        """A row without an echo has been dealt with."""
        await self._change(lambda work: delivery.done(work, outgoing), fence)

    async def open_rooms(self, shard: str) -> Sequence[Room]:
        """Rooms in which something goes on, or to which something is still to be sent."""
        return await self._store.read(lambda work: work.open_rooms(shard))

    async def room_at(self, jid: JID) -> Room | None:
        """A visitor's room by its address."""
        return await self._store.read(lambda work: work.room_at(jid))

    async def quiet_rooms(self, shard: str) -> Sequence[Room]:
        """Rooms whose conversation ended lately: agents may still say something there."""
        since = Moment(self._clock() - LINGER)
        return await self._store.read(lambda work: work.quiet_rooms(shard, since))

    async def describe(self, room: JID) -> Card:
        """What an agent may know about the visitor of that room. Raises `Unknown`."""
        context = self._context()
        visitor, card = await self._store.read(lambda work: cards.describe(work, context, room))
        return cards.complete(card, self.visits.find(visitor), context.now)

    async def introduce(self, room: JID, agent: JID, *, fence: Fence) -> Card | None:
        """The same for an agent who enters that room, once in each conversation that waits or is theirs."""
        if not await self._store.read(lambda work: cards.is_wanted(work, room, agent)):
            return None
        is_first = await self._change(lambda work: cards.introduce(work, room, agent), fence)
        return await self.describe(room) if is_first else None

    async def colleague_left(self, room: JID, agent: JID, *, fence: Fence) -> None:
        """They are not in that room any more: a visitor to whom they spoke is told, unless it is theirs."""
        context = self._context()
        if await self._store.read(lambda work: company.is_missed(work, context, room, agent)):
            await self._change(lambda work: company.leaves(work, context, room, agent), fence)

    async def trail(self, room: JID) -> Trail:
        """The pages that the visitor of that room saw. Raises `Unknown`."""
        return await self.visits.trail(room)

    async def is_going_on(self, room: JID) -> bool:
        """Whether a conversation waits or is active in that room."""
        return await self._store.read(lambda work: rooms.is_going_on(work, room))

    async def is_to_be_released(self, room: JID, conversation: ConversationId) -> bool:
        """Whether it is over there since that conversation, and nobody has written."""
        return await self._store.read(lambda work: releasing.is_due(work, room, conversation))

    async def rooms_to_leave(self, shard: str, department: str, agent: JID) -> Sequence[Room]:
        """Where an agent may be a member whom that department, which may be configured no more, has dismissed."""
        context = self._context()
        return await self._store.read(lambda work: staff.rooms_to_leave(work, context, shard, department, agent))

    async def room_made(self, room: JID, *, owner: JID, is_new: bool, fence: Fence) -> None:
        """The server has this room as it should be, owned by `owner`; `is_new` if it had to be made for that."""
        context = self._context()
        await self._change(lambda work: rooms.made(work, context, room, owner=owner, is_new=is_new), fence)

    async def room_lost(self, room: JID, *, fence: Fence) -> None:
        """The server has not got this room any more; it is being made anew."""
        context = self._context()
        await self._change(lambda work: rooms.lost(work, context, room), fence)

    async def move_room(self, room: JID, *, fence: Fence) -> Room:
        """Give a visitor's room another address. Raises `Unknown` for a room that is not ours."""
        context = self._context()
        return await self._change(lambda work: rooms.move(work, context, room), fence)

    # Time

    async def tick(self, *, fence: Fence) -> int:
        """Do what has fallen due; returns how much that was."""
        context = self._context()
        self._signs.watch(fence, context.now)
        due = await self._store.read(lambda work: timers.due(work, context))
        for timer in due:
            await self._change(partial(timers.fire, context=context, timer=timer, signs=self._signs), fence)
        return len(due)
