"""Numbers, and what is made of them: percentiles, medians of rounds with their spread, ratios, judgement."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

MISSING = math.nan


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share (0 … 1) of all does not exceed; NaN of nothing."""
    if not values:
        return MISSING
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure from several rounds."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, rounds: Sequence[float]) -> "Spread":
        """Rounds without a figure do not count; without any, all is NaN."""
        known = [value for value in rounds if not math.isnan(value)]
        if not known:
            return cls(MISSING, MISSING, MISSING)
        return cls(statistics.median(known), min(known), max(known))


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached: a ratio to the peer, or a value where there is none; `slack` in the row's unit may be
    added to what the peer has.
    """

    limit: float
    is_at_least: bool = False
    slack: float = 0.0

    def is_reached(self, value: float, peer: float | None) -> bool:
        """Never, where there is no figure."""
        measure = value if peer is None else ratio(value, peer)
        if self.is_at_least:
            return measure >= self.limit
        is_near = bool(self.slack) and peer is not None and value <= peer + self.slack
        return measure <= self.limit or is_near

    def __str__(self) -> str:
        return f"{'≥' if self.is_at_least else '≤'} {number(self.limit)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `peer` is None where the value speaks for itself, `target` where nothing was promised."""

    name: str
    unit: str
    value: Spread
    peer: Spread | None = None
    peer_name: str = ""
    target: Target | None = None

    @property
    def ratio(self) -> float | None:
        """Of the medians."""
        return None if self.peer is None else ratio(self.value.median, self.peer.median)

    @property
    def is_reached(self) -> bool | None:
        """None where there is no target."""
        if self.target is None:
            return None
        return self.target.is_reached(self.value.median, None if self.peer is None else self.peer.median)


def ratio(value: float, other: float) -> float:
    """NaN where it cannot be said."""
    return value / other if other else MISSING


def number(value: float) -> str:
    """With three digits that mean something."""
    if math.isnan(value):
        return "–"
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"
