"""What a department's lobby tells the desk of its agents' presence."""

from dataclasses import dataclass
from typing import cast

from bridge.desk import Desk
from bridge.directory import Directory
from component.link import Link
from component.lobby import Lobby
from component.stanzas.presences import Presence
from tests.unit.desks import ANN, LOBBY, SHARD, open_office


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


def _presence(nick: str, *, kind: str = "", status: str = "") -> Presence:
    return Presence(sender=f"{LOBBY}/{nick}", to=f"support@{SHARD}/parlour", jid=ANN, kind=kind, status=status)
