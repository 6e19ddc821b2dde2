"""What agents do that is not kept: in which room each of them is writing, as far as this process has heard.

Rule: nobody who began so long ago is writing still. Clients say that somebody began, and may vanish before they say
      that it is over.
"""

from typing import Final

from bridge.model import JID, MINUTES, Fence, Moment, VisitorId

WRITES_FOR: Final = 2 * MINUTES


class Signs:
    """Of one process. `since` is when it began to keep time for its shard; before that it has heard nobody."""

    def __init__(self) -> None:
        self.since = Moment(0)
        self._fence: Fence | None = None
        self._writing: dict[JID, tuple[VisitorId, Moment]] = {}

    def watch(self, fence: Fence, now: Moment) -> None:
        """Time is kept under this fence."""
        if fence != self._fence:
            self._fence, self.since = fence, now

    def writes(self, agent: JID, visitor: VisitorId, now: Moment) -> None:
        """An agent has begun to write; nobody writes in two rooms at one time."""
        self._writing[agent] = (visitor, now)

    def stops(self, agent: JID | None) -> None:
        """They have sent it, or let it be."""
        if agent is not None:
            self._writing.pop(agent, None)

    def is_writing(self, agent: JID, visitor: VisitorId, now: Moment) -> bool:
        """Whether they are writing to this visitor."""
        written = self._writing.get(agent)
        return written is not None and written[0] == visitor and now < written[1] + WRITES_FOR
