"""Who was invited, by whom, with which words: in memory, never stored, until the visitor answers.

             an agent ──▶ make ──▶ shown ──┬─▶ answered   (`inviting.begin`, with their first message)
                                           ├─▶ dismissed  (this visit is left in peace)
                                           └─▶ the visitor has left: told once; who comes back in time may answer still

Rule 1: one invitation a visit, unless it was answered; and never two to one visitor within `PAUSE`.
Rule 2: it stands for `LASTS`, and is lost when this process ends: what the visitor says then begins as usual.
Rule 3: bounded: beyond `MOST` the oldest is forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bridge.errors import NotAllowed
from bridge.events import InvitationMoved, Step
from bridge.model import JID, MINUTES, Moment, VisitorId

LASTS: Final = 30 * MINUTES
PAUSE: Final = 1 * MINUTES
MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Invitation:
    """`department` is the one through which the agent spoke, `guest` how agents call the visitor. `opens`: the chat is
    to open on the visitor's page.
    """

    visitor: VisitorId
    department: str
    agent: JID
    agent_name: str
    words: str
    made_at: Moment
    guest: str = ""
    opens: bool = False


@dataclass(slots=True)
class _Standing:
    invitation: Invitation
    step: Step = Step.MADE
    has_left: bool = False


class Invitations:
    """Those of one process; `tell` is called with each step of one."""

    def __init__(self, tell: Callable[[InvitationMoved], None]) -> None:
        self._tell = tell
        self._standing: dict[VisitorId, _Standing] = {}

    def find(self, visitor: VisitorId, now: Moment) -> Invitation | None:
        """The one that this visitor may still answer."""
        known = self._standing.get(visitor)
        if known is None or known.step not in (Step.MADE, Step.SHOWN) or now - known.invitation.made_at >= LASTS:
            return None
        return known.invitation

    def make(self, invitation: Invitation) -> None:
        """It stands from now on. Raises `NotAllowed` with a sentence where this visit is to be left in peace."""
        guest, known = invitation.guest, self._standing.get(invitation.visitor)
        if known is not None and known.step is Step.DISMISSED:
            raise NotAllowed("{guest} closed the invitation, and is left in peace for this visit.", guest=guest)
        is_soon = known is not None and invitation.made_at - known.invitation.made_at < PAUSE
        if known is not None and (is_soon or known.step is not Step.ANSWERED):
            agent = known.invitation.agent_name
            raise NotAllowed("{guest} was invited already, by {agent}.", guest=guest, agent=agent)
        self._standing.pop(invitation.visitor, None)
        self._standing[invitation.visitor] = _Standing(invitation)
        if len(self._standing) > MOST:
            del self._standing[next(iter(self._standing))]
        self._say(invitation, Step.MADE)

    def move(self, visitor: VisitorId, step: Step) -> None:
        """It was shown, dismissed or answered; what cannot follow any more changes nothing."""
        known = self._standing.get(visitor)
        if known is None or known.step in (Step.DISMISSED, Step.ANSWERED, step):
            return
        known.step = step
        self._say(known.invitation, step)

    def settle(self, now: Moment, is_here: Callable[[VisitorId], bool]) -> None:
        """See who has left. What can be answered no more is forgotten with the visit."""
        for visitor, known in tuple(self._standing.items()):
            if is_here(visitor):
                known.has_left = False
                continue
            if self.find(visitor, now) is None:
                del self._standing[visitor]
            elif not known.has_left:
                known.has_left = True
                self._say(known.invitation, Step.GONE)

    def _say(self, invitation: Invitation, step: Step) -> None:
        self._tell(
            InvitationMoved(
                visitor=invitation.visitor,
                department=invitation.department,
                agent=invitation.agent,
                guest=invitation.guest,
                step=step,
            )
        )
