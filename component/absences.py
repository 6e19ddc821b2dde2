"""Agents whose server cannot be reached (RFC 6120 §8.3.3.16, §8.3.3.17): what was sent to them comes back.

             it comes back ──▶ nothing that they showed holds ──┐          ┌─▶ it comes back: later again (¼ … 60 s)
                          └──▶ an offer, the welcome: anew      └─ asked ──┴─▶ answered: they are as anybody else

COMPAT ejabberd: what it could not deliver, it goes on to refuse for some time (`s2s_max_retry_delay`), also when the
        other server is back and already speaks to us.
Rule 1: a lobby and visitors' rooms need nothing of this: their own server throws out whom it cannot reach.
Rule 2: other refusals are theirs, not their server's, and change nothing.
"""

import asyncio
from typing import Final
from xml.etree.ElementTree import Element

import structlog

from bridge.directory import Department
from bridge.model import JID
from component.link import Link
from component.pauses import growing
from component.sightings import Sightings
from component.stanzas.faults import Fault, parse_fault
from component.stanzas.markup import bare
from component.welcoming import welcome_id

_log: Final = structlog.get_logger("parlour.agents")

_UNREACHABLE: Final = ("remote-server-not-found", "remote-server-timeout")


class Absences:
    """On one stream. `absent` are those from whom something came back since we looked for them, `known` those of whom
    nothing was heard since.
    """

    def __init__(self, link: Link, sightings: Sightings) -> None:
        self._link = link
        self._sightings = sightings
        self._absent: set[JID] = set()
        self._known: set[JID] = set()
        self._looks = 0
        self._pause: asyncio.TimerHandle | None = None

    def take(self, stanza: Element) -> None:
        """An error from outside the rooms, which met a message or a presence of a department."""
        fault, agent = parse_fault(stanza), JID(bare(stanza.get("from", "")))
        department = self._link.directory.by_address(bare(stanza.get("to", "")))
        if fault.condition not in _UNREACHABLE or department is None or agent not in department.agents:
            _log.info("stanza_bounced", to=agent, fault=str(fault))
            return
        self._lose(agent, fault)
        if stanza.get("id"):
            self._link.run(self._take_back(department, agent, stanza.get("id", "")))

    def hear(self, sender: str) -> None:
        """Their server reaches us, at least."""
        self._known.discard(JID(bare(sender)))

    def end(self) -> None:
        """The stream is gone."""
        if self._pause is not None:
            self._pause.cancel()

    def _lose(self, agent: JID, fault: Fault) -> None:
        if agent not in self._known:
            _log.warning("agent_unreachable", agent=agent, fault=str(fault))
            self._known.add(agent)
            self._looks = 0
        self._sightings.lose(agent)
        self._absent.add(agent)
        if self._pause is None:
            self._pause = asyncio.get_running_loop().call_later(growing(self._looks), self._look_again)

    async def _take_back(self, department: Department, agent: JID, cid: str) -> None:
        desk, fence = self._link.desk, self._link.fence()
        if cid == welcome_id(department):
            await desk.welcome_again(department.key, agent, fence=fence)
        else:
            await desk.came_back(agent, cid, fence=fence)

    def _look_again(self) -> None:
        absent, self._absent, self._pause = self._absent, set(), None
        self._looks += 1
        self._sightings.look_for(absent)
