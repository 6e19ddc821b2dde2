"""The part of the desk that shares the work: who takes a conversation, gives it on, calls somebody, ends it."""

from collections.abc import Sequence
from dataclasses import replace

from bridge.desk import (
    briefing,
    cards,
    contacting,
    finding,
    handing,
    listing,
    overview,
    previews,
    prompting,
    remarking,
    remembering,
    supervising,
    taking,
)
from bridge.desk.base import DeskBase
from bridge.desk.blocks import Blocking
from bridge.desk.briefing import Brief
from bridge.desk.contacting import Detail
from bridge.desk.finding import Wish
from bridge.desk.handing import Target
from bridge.desk.listing import Listed, Reach
from bridge.desk.overview import Overview
from bridge.desk.remembering import Episode
from bridge.desk.supervising import Figures
from bridge.desk.taking import Taken
from bridge.directory import Agent, Permission
from bridge.model import JID, Conversation, Fence, Message, Visitor


class Colleagues(DeskBase):
    """Every method raises `Unknown` or `NotAllowed` with a sentence for the agent who asked."""

    async def room_of(self, wish: Wish) -> JID:
        """The room of the conversation that is meant."""
        context = self._context()
        return await self._store.read(lambda work: finding.room_of(work, context, wish))

    async def department_in(self, room: JID) -> str:
        """The key of the department that has that room's last conversation. Raises `Unknown`."""
        return await self._store.read(lambda work: finding.last_in(work, room).department)

    async def list_for(self, wish: Wish, reach: Reach, *, with_closed: bool = False) -> Sequence[Listed]:
        """Conversations that this agent may mean, what is theirs first; `with_closed`, those of the last day as well
        that are over.
        """
        context = self._context()
        return await self._store.read(
            lambda work: listing.list_for(work, context, wish, reach, with_closed=with_closed)
        )

    async def survey(self, wish: Wish) -> Overview:
        """All that waits or goes on where this agent may see it."""
        context = self._context()
        return await self._store.read(lambda work: overview.survey(work, context, wish))

    async def take(self, wish: Wish, *, fence: Fence) -> Taken:
        """Give a waiting conversation to an agent, or one that is being handed over to them."""
        context = self._context()
        return await self._change(lambda work: taking.take(work, context, wish), fence)

    async def take_away(self, wish: Wish, *, fence: Fence) -> Taken:
        """Give a conversation to a supervisor, whoever has it."""
        context = self._context()
        return await self._change(lambda work: taking.take_away(work, context, wish), fence)

    async def decline(self, wish: Wish, *, fence: Fence) -> Conversation:
        """Let others answer what was offered to this agent."""
        context = self._context()
        return await self._change(lambda work: taking.decline(work, context, wish), fence)

    async def transfer(self, wish: Wish, target: Target, note: str = "", *, fence: Fence) -> Conversation:
        """Ask an agent or a department to take a conversation over; `note` is for them."""
        context = self._context()
        return await self._change(lambda work: handing.transfer(work, context, wish, target, note), fence)

    async def leave(self, wish: Wish, present: Sequence[JID], *, fence: Fence) -> Conversation:
        """Give a conversation up, to a colleague who is `present` in its room if there is one."""
        context = self._context()
        return await self._change(lambda work: handing.leave(work, context, wish, present), fence)

    async def invite(self, wish: Wish, colleague: JID, note: str = "", *, fence: Fence) -> Conversation:
        """Call a colleague into a conversation; `note` is for them."""
        context = self._context()
        return await self._change(lambda work: handing.invite(work, context, wish, colleague, note), fence)

    async def look_in(self, wish: Wish, *, fence: Fence) -> Conversation:
        """Let a supervisor into a room, without taking anything."""
        context = self._context()
        return await self._change(lambda work: handing.look_in(work, context, wish), fence)

    async def send_canned(self, wish: Wish, key: str, *, fence: Fence) -> Message:
        """Say a prepared text to the visitor, for the agent."""
        context = self._context()
        return await self._change(lambda work: prompting.send_canned(work, context, wish, key), fence)

    async def push(self, wish: Wish, url: str, words: str = "", *, fence: Fence) -> Message:
        """Say a link to the visitor, for the agent."""
        context = self._context()
        return await self._change(lambda work: prompting.push(work, context, wish, url, words), fence)

    async def remark(self, wish: Wish, words: str, *, fence: Fence) -> Conversation:
        """Leave a note for colleagues in a conversation's room."""
        context = self._context()
        return await self._change(lambda work: remarking.remark(work, context, wish, words), fence)

    async def say_for(self, wish: Wish, words: str, *, fence: Fence) -> Message:
        """Say something to the visitor, for the agent."""
        context = self._context()
        return await self._change(lambda work: prompting.say_for(work, context, wish, words), fence)

    async def brief(self, wish: Wish, permission: Permission) -> Brief:
        """A conversation and its visitor, as far as an agent with this permission may see them."""
        context = self._context()
        visitor, brief = await self._store.read(lambda work: briefing.brief(work, context, wish, permission))
        return replace(brief, card=cards.complete(brief.card, self.visits.find(visitor), context.now))

    async def preview(self, wish: Wish, present: Sequence[JID], *, is_on: bool) -> Listed:
        """Let an agent who is `present` in a conversation's room read what its visitor types, until it ends; or not any
        more.
        """
        context = self._context()
        room, conversation = await self._store.read(lambda work: previews.find(work, wish))
        if is_on:
            previews.check_may_begin(context, room, conversation, wish.agent, present)
            self.previews.begin(room.visitor, wish.agent)
        else:
            self.previews.stop(room.visitor, wish.agent)
        return Listed(conversation, room.nick)

    async def note_detail(self, wish: Wish, detail: Detail, value: str, *, fence: Fence) -> Visitor:
        """Keep what a visitor told of themselves."""
        context = self._context()
        return await self._change(lambda work: contacting.note_detail(work, context, wish, detail, value), fence)

    async def tag(self, wish: Wish, words: str, *, fence: Fence) -> Conversation:
        """File a conversation under these words."""
        context = self._context()
        return await self._change(lambda work: contacting.tag(work, context, wish, words), fence)

    async def block(self, wish: Wish, span: int, reason: str = "", *, fence: Fence) -> Blocking:
        """Do not hear a visitor for so many milliseconds; 0: hear them again."""
        context = self._context()
        return await self._change(lambda work: contacting.block(work, context, wish, span, reason), fence)

    async def recall(self, wish: Wish) -> Sequence[Episode]:
        """The visitor's earlier conversations, oldest first."""
        context = self._context()
        return await self._store.read(lambda work: remembering.recall(work, context, wish))

    async def sign_off(self, asker: JID, agent: JID, *, fence: Fence) -> Agent:
        """Off duty everywhere, by a supervisor's word; what they have waits again."""
        context = self._context()
        return await self._change(lambda work: supervising.sign_off(work, context, asker, agent), fence)

    async def figures(self, asker: JID, department: str) -> Figures:
        """How the day went in a department."""
        context = self._context()
        return await self._store.read(lambda work: supervising.figures(work, context, asker, department))

    async def close(self, wish: Wish, *, fence: Fence) -> Conversation:
        """End a conversation."""
        context = self._context()
        return await self._change(lambda work: taking.close(work, context, wish), fence)
