"""Where each stanza and each event belongs: the lanes of one stream, and what is handled without a lane.

             stanza ──▶ an answer we wait for │ archive │ profile │ a room's lane │ a lobby │ contacts
             event  ──▶ the lane of its address

Rule: of the copies that a room sends to each of ours, only the one to its visitor is speech; the department's are
      dropped at once.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Final
from xml.etree.ElementTree import Element

import structlog

from bridge.errors import LostShard
from bridge.events import Event, InvitationMoved, OutgoingQueued, PageMoved, Previewed, SeenMoved, Typing
from bridge.model import JID, Side
from bridge.outgoing import Admit, Announce, Dismiss, Inform, Outgoing, Relieve, Welcome
from component import contacts, profiles
from component.absences import Absences
from component.agent_lane import AgentLane
from component.commands import forms
from component.errors import Disconnected
from component.glimpses import Glimpses
from component.invitations import tell_step
from component.lane import Lane
from component.link import Link
from component.lobby import Lobby
from component.portraits import Portraits
from component.room_lane import RoomLane
from component.sightings import Sightings
from component.stanzas.markup import bare, domain, resource
from component.stanzas.presences import Presence, parse_presence
from component.stanzas.received import Displayed, Nothing, Topic, Writing, parse_message

_log: Final = structlog.get_logger("parlour.switchboard")

MAX_ERRANDS: Final = 200
_MESSAGE: Final = "{jabber:client}message"
_PRESENCE: Final = "{jabber:client}presence"


class Switchboard:
    """Everything on one stream that has an address."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.sightings = Sightings(link)
        self.rooms: dict[str, RoomLane] = {}
        self.lobbies: dict[str, Lobby] = {}
        self.agents: dict[str, AgentLane] = {}
        self._by_visitor: dict[str, RoomLane] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self._portraits = Portraits(link, self.run)
        self._glimpses = Glimpses(link)
        self._absences = Absences(link, self.sightings)

    # Stanzas

    def receive(self, stanza: Element) -> bool:
        """Deal with a stanza at once, or hand it to its lane. False: it is slixmpp's."""
        try:
            if stanza.tag == _MESSAGE:
                self._receive_message(stanza)
            elif stanza.tag == _PRESENCE:
                self._receive_presence(stanza)
            else:
                return self._receive_iq(stanza)
        except (Disconnected, LostShard) as error:
            self.link.fail(error)
        except Exception:  # noqa: BLE001 - one broken stanza must not end the stream
            _log.exception("stanza_dropped", kind=stanza.tag, sender=stanza.get("from"))
        return True

    def _receive_iq(self, stanza: Element) -> bool:
        if stanza.get("type") in ("result", "error"):
            self.link.questions.take_answer(stanza)
            return True
        if forms.is_about_commands(self.link.directory, stanza):
            self.run(forms.answer(self.link, stanza), is_urgent=False)
            return True
        answer = profiles.answer(
            stanza, domain=self.link.shard, directory=self.link.directory, visitor_name=self._visitor_name
        )
        if answer is not None:
            self.link.send(answer)
        return answer is not None

    def _receive_message(self, stanza: Element) -> None:
        kind, sender, to = stanza.get("type"), bare(stanza.get("from", "")), bare(stanza.get("to", ""))
        is_from_room = domain(sender) == self.link.service and not resource(stanza.get("from", ""))
        if kind == "groupchat" or (kind == "error" and is_from_room):
            self._receive_from_room(stanza, sender, to)
        elif kind == "error":
            self._absences.take(stanza)
        elif not self.link.questions.take_archived(stanza):
            self._absences.hear(sender)
            self.run(contacts.hear_message(self.link, stanza), is_urgent=contacts.is_from_agent(self.link, stanza))

    def _receive_from_room(self, stanza: Element, room: str, to: str) -> None:
        lobby = self.lobbies.get(room)
        if lobby is not None:
            lobby.take_message(stanza)
        elif self.link.directory.by_address(to) is None or stanza.get("type") == "error":
            lane = self.rooms.get(room) or self._room_for(stanza, room)
            if lane is not None:
                lane.take_message(stanza)

    def _room_for(self, stanza: Element, room: str) -> RoomLane | None:
        """A room that we thought at rest: only words wake it, not what clients say by themselves."""
        if domain(room) != self.link.service:
            return None
        received = parse_message(stanza)
        if received is None or isinstance(received.content, Nothing | Topic | Writing | Displayed):
            return None
        return self.room(JID(room))

    def _receive_presence(self, stanza: Element) -> None:
        presence = parse_presence(stanza)
        if presence is None:
            return
        self._portraits.see(presence)
        lane: Lobby | RoomLane | None = self.lobbies.get(presence.room) or self.rooms.get(presence.room)
        if lane is not None:
            lane.take_presence(presence)
        elif domain(presence.sender) != self.link.service:
            self._receive_direct_presence(stanza, presence)

    def _receive_direct_presence(self, stanza: Element, presence: Presence) -> None:
        if presence.kind == "error":
            self._absences.take(stanza)
        else:
            self._absences.hear(presence.sender)
            contacts.hear_presence(self.link, self.sightings, presence)

    # Events and rows

    def hear(self, event: Event) -> None:
        """Something happened at the desk; whoever told of it is not concerned with what becomes of it here."""
        try:
            self._hear(event)
        except (Disconnected, LostShard) as error:
            self.link.fail(error)
        except Exception:  # noqa: BLE001 - the bus calls this in the middle of others' work
            _log.exception("event_dropped", kind=type(event).__name__)

    def _hear(self, event: Event) -> None:
        if isinstance(event, OutgoingQueued):
            self.dispatch(event.outgoing)
        elif isinstance(event, InvitationMoved):
            tell_step(self.link, event)
        elif isinstance(event, Typing | Previewed | PageMoved | SeenMoved):
            lane = self._by_visitor.get(event.visitor)
            if lane is not None:
                self._hear_visitor(event, lane)

    def _hear_visitor(self, event: Typing | Previewed | PageMoved | SeenMoved, lane: RoomLane) -> None:
        """What somebody does whose room this is: told by their occupant, as long as it is inside."""
        voice = lane.voice
        if isinstance(event, Previewed):
            if lane.room is not None:
                self._glimpses.hear(event, lane.room)
        elif voice is None:
            return
        elif isinstance(event, PageMoved):
            voice.move(event.page)
        elif event.side is not Side.VISITOR:
            return
        elif isinstance(event, Typing):
            voice.type(is_writing=event.is_writing)
        elif event.ref is not None:
            voice.see(event.ref)

    def dispatch(self, outgoing: Outgoing) -> None:
        """Queue a row in the lane it belongs to."""
        if outgoing.shard == self.link.shard:
            self.lane_for(outgoing).queue(outgoing)

    def lane_for(self, outgoing: Outgoing) -> Lane:
        """By the kind of row, and by its address."""
        if outgoing.lane in self.lobbies:
            return self.lobbies[outgoing.lane]
        if isinstance(outgoing.content, Announce | Inform):
            return self._agent(outgoing.lane, f"offer {outgoing.content.conversation}")
        if isinstance(outgoing.content, Admit):
            return self._agent(outgoing.lane, outgoing.content.room)
        if isinstance(outgoing.content, Dismiss):
            return self._agent(outgoing.lane, "dismissal")
        if isinstance(outgoing.content, Relieve | Welcome):
            return self._agent(outgoing.lane, "duty")
        return self.room(outgoing.lane)

    def room(self, jid: JID) -> RoomLane:
        """The lane of a visitor's room."""
        return self.rooms.get(jid) or self.rooms.setdefault(jid, RoomLane(self.link, jid, self._know))

    def present(self, room: JID) -> list[JID]:
        """Who is in a visitor's room now, beside our own: bare addresses, the longest inside first."""
        lane = self.rooms.get(room)
        if lane is None or lane.place is None:
            return []
        inside = (each.jid for each in lane.place.inside.occupants.values())
        return [JID(jid) for jid in dict.fromkeys(inside) if jid is not None and domain(jid) != self.link.shard]

    def inside(self, agent: JID) -> list[JID]:
        """In which visitors' rooms somebody is now, by their bare address."""
        places = ((address, lane.place) for address, lane in self.rooms.items())
        return [JID(address) for address, place in places if place is not None and place.inside.has_somebody(agent)]

    async def wait_for_room(self, jid: JID) -> str:
        """Until that room is made and ours are inside; the address of ours that owns it. Raises `Unknown` when it is
        not to be had any more.
        """
        return (await self.room(jid).until_inside()).inside.watcher

    # Life

    def open_lobbies(self) -> None:
        """A lobby for every department, and for no other; those that are open look again who belongs there."""
        wanted = {department.lobby: department for department in self.link.directory.departments.values()}
        for address, lobby in list(self.lobbies.items()):
            if lobby.address not in wanted or wanted[lobby.address].key != lobby.key:
                self.run(self.lobbies.pop(address).leave())
        for department in wanted.values():
            lobby = self.lobbies.setdefault(department.lobby, Lobby(self.link, department, self.sightings.ask_to_see))
            lobby.look_again()
        self.sightings.look()

    def lanes(self) -> Iterable[Lane]:
        """All of them."""
        return [self.sightings, *self.lobbies.values(), *self.agents.values(), *self.rooms.values()]

    def clear_away(self) -> None:
        """Forget lanes that have nothing to do."""
        self.agents = {key: lane for key, lane in self.agents.items() if not lane.is_idle}
        self.rooms = {key: lane for key, lane in self.rooms.items() if lane.is_inside or not lane.is_idle}
        self._by_visitor = {key: lane for key, lane in self._by_visitor.items() if lane.address in self.rooms}

    async def end(self) -> None:
        """The stream is gone."""
        self.link.questions.end()
        self._glimpses.end()
        self._absences.end()
        for task in self._errands:
            task.cancel()
        for lane in self.lanes():
            await lane.end()

    def _agent(self, agent: JID, matter: str) -> AgentLane:
        lane = AgentLane(self.link, agent, self.sightings.ask_to_see)
        return self.agents.setdefault(f"{agent} {matter}", lane)

    def _know(self, lane: RoomLane) -> None:
        if lane.room is not None:
            self._by_visitor[lane.room.visitor] = self._by_visitor[lane.room.visitor_jid] = lane

    def _visitor_name(self, address: str) -> str | None:
        lane = self._by_visitor.get(address)
        return lane.room.nick if lane is not None and lane.room is not None else None

    def run(self, errand: Coroutine[None, None, None], *, is_urgent: bool = True) -> None:
        """A short task of its own; too many at once of what anybody may cause are dropped."""
        task = asyncio.ensure_future(errand)
        if len(self._errands) >= MAX_ERRANDS and not is_urgent:
            _log.warning("errand_dropped", under_way=len(self._errands))
            task.cancel()
            return
        self._errands.add(task)
        task.add_done_callback(self._errand_done)

    def _errand_done(self, task: "asyncio.Task[None]") -> None:
        self._errands.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("errand_failed", error=repr(task.exception()))
