"""Visitors who are not heard for a while, and why: for colleagues, never for themselves."""

from dataclasses import dataclass

from bridge.model import Conversation, Moment, Room


@dataclass(frozen=True, slots=True)
class Block:
    """Somebody is not heard until then; the reason may be empty."""

    until: Moment
    reason: str


@dataclass(frozen=True, slots=True)
class Blocking:
    """What an agent has done about the visitor of a conversation: `before` they were blocked so, and are `now`."""

    conversation: Conversation
    before: Block | None
    now: Block | None


def find_block(room: Room, now: Moment) -> Block | None:
    """The one that is in force for the visitor of this room."""
    if room.blocked_until is None or not room.is_blocked(now):
        return None
    return Block(room.blocked_until, room.blocked_reason)
