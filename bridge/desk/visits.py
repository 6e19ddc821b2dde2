"""Visits: the register of who is here (`guests`), and what of it is kept (`trail`), brought together.

             web ──▶ arrives · moves · leaves · called ──▶ guests ──unkept──▶ trail ──▶ store
             every few seconds: settle ──▶ what was left for good

Rule 1: a visitor who has no room leaves nothing behind.
Rule 2: nobody is kept waiting or turned away because the store is: what could not be kept is kept the next time.
"""

import contextlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from bridge import text
from bridge.desk import trail
from bridge.desk.context import Context
from bridge.desk.guests import Arrival, Guest, Guests, Unkept
from bridge.desk.invitations import Invitation, Invitations
from bridge.desk.trail import Trail
from bridge.errors import Unavailable
from bridge.events import InvitationMoved, Step
from bridge.model import JID, MINUTES, Page, Stay, VisitorId
from bridge.store.work import Store

REJOIN: Final = 10 * MINUTES  # in which those come back who were connected when we ended


class Visits:
    """Of one process. `context` tells the time and the directory; `tell` is told what becomes of invitations."""

    def __init__(self, store: Store, context: Callable[[], Context], tell: Callable[[InvitationMoved], None]) -> None:
        self._store = store
        self._context = context
        self._began = context().now
        self.guests = Guests()
        self.invitations = Invitations(tell)

    async def arrives(self, arrival: Arrival, tab: Hashable) -> None:
        """A tab has connected."""
        self.guests.arrive(arrival, tab, self._context().now)
        await self._keep(arrival.visitor)

    async def moves(self, visitor: VisitorId, tab: Hashable, page: Page) -> None:
        """A tab shows another page."""
        self.guests.move(visitor, tab, page, self._context().now)
        await self._keep(visitor)

    def leaves(self, visitor: VisitorId, tab: Hashable) -> None:
        """A tab is gone."""
        self.guests.leave(visitor, tab, self._context().now)

    def called(self, visitor: VisitorId, name: str) -> None:
        """They wish to be called so."""
        self.guests.call(visitor, text.clean_name(name))

    def before_room(self, visitor: VisitorId) -> Sequence[Stay]:
        """What is to be kept together with the first message."""
        return self.guests.unkept(visitor).opened

    def wrote(self, visitor: VisitorId, stays: Sequence[Stay]) -> None:
        """They have a room; with a first message `stays` were kept."""
        if not self.guests.has_room(visitor):
            self.guests.kept(visitor, Unkept(opened=tuple(stays)))
            self.guests.wrote(visitor)
        self.invitations.move(visitor, Step.ANSWERED)

    async def settle(self) -> None:
        """Keep what was left for good, forget who is gone; say so to those who invited them."""
        for visitor in self.guests.settle(self._context().now):
            await self._keep(visitor)
        self.invitations.settle(self._context().now, self.guests.is_known)

    async def trail(self, room: JID) -> Trail:
        """The pages that the visitor of this room saw. Raises `Unknown`."""
        found, name, stays = await self._store.read(lambda work: trail.read(work, room))
        return trail.describe(name, stays, self.guests.find(found.visitor), self._context().now)

    def find(self, visitor: VisitorId) -> Guest | None:
        """Somebody, if they are here, as an agent may know them."""
        guest = self.guests.find(visitor)
        return self._shown(guest) if guest else None

    def by_number(self, number: int) -> Guest | None:
        """Whom agents call so, if they are here, as an agent may know them."""
        guest = self.guests.by_number(number)
        return self._shown(guest) if guest else None

    def here(self, department: str | None) -> Sequence[Guest]:
        """Everybody whose channel leads to that department, or everybody, as an agent may know them."""
        channels = self._context().directory.channels
        guests = (each for each in self.guests.here() if each.channel in channels)
        return [self._shown(each) for each in guests if department in (None, channels[each.channel].department)]

    def invitation(self, visitor: VisitorId) -> Invitation | None:
        """What somebody may answer who was invited."""
        return self.invitations.find(visitor, self._context().now)

    def _shown(self, guest: Guest) -> Guest:
        return guest if self._context().directory.shows_address else replace(guest, address="")

    async def _keep(self, visitor: VisitorId) -> None:
        what = self.guests.unkept(visitor)
        if what == Unkept() or not self.guests.has_room(visitor):
            return
        context = self._context()
        may_go_on = context.now - self._began < REJOIN
        change = partial(trail.note, context=context, visitor=visitor, what=what, may_go_on=may_go_on)
        with contextlib.suppress(Unavailable):
            known = await self._store.change(change, is_repeatable=True)
            self.guests.kept(visitor, what, known)
