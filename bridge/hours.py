"""When a department is open: spans of the week in a place's own time, and days that are otherwise.

             week, holidays ──▶ each day's spans ──▶ stretches of real time, merged, in order ──▶ open? until when?

Rule 1: a span lasts from the first moment at which the clocks of that place show its beginning, or have passed it, to
        the first moment of its end. So an hour that is skipped in spring shortens it, one that comes twice in autumn is
        in it as a whole or not at all, and nothing opens and closes twice.
Rule 2: a span belongs to the day on which it begins, also when it ends on the next: a holiday takes its own day's spans
        away, not the rest of the night before.
Rule 3: pure, and the only one who decides this: offers, timers and the visitor's page all ask here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bridge.model import DAYS, SECONDS, Moment

Span = tuple[int, int]
"""Minutes since the day's midnight: 0 ≤ begin < 1440, begin < end ≤ begin + 1440."""

AHEAD: Final = 366  # days; what lies further ahead is never
_LONGEST: Final = 2  # days before on which a span may have begun that is not over yet


@dataclass(frozen=True, slots=True)
class Hours:
    """`timezone` is an IANA name, `week` the spans of each day from Monday on, `holidays` those of single days instead
    (none: closed).
    """

    timezone: str
    week: tuple[tuple[Span, ...], ...]
    holidays: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def is_open(self, at: Moment) -> bool:
        """Whether this moment lies in a span."""
        return any(begin <= at < end for begin, end in self._stretches(at, days=1))

    def next_change(self, at: Moment) -> Moment | None:
        """When it will be open if it is closed, or closed if it is open; `None`: not within a year."""
        edges = (edge for stretch in self._stretches(at, days=AHEAD) for edge in stretch if edge > at)
        return _within_a_year(at, next(edges, None))

    def next_opening(self, at: Moment) -> Moment | None:
        """When it opens the next time; `None`: not within a year."""
        beginnings = (begin for begin, _ in self._stretches(at, days=AHEAD) if begin > at)
        return _within_a_year(at, next(beginnings, None))

    def day_begins(self, at: Moment) -> Moment:
        """When the day of that moment began there."""
        zone = ZoneInfo(self.timezone)
        return _moment(datetime.fromtimestamp(at / SECONDS, zone).date(), 0, zone)

    def _stretches(self, at: Moment, *, days: int) -> Iterator[tuple[Moment, Moment]]:
        """Real time from before `at` to so many days after it; what touches is one."""
        zone = ZoneInfo(self.timezone)
        today = datetime.fromtimestamp(at / SECONDS, zone).date()
        growing: tuple[Moment, Moment] | None = None
        for number in range(-_LONGEST, days + _LONGEST):
            day = today + timedelta(days=number)
            for begin, end in sorted(self.holidays.get(day, self.week[day.weekday()])):
                begins, ends = _moment(day, begin, zone), _moment(day, end, zone)
                if begins == ends:
                    continue
                if growing is not None and begins <= growing[1]:
                    growing = growing[0], max(growing[1], ends)
                    continue
                if growing is not None:
                    yield growing
                growing = begins, ends
        if growing is not None:
            yield growing


def _within_a_year(at: Moment, found: Moment | None) -> Moment | None:
    return found if found is not None and found <= at + AHEAD * DAYS else None


def _moment(day: date, minute: int, zone: ZoneInfo) -> Moment:
    """The first moment at which the clocks there show this time of this day, or have passed it."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    first, second = (round(wall.replace(tzinfo=zone, fold=fold).timestamp()) for fold in (0, 1))
    if second >= first:
        return Moment(first * SECONDS)
    # They never show it (PEP 495): between the two the clocks were moved forward.
    before, after = second, first
    while after - before > 1:
        middle = (before + after) // 2
        has_passed = datetime.fromtimestamp(middle, zone).replace(tzinfo=None) >= wall
        before, after = (before, middle) if has_passed else (middle, after)
    return Moment(after * SECONDS)
