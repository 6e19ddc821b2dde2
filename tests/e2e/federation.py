"""A scene of two servers: Ann's account is on another than the house's, which reaches it as servers do."""

from dataclasses import dataclass

from tests.agents.agent import Agent
from tests.e2e.scene import Scene
from tests.servers.ports import S2S_PORT, is_connected
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually

_MUC = "http://jabber.org/protocol/muc"


@dataclass(frozen=True, slots=True)
class Federation(Scene):
    """`far` is Ann's server; everybody else is at home, as are bridge and rooms."""

    far: XmppServer

    async def agent(self, name: str, *, device: str = "test") -> Agent:
        """Online, but not on duty."""
        return await self.start_agent(self.far if name == "ann" else self.server, name, device=device)

    async def far_dies(self) -> None:
        """And the house's server knows: what is said before it does is lost."""
        await self.far.kill()
        await eventually(lambda: not is_connected(self.far.host, S2S_PORT), what="the end is noticed")

    async def comes_back(self, ann: Agent) -> None:
        """Her server runs again, and she is back in the lobby. COMPAT ejabberd: for a while it refuses what goes to a
        server that was away, and throws out of its rooms whoever comes from there; so she may have to enter again.
        """
        since = len(ann.heard)
        await self.far.start()
        await eventually(lambda: ann.is_online, what="Ann is online")

        async def enters() -> bool:
            if any(heard.room == self.bridge.lobby and 110 in heard.codes for heard in ann.heard[since:]):
                return True
            await ann.send_raw(f"<presence to='{self.bridge.lobby}/Ann'><x xmlns='{_MUC}'/></presence>")
            return False

        await eventually(enters, every=0.5, what="Ann is in the lobby")
        await self.knows_ann(is_inside=True)

    async def knows_ann(self, *, is_inside: bool) -> None:
        """Until the desk knows whether Ann is in the lobby."""
        query = f"SELECT agent FROM duties WHERE agent = 'ann@{self.far.host}' AND is_inside"
        await eventually(lambda: bool(self.bridge.query(query)) is is_inside, what=f"Ann is inside: {is_inside}")
