"""How a conversation stands, as one page is told: from the store when it comes, from events afterwards."""

from bridge.desk import Entrance
from bridge.model import JID, State, VisitorId
from web.frames import build_standing
from web.news import News
from web.reception import Reception
from web.shapes import Standing


class Standings:
    """Of one visitor. `department` is the one that answers, or would; `agent` has the conversation."""

    __slots__ = ("_agent", "_reception", "_visitor", "department")

    def __init__(self, reception: Reception, visitor: VisitorId) -> None:
        self.department = ""
        self._agent: JID | None = None
        self._reception = reception
        self._visitor = visitor

    async def of(self, entrance: Entrance) -> Standing:
        """What the store says."""
        found = entrance.standing
        self.department, self._agent = found.department, found.agent
        state = found.state.value if found.state else None
        return await self._build(state, is_open=found.is_open, name=found.agent_name, opens_at=found.opens_at)

    async def after(self, news: News, before: Standing) -> Standing:
        """What has become of `before`."""
        state, name = before.state, before.agent.name if before.agent else ""
        if (changed := news.conversation) is not None:
            state, is_active = changed.state.value, changed.state is State.ACTIVE
            name, self._agent = (changed.agent_name, changed.agent) if is_active else ("", None)
            self.department = changed.department
        is_open, opens_at = before.here, before.opens or None
        if news.duty is not None:
            is_open, opens_at = news.duty.is_open, news.duty.opens_at
        return await self._build(state, is_open=is_open, name=name, opens_at=opens_at)

    async def _build(self, state: str | None, *, is_open: bool, name: str, opens_at: int | None) -> Standing:
        face = await self._reception.desk.faces.of(self.department, self._agent)
        is_in_line = is_open and state == State.WAITING
        turn = self._reception.desk.queues.of(self.department, self._visitor) if is_in_line else None
        return build_standing(state, is_open=is_open, agent_name=name, opens_at=opens_at, face=face, turn=turn)
