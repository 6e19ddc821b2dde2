"""Agents who have entered a visitor's room are shown the visitor's card, once in each conversation.

      presence of somebody new, or
      another state for who is here ──▶ waiting ──▶ the desk: theirs, or waiting, and not shown yet? ──▶ a word to them

Rule 1: the card goes to the agent alone, as a message from the department. COMPAT: a private message through the room
        opens a second window in some clients, comes to one device only, and is not in the agent's own archive.
Rule 2: the desk remembers who was shown it. A restart, when everybody is new to us, shows nothing again.
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
    """Of one room. `waiting` are agents who have come in, `here` are those who were dealt with."""

    waiting: dict[JID, None] = field(default_factory=dict)
    here: set[JID] = field(default_factory=set)

    def see(self, presence: Presence, inside: Occupancy, directory: Directory) -> None:
        """Somebody came, changed or left."""
        agent = JID(presence.jid or "")
        if presence.kind == "unavailable":
            self.here = {each for each in self.here if inside.has_somebody(each)}
        elif presence.to == inside.watcher and agent not in self.here and directory.agent("", agent) is not None:
            self.here.add(agent)
            self.waiting[agent] = None

    def begin_anew(self) -> None:
        """We are outside: whoever is inside will be told to us again."""
        self.waiting.clear()
        self.here.clear()

    def look_again(self) -> None:
        """It stands otherwise with the conversation, or another has begun: it may be theirs who are inside already."""
        self.waiting.update(dict.fromkeys(self.here))

    async def show_next(self, hearing: Hearing) -> None:
        """Let the next one have the card, unless they had it."""
        agent = next(iter(self.waiting))
        card = await hearing.link.desk.introduce(hearing.room.jid, agent, fence=hearing.link.fence())
        if card is not None:
            hearing.tell_agent(agent, build_card(card, hearing.language_of(agent)))
        self.waiting.pop(agent, None)
