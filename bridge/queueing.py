"""Whose turn it is: where each of those who wait stands in line, and how long it may still take.

             those who were answered lately ──▶ pace_of ──┐
             those who wait, the oldest first ────────────┴──▶ turns_of ──▶ place and wait of each

Rule 1: a wait is told by what a place in line took lately, so that it would have been long enough for three of four.
Rule 2: where too few were answered to judge by, there are places and no waits.
Rule 3: while the line stands still, the wait of everybody in it grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from bridge.model import MINUTES, Moment, VisitorId

LOOK_BACK: Final = 3 * 60 * MINUTES  # whoever came before says nothing of now
SAMPLE: Final = 50  # and of those who came since then, the last are enough
BASIS: Final = 5  # conversations; with fewer there is no telling
LONGEST: Final = 30  # minutes; beyond them nobody is told how many


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody who had to wait from one moment to the other."""

    opened_at: Moment
    answered_at: Moment


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody stands in line, the next being 1, and about how many whole minutes that takes: `LONGEST + 1` for
    longer than that, `None` where nobody can say.
    """

    place: int
    wait: int | None


def pace_of(answered: Sequence[Answered]) -> float | None:
    """In how many milliseconds the line moves up by one: for three of four of these it took no longer. `None` where
    they are too few.
    """
    if len(answered) < BASIS:
        return None
    paces = sorted((each.answered_at - each.opened_at) / _place_of(each, answered) for each in answered)
    return paces[ceil(len(paces) * 3 / 4) - 1]


def turns_of(line: Sequence[VisitorId], pace: float | None, *, still_for: int) -> dict[VisitorId, Turn]:
    """Everybody's turn in a line, the oldest first. `still_for`: milliseconds since which the same one is the next."""
    return {visitor: Turn(place, _wait(place, pace, still_for)) for place, visitor in enumerate(line, start=1)}


def _place_of(one: Answered, answered: Sequence[Answered]) -> int:
    """Where they stood when they came."""
    return 1 + sum(each.opened_at < one.opened_at < each.answered_at for each in answered)


def _wait(place: int, pace: float | None, still_for: int) -> int | None:
    if pace is None:
        return None
    minutes = ceil((max(pace, still_for) + (place - 1) * pace) / MINUTES)
    return min(max(minutes, 1), LONGEST + 1)
