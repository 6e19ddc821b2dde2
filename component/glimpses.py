"""What visitors type, before they send it, as it reads for agents who asked for that: one line in the chat with the
department, corrected as the visitor goes on (XEP-0308).

             Previewed ──▶ note ──▶ due now: the line, or a correction of it
                                └──▶ due later: one timer a visitor
             sent, stopped, asked for no more ──▶ a last correction, which takes the words away

Rule 1: to agents alone who are in the visitor's room: what is said in a room is in its archive.
Rule 2: many clients show a correction as a line of its own: at most one in `PAUSE`, for a few letters in `LONG_PAUSE`.
Rule 3: it is in no outbox, no store and no log, and asks not to be kept elsewhere (XEP-0334). What gets lost is lost.
"""

import asyncio
import math
import secrets
import time
from dataclasses import dataclass
from typing import Final

from bridge.errors import LostShard
from bridge.events import Previewed
from bridge.model import JID, Room, VisitorId
from component.errors import Disconnected
from component.link import Link
from component.stanzas.said import build_passing
from component.words import say

PAUSE: Final = 3.0  # seconds
LONG_PAUSE: Final = 6.0
FEW: Final = 6  # letters


@dataclass(slots=True)
class Glimpse:
    """One agent's, of one visitor. `words` is what is to be read now, `shown` what the line with the id `line` says;
    `turned_at` is when the visitor began or left off.
    """

    words: str = ""
    shown: str = ""
    line: str = ""
    said_at: float = -math.inf
    turned_at: float = -math.inf

    def note(self, words: str, now: float) -> None:
        """The visitor has written this, or nothing any more; `now` is monotonic, here as below."""
        if bool(words) != bool(self.words):
            self.turned_at = now
        self.words = words

    def due_in(self, now: float) -> float | None:
        """Seconds until there is something to say. What was left may have been sent, and we shall hear of it."""
        if self.words == self.shown:
            return None
        pause = LONG_PAUSE if self.words and self.shown and _differ_little(self.words, self.shown) else PAUSE
        return max(0.0, max(self.said_at, self.turned_at) + pause - now)

    def said(self, line: str, now: float) -> None:
        """It reads as it should now; `line` is its id, if it was a new one."""
        self.shown, self.line, self.said_at = self.words, self.line or line, now

    def finish(self) -> str:
        """The words were sent, and the next begin a new line. The id of the one that is to say so, if there is one."""
        line, self.line, self.words, self.shown = self.line, "", "", ""
        return line


class Glimpses:
    """All of one stream."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._known: dict[VisitorId, dict[JID, Glimpse]] = {}
        self._timers: dict[VisitorId, asyncio.TimerHandle] = {}

    def hear(self, event: Previewed, room: Room) -> None:
        """A visitor has typed something, sent it, or left it; or somebody does not read it any more. Raises
        `Disconnected`.
        """
        known, now = self._known.setdefault(room.visitor, {}), time.monotonic()
        for agent in self._reading(room):
            known.setdefault(agent, Glimpse())
        for agent, glimpse in known.items():
            if event.is_sent and (line := glimpse.finish()):
                self._say(room, agent, "preview_sent", replaces=line)
            glimpse.note(event.words, now)
        self._go_on(room)

    def end(self) -> None:
        """The stream is gone."""
        for timer in self._timers.values():
            timer.cancel()

    def _go_on(self, room: Room) -> None:
        """Say what is due, and come back for the rest."""
        known, now, reading = self._known[room.visitor], time.monotonic(), self._reading(room)
        for agent, glimpse in list(known.items()):
            if agent not in reading:
                glimpse.note("", now)
            if glimpse.due_in(now) == 0:
                key = "preview" if glimpse.words else "preview_stopped"
                glimpse.said(self._say(room, agent, key, words=glimpse.words, replaces=glimpse.line), now)
            if agent not in reading and not glimpse.shown:
                del known[agent]
        self._come_back(room, [wait for each in known.values() if (wait := each.due_in(now)) is not None])
        if not known:
            del self._known[room.visitor]

    def _come_back(self, room: Room, waits: list[float]) -> None:
        timer = self._timers.pop(room.visitor, None)
        if timer is not None:
            timer.cancel()
        if waits:
            later = asyncio.get_running_loop().call_later
            self._timers[room.visitor] = later(min(waits), self._wake, room)

    def _wake(self, room: Room) -> None:
        try:
            self._go_on(room)
        except (Disconnected, LostShard) as error:
            self._link.fail(error)

    def _reading(self, room: Room) -> set[JID]:
        readers = self._link.desk.previews.readers(room.visitor)
        return {agent for agent in self._link.present(room.jid) if agent in readers} if readers else set()

    def _say(self, room: Room, agent: JID, key: str, *, words: str = "", replaces: str) -> str:
        """Its id."""
        directory, line = self._link.directory, secrets.token_hex(8)
        department, known = directory.department(room.department), directory.agent(room.department, agent)
        text = say(key, known.language if known else department.language, name=room.nick, words=words)
        self._link.send(build_passing(text, cid=line, sender=department.address, to=agent, replaces=replaces))
        return line


def _differ_little(words: str, shown: str) -> bool:
    same = next((at for at, (one, other) in enumerate(zip(words, shown, strict=False)) if one != other), None)
    return max(len(words), len(shown)) - (min(len(words), len(shown)) if same is None else same) < FEW
