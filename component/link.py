"""What everything on one stream shares: the stream, the desk, our right to speak, and what is known of the server.

Made anew for each stream, so that nothing of an old one can be mistaken for the new one's.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Final

from bridge import text
from bridge.desk import Desk
from bridge.directory import Department, Directory
from bridge.model import JID, Fence
from component.capability import Capabilities
from component.making import Making
from component.questions import Questions
from component.stream import Stream

BOT_RESOURCE: Final = "parlour"
VISITOR_RESOURCE: Final = "web"
ENTERING_AT_ONCE: Final = 16  # more would only make each wait longer
CALLING_AT_ONCE: Final = 8  # commands that other systems answer


@dataclass(frozen=True, slots=True)
class Link:
    """`fence` raises `LostShard` when the shard is not ours any more; `fail` ends the stream because of it.
    `wait_for_room` returns the full address of ours that owns it, or raises `Unknown`.
    `present` tells who (bare) is in a visitor's room beside our own, `inside` in which of them somebody is. `run` lets
    an errand run for which no lane waits; it ends with the stream. `finished` are lane and id of what was dealt with
    since the last sweep began to read the outbox. `let_in` are the agents whom we let into a room since ours are
    inside.
    """

    stream: Stream
    desk: Desk
    questions: Questions
    capabilities: Capabilities
    making: Making
    shard: str
    service: str
    privacy: str
    state_marks: bool
    fence: Callable[[], Fence]
    fail: Callable[[BaseException], None]
    wait_for_room: Callable[[JID], Awaitable[str]]
    present: Callable[[JID], Sequence[JID]]
    inside: Callable[[JID], Sequence[JID]]
    run: Callable[[Coroutine[None, None, None]], None]
    finished: set[tuple[JID, str]] = field(default_factory=set)
    let_in: dict[JID, set[JID]] = field(default_factory=dict)
    entering: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ENTERING_AT_ONCE))
    calling: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CALLING_AT_ONCE))

    @property
    def directory(self) -> Directory:
        """Who works here, as it is at this moment."""
        return self.desk.directory

    def send(self, stanza: str) -> None:
        """Send one stanza. Raises `Disconnected`."""
        self.stream.send(stanza)

    async def round_trip(self) -> None:
        """The server has dealt with everything sent so far."""
        await self.questions.round_trip(self.service)


def bot_address(department: Department) -> str:
    """The full address under which a department sits in rooms."""
    return f"{department.address}/{BOT_RESOURCE}"


def bot_nick(department: Department) -> str:
    """The name under which a department sits in rooms."""
    return text.nick(department.name(), otherwise=department.key)
