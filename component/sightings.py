"""What agents' devices show to the departments' addresses (RFC 6121), beyond the lobby.

             subscribe ──▶ presence, as it changes ──┐
             probe, after each new stream ──▶ answers ┴──▶ each device's show ──▶ the desk
                                       └── silence ─────▶ offline, if we may see them at all

Rule 1: a stream that begins knows nothing: it asks after every agent's devices. Prosody answers for those who are
        offline, ejabberd is silent; nobody answers whom we may not see.
Rule 2: whom we have asked to let us see them is not asked after until they have. COMPAT Prosody: a probe of somebody
        who has not answered yet takes that request away from them.
Rule 3: only what agents show to a department is kept, of each at most `MAX_DEVICES` devices.
"""

import asyncio
from collections.abc import Set as AbstractSet
from typing import Final

from bridge.errors import Unavailable
from bridge.model import JID
from component.lane import Lane
from component.link import Link, bot_nick
from component.stanzas.markup import bare, resource
from component.stanzas.presences import Presence, build_presence

PATIENCE: Final = 5.0  # seconds for an answer to a probe, which may come from another server
MAX_DEVICES: Final = 20

Device = tuple[str, str]
"""To which department it is shown (bare), and from where (full)."""


class Sightings(Lane):
    """Of all agents, on one stream."""

    def __init__(self, link: Link) -> None:
        super().__init__(link, JID(link.shard))
        self._devices: dict[JID, dict[Device, str]] = {}
        self._to_probe: dict[tuple[JID, JID], None] = {}
        self._to_tell: dict[JID, None] = {}
        self._hidden: set[JID] = set()
        self._asked: set[tuple[JID, JID]] = set()
        self._unanswered: set[tuple[JID, JID]] = set()
        self._patience: asyncio.TimerHandle | None = None
        self._is_asking = False

    def look(self) -> None:
        """Ask after everybody who works here now, and forget the others."""
        departments = self.link.directory.departments.values()
        self._to_probe = {(place.address, agent): None for place in departments for agent in place.agents}
        self._is_asking = True
        self._asked &= self._to_probe.keys()
        known = {agent for _, agent in self._to_probe}
        self._devices = {agent: devices for agent, devices in self._devices.items() if agent in known}
        self.wake()

    def take(self, presence: Presence) -> None:
        """An agent shows something to a department, lets it see them, or does not any more. COMPAT Prosody acknowledges
        a request with `unavailable`, and answers a probe with `unsubscribed` where nothing was granted.
        """
        agent, place = JID(bare(presence.sender)), bare(presence.to)
        if presence.kind in ("", "subscribed"):
            self._unanswered.discard((JID(place), agent))
            devices = self._devices.setdefault(agent, {})
            if presence.kind == "":
                devices[place, presence.sender] = presence.show
            while len(devices) > MAX_DEVICES:
                del devices[next(iter(devices))]
        else:
            devices = self._devices.get(agent, {})
            whole = not resource(presence.sender)
            for each in [each for each in devices if each[0] == place and (whole or each[1] == presence.sender)]:
                del devices[each]
        if presence.kind == "unsubscribed" and not devices:
            self._hidden.add(agent)
        elif presence.kind != "unavailable":
            self._hidden.discard(agent)
        if presence.kind == "unsubscribed" and self._is_asking:
            return  # what they do not show to this department, they may show to another
        self._to_tell[agent] = None
        self.wake()

    def ask_to_see(self, place: JID, agent: JID) -> None:
        """Ask an agent's server, once on this stream, to be told of their devices. Raises `Disconnected`."""
        department = self.link.directory.by_address(place)
        if department is not None and (place, agent) not in self._asked:
            self._asked.add((place, agent))
            self._unanswered.add((place, agent))
            self.link.send(build_presence(sender=place, to=agent, kind="subscribe", nick=bot_nick(department)))

    def lose(self, agent: JID) -> None:
        """Their server cannot be reached: nothing that they showed holds, and what they were asked was lost."""
        self._asked = {each for each in self._asked if each[1] != agent}
        self._unanswered &= self._asked
        if agent in self._devices:
            self._devices[agent] = {}
        self._to_tell[agent] = None
        self.wake()

    def look_for(self, agents: AbstractSet[JID]) -> None:
        """Ask after these only, and keep what is known of all."""
        for place in self.link.directory.departments.values():
            self._to_probe.update({(place.address, each): None for each in place.agents.keys() & agents})
        self._is_asking = True
        self.wake()

    def has_work(self) -> bool:
        """Somebody is to be asked after, or told of."""
        return bool(self._to_probe or self._to_tell)

    async def step(self) -> None:
        """Ask after the next, or tell of the next."""
        if self._to_probe:
            await self._probe()
            return
        agent = next(iter(self._to_tell))
        del self._to_tell[agent]
        try:
            await self._tell(agent)
        except Unavailable:
            self._to_tell[agent] = None
            raise

    async def end(self) -> None:
        """The stream is gone."""
        if self._patience is not None:
            self._patience.cancel()
        await super().end()

    async def _probe(self) -> None:
        place, agent = next(iter(self._to_probe))
        del self._to_probe[place, agent]
        if (place, agent) not in self._unanswered:
            self.link.send(build_presence(sender=place, to=agent, kind="probe"))
        await self.link.stream.room_to_send()
        if not self._to_probe:
            if self._patience is not None:
                self._patience.cancel()
            self._patience = asyncio.get_running_loop().call_later(PATIENCE, self._give_up)

    def _give_up(self) -> None:
        """Whoever has not been heard of by now is silent."""
        self._is_asking = False
        everybody = {agent for place in self.link.directory.departments.values() for agent in place.agents}
        self._to_tell.update(dict.fromkeys((everybody - self._devices.keys()) | (everybody & self._hidden)))
        self.wake()

    async def _tell(self, agent: JID) -> None:
        fence, desk = self.link.fence(), self.link.desk
        devices = self._devices.get(agent)
        if agent in self._hidden:
            await desk.presence_seen(agent, None, fence=fence)
        elif devices is None:
            await desk.presence_silent(agent, fence=fence)
        else:
            await desk.presence_seen(agent, set(devices.values()), fence=fence)
