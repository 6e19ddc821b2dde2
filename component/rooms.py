"""Who is inside a room, as our own occupants see it (XEP-0045). One `Occupancy` a room; life and words of a room are
elsewhere.

Rule 1: only one of ours looks around (`watcher`: the department, an owner, who sees real addresses); the others only
        learn how their own joining ended.
Rule 2: an answer to a join is told by its addressee. COMPAT Prosody 0.12: a refusal carries nothing of MUC beside the
        error.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from component.errors import Denied, NoAnswer
from component.stanzas.presences import CREATED, RENAMED, Presence, build_join, build_leave

PATIENCE: Final = 20.0  # seconds
_MAX_NICKS: Final = 9


@dataclass(frozen=True, slots=True)
class Occupant:
    """Somebody inside. `jid` is bare, and unknown where the room hides it from us."""

    nick: str
    jid: str | None
    full_jid: str | None
    affiliation: str
    show: str


@dataclass(frozen=True, slots=True)
class Joined:
    """One of ours is inside under `nick`. `is_new`: the room did not exist before."""

    nick: str
    is_new: bool
    affiliation: str

    @property
    def is_owner(self) -> bool:
        """Whether the room is theirs."""
        return self.affiliation == "owner"

    @property
    def is_stranger(self) -> bool:
        """Whether they came in without having been let in."""
        return self.affiliation in ("", "none")


class Occupancy:
    """One room."""

    def __init__(self, room: str, watcher: str, send: Callable[[str], None]) -> None:
        self.room = room
        self.watcher = watcher
        self.occupants: dict[str, Occupant] = {}
        self.is_watched = False
        self.nick_of_watcher = ""
        self._send = send
        self._left: dict[str, Occupant] = {}
        self._joins: dict[str, asyncio.Future[Presence]] = {}

    async def join(self, who: str, nick: str, *, shown: str = "") -> Joined:
        """Let one of ours (a full address) in; if the nick is taken, with a digit after it. Raises `Denied`,
        `NoAnswer`.
        """
        for number in range(1, _MAX_NICKS + 1):
            chosen = nick if number == 1 else f"{nick} {number}"
            try:
                return await self._join(who, chosen, shown)
            except Denied as refusal:
                if refusal.fault.condition != "conflict" or number == _MAX_NICKS:
                    raise
        raise AssertionError("the loop ends with a return or an error")

    def leave(self, who: str, nick: str) -> None:
        """Let one of ours go; the answer is not awaited."""
        if who == self.watcher:
            self.is_watched = False
            self.occupants.clear()
            self._left.clear()
        self._send(build_leave(occupant=f"{self.room}/{nick}", sender=who))

    def leave_if_inside(self) -> None:
        """Let the watcher go, if it is inside."""
        if self.is_watched:
            self.leave(self.watcher, self.nick_of_watcher)

    def take(self, presence: Presence) -> None:
        """Note what a presence from this room says."""
        waiting = self._joins.get(presence.to)
        is_answer = presence.fault is not None or (presence.is_self and presence.kind != "unavailable")
        if waiting is not None and not waiting.done() and is_answer:
            waiting.set_result(presence)
        if presence.to == self.watcher and presence.fault is None and presence.nick:
            self._note(presence)

    def jid_of(self, nick: str) -> str | None:
        """The bare address behind a nick, where it can be seen; also of those who left while we were inside, since
        their last words may still be on their way.
        """
        occupant = self.occupants.get(nick) or self._left.get(nick)
        return occupant.jid if occupant else None

    def has_somebody(self, jid: str) -> bool:
        """Whether anybody of this bare address is inside."""
        return any(each.jid == jid for each in self.occupants.values())

    def has(self, full_jid: str) -> Joined | None:
        """How one of ours is inside, or `None`."""
        found = next((each for each in self.occupants.values() if each.full_jid == full_jid), None)
        return Joined(found.nick, is_new=False, affiliation=found.affiliation) if found else None

    async def _join(self, who: str, nick: str, shown: str) -> Joined:
        answer: asyncio.Future[Presence] = asyncio.get_running_loop().create_future()
        self._joins[who] = answer
        if who == self.watcher:
            self.occupants.clear()
        try:
            self._send(build_join(occupant=f"{self.room}/{nick}", sender=who, nick=shown))
            async with asyncio.timeout(PATIENCE):
                presence = await answer
        except TimeoutError as error:
            raise NoAnswer(f"{self.room} does not answer.") from error
        finally:
            self._joins.pop(who, None)
        if presence.fault is not None:
            raise Denied(presence.fault, self.room)
        return Joined(presence.nick, CREATED in presence.codes, presence.affiliation)

    def _note(self, presence: Presence) -> None:
        if presence.kind == "unavailable":
            gone = self.occupants.pop(presence.nick, None)
            if RENAMED in presence.codes and presence.new_nick and gone is not None:
                self.occupants[presence.new_nick] = gone
            elif gone is not None:
                self._left[presence.nick] = gone
            if presence.has_ended:
                self.is_watched = False
                self._left.update(self.occupants)
                self.occupants.clear()
            return
        if presence.is_self:
            self.is_watched, self.nick_of_watcher = True, presence.nick
        self._left.pop(presence.nick, None)
        self.occupants[presence.nick] = Occupant(
            nick=presence.nick,
            jid=presence.jid,
            full_jid=presence.full_jid,
            affiliation=presence.affiliation,
            show=presence.show,
        )
