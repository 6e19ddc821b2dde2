"""What an agent is told of somebody whom they invited; an answer is told with the way into the room (`offers`)."""

from typing import Final

from bridge.events import InvitationMoved, Step
from component.commands import tell
from component.link import Link
from component.words import say

_TOLD: Final = (Step.SHOWN, Step.DISMISSED, Step.GONE)


def tell_step(link: Link, moved: InvitationMoved) -> None:
    """One line from the department; it is in no outbox, and may get lost."""
    department = link.directory.department(moved.department)
    agent = link.directory.agent(moved.department, moved.agent)
    if agent is not None and moved.step in _TOLD:
        tell(link, department, agent.jid, say(f"invited_{moved.step}", agent.language, guest=moved.guest))
