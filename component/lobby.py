"""The lane of a department's lobby: made or joined by the department, its members kept up to date, its presence read
as duty.

Whoever is inside is on duty; what is said here is between agents, except for the few words in `component.commands`.
"""

from collections import Counter, deque
from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element

import structlog

from bridge.directory import Department
from bridge.duty import clean_show
from bridge.errors import Unavailable
from bridge.model import JID
from bridge.outgoing import Announce, Outgoing
from component import offers
from component.archive import read_newest
from component.commands import hear_in_lobby
from component.errors import Denied, NoAnswer
from component.lane import Lane
from component.link import Link, bot_address, bot_nick
from component.making import lobby_settings
from component.rooms import Occupancy
from component.stanzas.faults import parse_fault
from component.stanzas.markup import domain, resource
from component.stanzas.presences import Presence
from component.stanzas.queries import build_affiliation, build_affiliations_request, parse_affiliations
from component.stanzas.received import Nothing, Received, Topic, parse_message
from component.stanzas.said import build_line
from component.welcoming import welcome

_log: Final = structlog.get_logger("parlour.lobby")

MAX_HEARD: Final = 1000
_RIGHTS: Final = ("member", "admin", "owner")


class Lobby(Lane):
    """One department's. `heard` holds presences and messages in the order in which they came."""

    def __init__(self, link: Link, department: Department, ask_to_see: Callable[[JID, JID], None]) -> None:
        super().__init__(link, department.lobby)
        self._ask_to_see = ask_to_see
        self.key = department.key
        self.is_inside = False
        self.inside = Occupancy(department.lobby, bot_address(department), link.send)
        self._nick = ""
        self._heard: deque[Presence | Received | str] = deque()
        self._sent: dict[str, Outgoing] = {}
        self._refusals = Counter[str]()
        self._is_behind = False
        self._is_outdated = False

    @property
    def department(self) -> Department:
        """As the directory has it now."""
        return self.link.directory.department(self.key)

    def take_message(self, stanza: Element) -> None:
        """A groupchat stanza of the lobby, or an error that a line of ours met."""
        if stanza.get("type") == "error":
            _log.warning("lobby_line_refused", lobby=self.address, fault=str(parse_fault(stanza)))
            self._add(stanza.get("id", ""))
            return
        received = parse_message(stanza)
        if received is not None and not isinstance(received.content, Nothing | Topic):
            self._add(received)

    def take_presence(self, presence: Presence) -> None:
        """Somebody in the lobby came, changed or went."""
        self.inside.take(presence)
        if presence.jid is not None and presence.jid in self.department.agents:
            self._note_status(JID(presence.jid), presence)
        if presence.has_ended:
            _log.warning("lobby_left", lobby=self.address, codes=sorted(presence.codes))
            self.is_inside = False
            self.wake()
        elif self.is_inside and presence.fault is None:
            self._add(presence)

    def _note_status(self, agent: JID, presence: Presence) -> None:
        """What they say of themselves holds until the last of their devices has left."""
        if not presence.kind:
            self.link.desk.faces.says(self.key, agent, presence.status)
        elif not self.inside.has_somebody(agent):
            self.link.desk.faces.says(self.key, agent, "")

    async def leave(self) -> None:
        """The department is configured no more."""
        await self.end()
        self.inside.leave_if_inside()
        _log.info("lobby_given_up", lobby=self.address)

    def look_again(self) -> None:
        """The department's agents may be others now."""
        self._is_outdated = self._is_behind = True
        self.wake()

    def has_work(self) -> bool:
        """A lobby is always to be inside."""
        return bool(not self.is_inside or self._heard or self.pending or self._is_behind or self._is_outdated)

    async def step(self) -> None:
        """Enter, hear the next, or say the next."""
        if not self.is_inside:
            await self._enter()
        elif self._is_outdated:
            self._is_outdated, department = False, self.department
            await self._admit_agents(department)
            await self._welcome_agents(department)
        elif self._is_behind:
            await self._read_presence()
        elif self._heard:
            await self._hear_next()
        else:
            await self._say(self.next_row())

    async def _enter(self) -> None:
        self._is_outdated, department = False, self.department
        name = department.name()
        try:
            joined = await self.inside.join(self.inside.watcher, bot_nick(department))
        except Denied as refusal:
            _log.error("lobby_not_ours", lobby=self.address, fault=str(refusal.fault), advice=_advice(department))
            raise
        self._nick = joined.nick
        if joined.is_new:
            settings = lobby_settings(name, self.link.privacy)
            await self.link.making.configure(self.address, self.link.service, self.inside.watcher, settings)
            _log.info("lobby_made", lobby=self.address)
        # Who is here has just been told; what was said stands.
        self._heard = deque(each for each in self._heard if isinstance(each, Received))
        self.is_inside = True
        await self._admit_agents(department)
        await self._read_presence()
        await self._find_echoes()
        await self._welcome_agents(department)

    async def _admit_agents(self, department: Department) -> None:
        """Let every agent in who has no right there yet."""
        owner, known = self.inside.watcher, set[str]()
        try:
            for right in _RIGHTS:
                payload = build_affiliations_request(right)
                known |= parse_affiliations(await self.link.questions.ask(payload, to=self.address, sender=owner))
            for agent in department.agents:
                if agent not in known:
                    payload = build_affiliation(agent, "member")
                    await self.link.questions.ask(payload, to=self.address, kind="set", sender=owner)
        except Denied as refusal:
            _log.error("lobby_not_ours", lobby=self.address, fault=str(refusal.fault), advice=_advice(department))

    async def _read_presence(self) -> None:
        self._is_behind = False
        present = {}
        for occupant in self.inside.occupants.values():
            if occupant.jid is not None and occupant.nick != self._nick:
                present[JID(occupant.jid)] = (occupant.nick, self._best_show(occupant.jid))
        rows = [(jid, nick, show) for jid, (nick, show) in present.items()]
        await self.link.desk.lobby_read(self.key, rows, fence=self.link.fence())

    async def _find_echoes(self) -> None:
        """Lines that were sent before the stream broke may have come through."""
        self._sent.clear()
        rows = await self.link.desk.outbox(self.link.shard, lane=self.address)
        self.pending.update((row.id, row) for row in rows)
        if not rows or not await self._has_archive():
            return
        cids = {row.cid: row for row in rows}
        for archived in await read_newest(self.link.questions, self.address, reader=self.inside.watcher):
            row = cids.get(archived.message.id or "")
            if row is not None and resource(archived.message.sender) == self._nick:
                await self.link.desk.arrived(self.address, row.cid, archived.message.stanza_id, fence=self.link.fence())
                self.link.finished.add((self.address, row.cid))
                self.pending.pop(row.id, None)

    async def _has_archive(self) -> bool:
        service = domain(self.address)
        return (await self.link.capabilities.features_of(self.address, service, self.inside.watcher)).has_archive

    async def _welcome_agents(self, department: Department) -> None:
        """Each agent once in their life. Whoever was appointed meanwhile is let in first."""
        for agent in department.agents.values():
            if await self.link.desk.is_welcomed(self.key, agent.jid):
                continue
            welcome(self.link, department, agent, self._ask_to_see)
            await self.link.round_trip()
            await self.link.desk.set_welcomed(self.key, agent.jid, fence=self.link.fence())

    async def _hear_next(self) -> None:
        """What cannot be kept now is heard again after the pause."""
        heard = self._heard.popleft()
        try:
            await self._hear(heard)
        except Unavailable:
            self._heard.appendleft(heard)
            raise

    async def _hear(self, heard: Presence | Received | str) -> None:
        if isinstance(heard, Presence):
            await self._hear_presence(heard)
        elif isinstance(heard, str):
            await self._hear_refusal(heard)
        elif resource(heard.sender) == self._nick:
            await self._hear_echo(heard)
        else:
            occupant = self.inside.occupants.get(resource(heard.sender))
            if occupant is not None and occupant.jid is not None:
                await hear_in_lobby(self.link, self.department, heard, agent=JID(occupant.jid))

    async def _hear_presence(self, presence: Presence) -> None:
        if presence.jid is None or presence.nick == self._nick:
            return
        agent, fence = JID(presence.jid), self.link.fence()
        if self.inside.has_somebody(agent):
            show = self._best_show(agent)
            await self.link.desk.lobby_seen(self.key, agent, presence.nick, show, fence=fence)
        else:
            await self.link.desk.lobby_left(self.key, agent, fence=fence)

    async def _hear_echo(self, received: Received) -> None:
        if received.id is not None:
            await self.link.desk.arrived(self.address, received.id, received.stanza_id, fence=self.link.fence())
            self.link.finished.add((self.address, received.id))
            self._sent.pop(received.id, None)
            self._refusals.pop(received.id, None)

    async def _hear_refusal(self, cid: str) -> None:
        if self._sent.pop(cid, None) is not None:
            self._refusals[cid] += 1
            self.slow_down(self._refusals[cid])
            self.is_inside = False
            raise NoAnswer(f"{self.address} refused a line.")

    async def _say(self, row: Outgoing) -> None:
        content, department = row.content, self.department
        if isinstance(content, Announce):
            words = offers.lobby_line(content, language=department.language, address=department.address)
            self._sent[row.cid] = row
            self.link.send(
                build_line(
                    words,
                    cid=row.cid,
                    sender=self.inside.watcher,
                    to=self.address,
                    kind="groupchat",
                    replaces=content.replaces,
                )
            )
        self.pending.pop(row.id, None)
        await self.link.stream.room_to_send()

    def queue(self, outgoing: Outgoing) -> None:
        """A row that was sent already waits for its echo."""
        if outgoing.cid not in self._sent:
            super().queue(outgoing)

    def _best_show(self, jid: str) -> str:
        """Somebody with two nicks is as present as the more present of them; but one *do not disturb* is enough."""
        shows = [clean_show(each.show) for each in self.inside.occupants.values() if each.jid == jid]
        return min(shows, key=_PRESENT.index, default="")

    def _add(self, heard: Presence | Received | str) -> None:
        if len(self._heard) >= MAX_HEARD:
            self._heard.clear()
            self.is_inside = False
        self._heard.append(heard)
        self.wake()


def _advice(department: Department) -> str:
    return f"make {department.address} an owner of that room, or give departments.{department.key} another lobby"


_PRESENT: Final = ["dnd", "chat", "", "away", "xa"]
