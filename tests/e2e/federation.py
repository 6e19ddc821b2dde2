"""A scene of two servers: Ann's account is on another than the house's, which reaches it as servers do."""

from dataclasses import dataclass

from tests.agents.agent import Agent
from tests.e2e.scene import Scene
from tests.servers.xmpp import XmppServer


@dataclass(frozen=True, slots=True)
class Federation(Scene):
    """`far` is Ann's server; everybody else is at home, as are bridge and rooms."""

    far: XmppServer

    async def agent(self, name: str, *, device: str = "test") -> Agent:
        """Online, but not on duty."""
        return await self.start_agent(self.far if name == "ann" else self.server, name, device=device)
