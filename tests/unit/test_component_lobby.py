"""A department's lobby: what it tells the desk of its agents' presence, and who is let in."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import cast
from xml.etree.ElementTree import Element

from bridge.desk import Desk
from bridge.directory import Agent, Directory
from bridge.model import Fence
from component.link import Link
from component.lobby import Lobby
from component.stanzas.presences import Presence
from tests.unit.desks import ANN, LOBBY, SHARD, open_office
from tests.unit.houses import CLEO


@dataclass
class _Stream:
    """As much of a link as a lobby needs to hear presence."""

    desk: Desk

    @property
    def directory(self) -> Directory:
        return self.desk.directory

    def send(self, stanza: str) -> None:
        """Nobody is there."""


async def test_what_an_agent_says_holds_until_the_last_device_has_left() -> None:
    """
    A phone that leaves the lobby takes nothing away from what the computer says.
    """
    office = await open_office(shows_status=True)
    lobby = Lobby(cast(Link, _Stream(office.desk)), office.desk.directory.departments["support"], lambda *_: None)
    for nick in ("Ann", "Ann 2"):
        lobby.take_presence(_presence(nick, status="Back at 14:00"))
    lobby.take_presence(_presence("Ann", kind="unavailable"))
    assert (await office.desk.faces.of("support", ANN)).status == "Back at 14:00"
    lobby.take_presence(_presence("Ann 2", kind="unavailable"))
    assert (await office.desk.faces.of("support", ANN)).status == ""


@dataclass
class _Server(_Stream):
    """A server that is asked who has which right; while the first answer is on its way, Cleo is appointed."""

    fence: Callable[[], Fence]
    sent: list[str] = field(default_factory=list)

    @property
    def questions(self) -> "_Server":
        return self

    async def ask(self, payload: str, *, to: str, sender: str, kind: str = "get") -> Element:
        if kind == "set":
            self.sent.append(payload)
        here = self.desk.directory.departments["support"]
        agents = {**here.agents, CLEO: Agent(CLEO, "Cleo")}
        self.desk.directory = replace(self.desk.directory, departments={"support": replace(here, agents=agents)})
        return Element("query")

    async def round_trip(self) -> None:
        """At once."""

    def send(self, stanza: str) -> None:
        self.sent.append(stanza)


async def test_who_is_appointed_meanwhile_is_let_in_before_they_are_told() -> None:
    """
    Not told of a lobby that does not let them in yet: that comes next, since the lobby looks again.
    """
    office = await open_office()
    link = _Server(office.desk, lambda: office.fence)
    lobby = Lobby(cast(Link, link), office.desk.directory.departments["support"], lambda *_: None)
    lobby.is_inside = True
    lobby.look_again()
    await lobby.step()
    assert any(ANN in stanza for stanza in link.sent)
    assert not any(CLEO in stanza for stanza in link.sent)
    lobby.look_again()
    await lobby.step()
    hers = [stanza for stanza in link.sent if CLEO in stanza]
    assert "affiliation='member'" in hers[0]
    assert any("jabber:x:conference" in stanza for stanza in hers[1:])


def _presence(nick: str, *, kind: str = "", status: str = "") -> Presence:
    return Presence(sender=f"{LOBBY}/{nick}", to=f"support@{SHARD}/parlour", jid=ANN, kind=kind, status=status)
