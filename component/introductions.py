"""Agents who have entered a visitor's room are shown the visitor's card, once in each conversation; visitors are told
of colleagues who have gone.

      presence of somebody new, or
      another state for who is here ──▶ waiting ──▶ the desk: theirs, or waiting, and not shown yet? ──▶ a word to them

Rule 1: the card goes to the agent alone, as a message from the department. COMPAT: a private message through the room
        opens a second window in some clients, comes to one device only, and is not in the agent's own archive.
Rule 2: the desk remembers who was shown it, and whom the visitor knows of. A restart, when everybody is new to us,
        shows nothing again.
"""

from dataclasses import dataclass, field

from bridge.directory import Directory
from bridge.model import JID
from component.cards import build_card
from component.hearing import Hearing
from component.rooms import Occupancy
from component.stanzas.presences import Presence


@dataclass(slots=True)
class Introductions:
    """Of one room. `waiting` are agents who have come in, `here` are those who were dealt with, `gone` have left."""

    waiting: dict[JID, None] = field(default_factory=dict)
    gone: dict[JID, None] = field(default_factory=dict)
    here: set[JID] = field(default_factory=set)

    def see(self, presence: Presence, inside: Occupancy, directory: Directory) -> None:
        """Somebody came, changed or left."""
        agent = JID(presence.jid or "")
        if presence.kind == "unavailable":
            gone = {each for each in self.here if not inside.has_somebody(each)}
            self.here -= gone
            if inside.is_watched:  # else it is we who left
                self.gone.update(dict.fromkeys(gone))
        elif presence.to == inside.watcher and agent not in self.here and directory.agent("", agent) is not None:
            self.here.add(agent)
            self.waiting[agent] = None
            self.gone.pop(agent, None)

    def has_work(self) -> bool:
        """Somebody came or left, and nobody has been told yet."""
        return bool(self.gone or self.waiting)

    def begin_anew(self) -> None:
        """We are outside: whoever is inside will be told to us again."""
        self.waiting.clear()
        self.gone.clear()
        self.here.clear()

    def look_again(self) -> None:
        """It stands otherwise with the conversation, or another has begun: it may be theirs who are inside already."""
        self.waiting.update(dict.fromkeys(self.here))

    async def deal_with_next(self, hearing: Hearing) -> None:
        """One who left, or else one who came."""
        if self.gone:
            agent = next(iter(self.gone))
            await hearing.link.desk.colleague_left(hearing.room.jid, agent, fence=hearing.link.fence())
            self.gone.pop(agent, None)
        else:
            await self._show_card(hearing, next(iter(self.waiting)))

    async def _show_card(self, hearing: Hearing, agent: JID) -> None:
        """Unless they had it."""
        card = await hearing.link.desk.introduce(hearing.room.jid, agent, fence=hearing.link.fence())
        if card is not None:
            hearing.tell_agent(agent, build_card(card, hearing.language_of(agent)))
        self.waiting.pop(agent, None)
