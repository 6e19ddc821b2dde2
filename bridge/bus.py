"""The doorbell: who did something publishes, who cares listens. In this process only.

            publish(event) ──▶ keys of the event ──▶ each listener's own queue ──▶ drain() / async for

Rule 1: publish after the store has committed; a listener first listens, then reads the store.
Rule 2: publishing never waits. A listener's queue is bounded; when it is full it is emptied and replaced by one
        `Missed`, whereupon the listener reads the store. So a slow listener costs nobody else anything.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Final, Self

from bridge.events import (
    ConversationChanged,
    DutyChanged,
    Event,
    FaceChanged,
    Missed,
    OutgoingQueued,
    PageMoved,
    Previewed,
    TurnChanged,
)

EVERYTHING: Final = "*"
DUTY: Final = "duty"  # what to listen to for departments that open and close
FACES: Final = "faces"  # for agents who look otherwise
CONVERSATIONS: Final = "conversations"  # for conversations that begin, are taken, wait again, end
DEFAULT_LIMIT: Final = 256


def visitor_key(visitor: str) -> str:
    """What to listen to for all that happens to one visitor."""
    return f"visitor/{visitor}"


class Listener:
    """One listener's bounded queue. Either iterate over it, or pass `wake` and call `drain` when it was called."""

    __slots__ = ("_bus", "_events", "_keys", "_limit", "_ready", "_wake")

    def __init__(self, bus: "Bus", keys: tuple[str, ...], limit: int, wake: Callable[[], None] | None) -> None:
        self._bus = bus
        self._keys = keys
        self._limit = limit
        self._wake = wake
        self._events: deque[Event] = deque()
        self._ready: asyncio.Event | None = None

    def offer(self, event: Event) -> None:
        """Queue an event, or turn a full queue into one `Missed`."""
        if len(self._events) >= self._limit:
            self._events.clear()
            event = Missed()
        self._events.append(event)
        if self._wake is not None:
            self._wake()
        if self._ready is not None:
            self._ready.set()

    def drain(self) -> list[Event]:
        """All that came since the last call, oldest first."""
        events = list(self._events)
        self._events.clear()
        return events

    async def __aiter__(self) -> AsyncIterator[Event]:
        self._ready = asyncio.Event()
        while True:
            self._ready.clear()
            for event in self.drain():
                yield event
            if not self._events:
                await self._ready.wait()

    def close(self) -> None:
        """Hear nothing more."""
        self._bus.forget(self, self._keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class Bus:
    """Publish and listen within one process."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}

    def __len__(self) -> int:
        """How many listen, under each key."""
        return sum(map(len, self._listeners.values()))

    def listen(self, *keys: str, limit: int = DEFAULT_LIMIT, wake: Callable[[], None] | None = None) -> Listener:
        """Hear every event under these keys from now on, until `close`. `wake` is called at once and must not block."""
        listener = Listener(self, keys, limit, wake)
        for key in keys:
            self._listeners.setdefault(key, set()).add(listener)
        return listener

    def publish(self, event: Event) -> None:
        """Tell whoever listens; returns at once and never fails because of a listener."""
        for key in tuple(self._listeners) if isinstance(event, Missed) else _keys_of(event):
            for listener in tuple(self._listeners.get(key, ())):
                listener.offer(event)

    def forget(self, listener: Listener, keys: tuple[str, ...]) -> None:
        """Called by `Listener.close`."""
        for key in keys:
            listeners = self._listeners.get(key)
            if listeners is None:
                continue
            listeners.discard(listener)
            if not listeners:
                del self._listeners[key]


def _keys_of(event: Event) -> tuple[str, ...]:
    if isinstance(event, OutgoingQueued | PageMoved | Previewed):
        return (EVERYTHING,)
    if isinstance(event, Missed):
        return ()
    if isinstance(event, DutyChanged):
        return (EVERYTHING, DUTY)
    if isinstance(event, FaceChanged):
        return (EVERYTHING, FACES)
    if isinstance(event, TurnChanged):
        return (visitor_key(event.visitor),)
    key = visitor_key(event.visitor)
    return (EVERYTHING, key, CONVERSATIONS) if isinstance(event, ConversationChanged) else (EVERYTHING, key)
