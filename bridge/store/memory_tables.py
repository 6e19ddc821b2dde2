"""The tables of the memory store, and how a change writes into them so that it can be undone."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from bridge.errors import NotAllowed, Unknown
from bridge.events import Event
from bridge.letters import Letter, LetterId
from bridge.model import (
    JID,
    Conversation,
    ConversationId,
    Duty,
    Handover,
    Message,
    Offer,
    OfferId,
    OutgoingId,
    Portrait,
    Room,
    RoomId,
    Stay,
    Timer,
    Visitor,
    VisitorId,
)
from bridge.outgoing import Outgoing

Row = TypeVar("Row")
Key = TypeVar("Key")


@dataclass(slots=True)
class Tables:
    """Everything that is kept, by primary key. `numbers` counts the ids given so far; they are never given again."""

    visitors: dict[VisitorId, Visitor] = field(default_factory=dict)
    rooms: dict[RoomId, Room] = field(default_factory=dict)
    conversations: dict[ConversationId, Conversation] = field(default_factory=dict)
    messages: dict[tuple[RoomId, int], Message] = field(default_factory=dict)
    aliases: dict[tuple[RoomId, str], int] = field(default_factory=dict)
    offers: dict[OfferId, Offer] = field(default_factory=dict)
    handovers: dict[ConversationId, Handover] = field(default_factory=dict)
    outgoing: dict[OutgoingId, Outgoing] = field(default_factory=dict)
    duties: dict[tuple[str, JID], Duty] = field(default_factory=dict)
    timers: dict[tuple[str, str], Timer] = field(default_factory=dict)
    welcomed: dict[tuple[str, JID], bool] = field(default_factory=dict)
    quiet: dict[JID, bool] = field(default_factory=dict)
    trails: dict[int, tuple[RoomId, Stay]] = field(default_factory=dict)
    introduced: dict[tuple[ConversationId, JID], bool] = field(default_factory=dict)
    portraits: dict[JID, tuple[Portrait, bytes]] = field(default_factory=dict)
    letters: dict[LetterId, Letter] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)


class Change:
    """What is written notes how to take it back; `undo` plays the notes backwards."""

    def __init__(self, tables: Tables, *, may_write: bool = True) -> None:
        self.emitted: list[Event] = []
        self._may_write = may_write
        self.tables = tables
        self._notes: deque[Callable[[], object]] = deque()

    def undo(self) -> None:
        """Leave nothing of this change behind."""
        while self._notes:
            self._notes.pop()()

    def emit(self, event: Event) -> None:
        self.emitted.append(event)

    def put(self, table: dict[Key, Row], key: Key, row: Row) -> None:
        self._check_may_write()
        if key in table:
            self._notes.append(partial(table.__setitem__, key, table[key]))
        else:
            self._notes.append(partial(table.pop, key))
        table[key] = row

    def replace(self, table: dict[Key, Row], key: Key, row: Row) -> None:
        if key not in table:
            raise Unknown("What was to be changed is not there.")
        self.put(table, key, row)

    def remove(self, table: dict[Key, Row], key: Key) -> None:
        self._check_may_write()
        if key in table:
            self._notes.append(partial(_restore, table, dict(table)))
            del table[key]

    def check_exists(self, table: dict[Any, Any], key: object) -> None:
        if key not in table:
            raise NotAllowed("It would belong to something that is not there.")

    def next(self, kind: str) -> int:
        number = self.tables.numbers.get(kind, 0) + 1
        self.put(self.tables.numbers, kind, number)
        return number

    def _check_may_write(self) -> None:
        if not self._may_write:
            raise TypeError("A look does not write.")


def _restore(table: dict[Key, Row], before: dict[Key, Row]) -> None:
    """Put everything back, in the order in which it stood."""
    table.clear()
    table.update(before)
