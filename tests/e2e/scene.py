"""A scene: one XMPP server and one bridge of a test's own, and the people who come to it.

What agents do here is what `docs/` tells them to do: they enter the lobby, answer an offer, accept an invitation.
"""

import re
from dataclasses import dataclass

from tests.agents.agent import Agent, AgentError, Predicate
from tests.agents.heard import Heard
from tests.servers.bridge import RunningBridge
from tests.servers.fixtures import StartAgent, StartVisitor
from tests.servers.proxy import Proxy
from tests.servers.visitor import Visitor
from tests.servers.xmpp import XmppServer
from tests.waiting import eventually

_ROOM = re.compile(r"(?P<name>[a-z0-9-]+)-[a-z0-9]{6}@(?:conference\.localhost|127(?:\.\d+){3})")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a story takes place. `proxy` is the wire between bridge and server."""

    server: XmppServer
    proxy: Proxy
    bridge: RunningBridge
    start_agent: StartAgent
    start_visitor: StartVisitor

    async def agent(self, name: str, *, device: str = "test") -> Agent:
        """Online, but not on duty."""
        return await self.start_agent(self.server, name, device=device)

    async def on_duty(self, name: str, *, device: str = "test") -> Agent:
        """Online, and in the lobby."""
        agent = await self.agent(name, device=device)
        await enter(agent, self.bridge.lobby)
        return agent

    async def visitor(self, name: str, *, lang: str = "en") -> Visitor:
        return await self.start_visitor(self.bridge, name, lang=lang)

    async def offer(self, agent: Agent, words: str) -> Heard:
        """The 1:1 message by which the agent learns that somebody waits who said `words`."""
        return await agent.wait_for(
            lambda heard: heard.room == self.bridge.address and words in (heard.body or "") and not heard.replaces,
            what=f"an offer with {words!r}",
        )

    async def lobby_line(self, agent: Agent, words: str) -> Heard:
        """The same offer as a line in the lobby."""
        return await agent.wait_for(
            lambda heard: heard.room == self.bridge.lobby and words in (heard.body or "") and not heard.replaces,
            what=f"a lobby line with {words!r}",
        )

    async def take(self, agent: Agent, words: str, *, history: int = 0) -> str:
        """The agent takes the conversation that began with `words`, by word, and enters its room; the room."""
        await self.offer(agent, words)
        await agent.direct(self.bridge.address, "take")
        return await self.accept(agent, history=history)

    async def accept(self, agent: Agent, *, history: int = 0) -> str:
        """The agent follows the invitation to a visitor's room; the room."""
        heard = await agent.wait_for(invited, what="an invitation to a visitor's room")
        assert heard.invitation is not None
        await enter(agent, heard.invitation.room, history=history)
        return heard.invitation.room

    async def conversation(self, words: str = "Good morning") -> tuple[Visitor, Agent, str]:
        """Vera has said `words`, Ann has taken it, and both are in the room."""
        ann = await self.on_duty("ann")
        vera = await self.visitor("Vera")
        await eventually(lambda: vera.standing and vera.standing.here, what="somebody is on duty")
        await vera.say(words)
        room = await self.take(ann, words)
        await vera.stands("active")
        return vera, ann, room


def invited(heard: Heard) -> bool:
    """A direct invitation to a visitor's room (XEP-0249)."""
    return bool(heard.invitation and heard.invitation.direct and _ROOM.fullmatch(heard.invitation.room))


def corrects(line: Heard, *words: str) -> Predicate:
    """The line, as it reads after a correction (XEP-0308), with these words in it."""
    return lambda heard: (
        heard.room == line.room and heard.replaces == line.id and all(word in (heard.body or "") for word in words)
    )


async def enter(agent: Agent, room: str, *, history: int = 0) -> Heard:
    """Joins, as soon as the agent is let in; with so many of the lines before."""

    async def join() -> Heard:
        try:
            return await agent.join(room, history=history)
        except AgentError as refusal:
            raise AssertionError(f"{agent.jid} may not enter {room}: {refusal}") from refusal

    return await eventually(join, every=0.2)
