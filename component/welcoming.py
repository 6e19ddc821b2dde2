"""What an agent is told once in their life: where the lobby is, and that the department wants to see their presence."""

from collections.abc import Callable

from bridge.directory import Agent, Department
from bridge.model import JID
from component import offers
from component.commands import tell
from component.link import Link
from component.stanzas.said import build_invitation
from component.words import say


def welcome(link: Link, department: Department, agent: Agent, ask_to_see: Callable[[JID, JID], None]) -> None:
    """Send it. The message comes first, since some clients show the request in its chat only."""
    facts = {"department": department.name(agent.language), "link": offers.link(department.lobby)}
    tell(link, department, agent.jid, say("welcome", agent.language, **facts))
    ask_to_see(department.address, agent.jid)
    invitation = build_invitation(
        cid=welcome_id(department),
        sender=department.address,
        to=agent.jid,
        room=department.lobby,
        reason=department.name(agent.language),
    )
    link.send(invitation)


def welcome_id(department: Department) -> str:
    """Of the invitation, by which it is known when it comes back."""
    return f"lobby-{department.key}"
