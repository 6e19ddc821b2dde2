"""The part of the desk that knows who is here, and speaks first to those who are only looking."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bridge import text
from bridge.desk import inviting
from bridge.desk.base import DeskBase
from bridge.desk.guests import Guest
from bridge.desk.invitations import Invitation
from bridge.desk.inviting import Call
from bridge.directory import Permission, pick
from bridge.errors import Unknown
from bridge.model import JID, ConversationId, VisitorId

_HANDLE: Final = re.compile(r"[Vv]?(?P<number>\d{1,6})")  # in any digits


class Hosts(DeskBase):
    """Methods raise as the desk's others do."""

    def visitors_here(self, department: str | None = None) -> Sequence[Guest]:
        """Who is on the site and connected to this node: all, or those who would reach that department."""
        return self.visits.here(department)

    async def conversations_of(self, visitors: Iterable[VisitorId]) -> Mapping[VisitorId, ConversationId]:
        """The conversations that go on with these."""
        asked = tuple(visitors)
        return await self._store.read(lambda work: inviting.conversations_of(work, asked)) if asked else {}

    async def invite_guest(self, call: Call) -> Invitation:
        """Say something to a visitor who is only looking. Raises `Unknown`, `NotAllowed`, `TooLong` with a sentence for
        the agent.
        """
        context = self._context()
        agent = context.directory.check_may(call.agent, Permission.ANSWER)
        guest = self._guest(call.guest, call.department)
        department = context.directory.department(call.department)
        words = call.words or pick(department.invitations, guest.language, department.language)
        invitation = Invitation(
            visitor=guest.visitor,
            department=call.department,
            agent=agent.jid,
            agent_name=agent.name,
            words=text.clean(words),
            made_at=context.now,
            guest=guest.handle,
            opens=call.opens,
        )
        await self._store.read(lambda work: inviting.check_may_invite(work, context, invitation))
        self.visits.invitations.make(invitation)
        return invitation

    def find_guest(self, asker: JID, department: str, handle: str) -> Guest:
        """Whom agents of that department call so, as they may know them. Raises `Unknown`, `NotAllowed` with a sentence
        for the agent.
        """
        self.directory.check_may(asker, Permission.ANSWER)
        return self._guest(handle, department)

    def _guest(self, handle: str, department: str) -> Guest:
        said = _HANDLE.fullmatch(handle)
        guest = self.visits.by_number(int(said["number"])) if said else None
        channel = self.directory.channels.get(guest.channel) if guest else None
        if guest is None or channel is None or channel.department != department:
            raise Unknown("There is no visitor {guest} here now; “visitors” lists them.", guest=handle[:20])
        return guest
