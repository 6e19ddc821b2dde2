"""The life of a conversation, from first word to last.

              an agent answers             silence, or a side ends it
     WAITING ───────────────────▶ ACTIVE ────────────────────────────▶ CLOSED
      ▲ │ ▲                        │ │                                   ▲
      │ │ └─ agent silent or gone ─┘ └── an agent or the visitor writes   │
      │ └───────────────────────── a side ends it ───────────────────────┘
      └── the visitor writes (after CLOSED the next conversation begins, in the same room)

Rule 1: every transition stands in `_NEXT`; nothing else decides a state.
Rule 2: no I/O and no clock, so a whole life is tested in microseconds.
Rule 3: a visitor may always write in their own room, and an agent inside it too: speech is never refused because of a
        state.
"""

from enum import StrEnum
from typing import Final

from bridge.errors import NotAllowed
from bridge.model import State


class Cause(StrEnum):
    """What can happen to a conversation."""

    VISITOR_WROTE = "visitor_wrote"
    AGENT_WROTE = "agent_wrote"
    TAKEN = "taken"
    AGENT_SILENT = "agent_silent"
    AGENT_GONE = "agent_gone"
    VISITOR_SILENT = "visitor_silent"
    ENDED = "ended"


_NEXT: Final[dict[State | None, dict[Cause, State]]] = {
    None: {
        Cause.VISITOR_WROTE: State.WAITING,
        Cause.AGENT_WROTE: State.ACTIVE,
    },
    State.WAITING: {
        Cause.VISITOR_WROTE: State.WAITING,
        Cause.AGENT_WROTE: State.ACTIVE,
        Cause.TAKEN: State.ACTIVE,
        Cause.ENDED: State.CLOSED,
    },
    State.ACTIVE: {
        Cause.VISITOR_WROTE: State.ACTIVE,
        Cause.AGENT_WROTE: State.ACTIVE,
        Cause.AGENT_SILENT: State.WAITING,
        Cause.AGENT_GONE: State.WAITING,
        Cause.VISITOR_SILENT: State.CLOSED,
        Cause.ENDED: State.CLOSED,
    },
    State.CLOSED: {
        Cause.VISITOR_WROTE: State.WAITING,
        Cause.AGENT_WROTE: State.ACTIVE,
    },
}


def next_state(state: State | None, cause: Cause) -> State:
    """The state after `cause`; `None` is a room in which nobody has spoken yet. Raises `NotAllowed` where nothing
    follows.
    """
    following = _NEXT[state].get(cause)
    if following is None:
        raise NotAllowed(f"A conversation that is {state or 'not begun'} cannot become anything by {cause}.")
    return following


def may_happen(state: State | None, cause: Cause) -> bool:
    """Whether `next_state` has an answer."""
    return cause in _NEXT[state]


def begins_anew(state: State | None, cause: Cause) -> bool:
    """Whether speech opens the room's next conversation rather than going on with the last."""
    return state in (None, State.CLOSED) and cause in (Cause.VISITOR_WROTE, Cause.AGENT_WROTE)
