"""Whom a waiting visitor is offered to next: one small function for each way of sharing the work.

             on duty, not asked yet, not full ──▶ who speaks the visitor's language, if anybody
                                               ──▶ who answered this visitor last, if they are among them: they alone
                                               ──▶ the strategy's choice

Rule 1: pure: a strategy sees candidates, and returns those who are asked now; nobody is asked twice before all were.
Rule 2: a new one is a function here, a word in `STRATEGIES`, and a test.
Rule 3: whoever is asked alone has the time of one offer before others are asked, by each strategy.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bridge.model import JID, Moment

_NEVER: Final = Moment(0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent who could answer. `load` counts the conversations they have and the offers that wait for them alone,
    `capacity` (`None`: as many as come) what they can have; `asked_at` is when an offer was theirs alone the last time.
    """

    agent: JID
    level: int = 0
    load: int = 0
    capacity: int | None = None
    asked_at: Moment = _NEVER
    speaks: bool = True
    was_last: bool = False

    @property
    def is_full(self) -> bool:
        """Whether they have as many as they can have."""
        return self.capacity is not None and self.load >= self.capacity


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is asked now; `is_alone`: others are asked only after they have answered, or have had their time."""

    agents: Sequence[JID]
    is_alone: bool = False


Strategy = Callable[[Sequence[Candidate]], Sequence[Candidate]]
"""Takes at least one candidate, returns at least one of them."""


def everyone(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """All at once; the first to take it has it."""
    return candidates


def round_robin(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Whoever was asked least lately."""
    return [min(candidates, key=_turn)]


def least_busy(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Whoever has the smallest share of what they can have; of equals, whoever was asked least lately."""
    return [min(candidates, key=lambda each: (_share(each), each.load, *_turn(each)))]


def most_experienced(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The highest level that is there; of equals, the least busy."""
    return least_busy(_of_level(candidates, max(each.level for each in candidates)))


def first_line_first(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The lowest level that is there, then up; of equals, the least busy."""
    return least_busy(_of_level(candidates, min(each.level for each in candidates)))


STRATEGIES: Final[Mapping[str, Strategy]] = {
    "everyone": everyone,
    "round-robin": round_robin,
    "least-busy": least_busy,
    "most-experienced": most_experienced,
    "first-line-first": first_line_first,
}


def choose(strategy: str, candidates: Sequence[Candidate]) -> Choice:
    """Who is asked now, of those who have not been asked yet; nobody when nobody is free."""
    free = [each for each in candidates if not each.is_full]
    if not free:
        return Choice([])
    understood = [each for each in free if each.speaks] or free
    last = [each for each in understood if each.was_last]
    chosen = last[:1] or STRATEGIES[strategy](understood)
    return Choice([each.agent for each in chosen], is_alone=is_one_by_one(strategy) or bool(last and len(free) > 1))


def is_one_by_one(strategy: str) -> bool:
    """Whether every offer is one agent's alone before others are asked."""
    return strategy != "everyone"


def _turn(candidate: Candidate) -> tuple[Moment, JID]:
    return candidate.asked_at, candidate.agent


def _share(candidate: Candidate) -> float:
    return candidate.load / candidate.capacity if candidate.capacity else 0.0


def _of_level(candidates: Sequence[Candidate], level: int) -> Sequence[Candidate]:
    return [each for each in candidates if each.level == level]
