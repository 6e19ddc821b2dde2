"""When it is open: spans of the week in a place's own time."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bridge.hours import AHEAD, Hours, Span
from bridge.model import DAYS, Moment

WARSAW = "Europe/Warsaw"
OFFICE: Span = (9 * 60, 17 * 60)
NIGHT: Span = (22 * 60, 30 * 60)
CLOSED: tuple[Span, ...] = ()
# Half-hour changes, changes at midnight, none, and a day that never was (Apia, 30 December 2011).
ZONES = (WARSAW, "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Asia/Tehran", "Pacific/Apia", "UTC")


def at(text: str, zone: str = WARSAW, *, fold: int = 0) -> Moment:
    """The moment at which the clocks of a place show this."""
    return Moment(round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp() * 1000))


def shown(moment: Moment | None, zone: str = WARSAW) -> str:
    """What the clocks of that place show then, with their distance from UTC."""
    return "never" if moment is None else f"{datetime.fromtimestamp(moment / 1000, ZoneInfo(zone)):%a %d.%m. %H:%M %z}"


def weekly(*spans: Span, zone: str = WARSAW, holidays: dict[date, tuple[Span, ...]] | None = None) -> Hours:
    """The same spans on each day from Monday to Friday."""
    return Hours(zone, (*([spans] * 5), CLOSED, CLOSED), holidays or {})


def daily(*spans: Span, zone: str = WARSAW) -> Hours:
    """The same spans on each day."""
    return Hours(zone, (spans,) * 7)


def test_office_hours() -> None:
    """
    From nine to five on weekdays: open at nine sharp, closed at five sharp, and on Monday again.
    """
    hours = weekly(OFFICE)
    assert not hours.is_open(at("2026-11-27 08:59:59"))
    assert hours.is_open(at("2026-11-27 09:00"))
    assert shown(hours.next_change(at("2026-11-27 09:00"))) == "Fri 27.11. 17:00 +0100"
    assert not hours.is_open(at("2026-11-27 17:00"))
    assert shown(hours.next_opening(at("2026-11-27 17:00"))) == "Mon 30.11. 09:00 +0100"
    assert shown(hours.next_opening(at("2026-11-27 10:00"))) == "Mon 30.11. 09:00 +0100"


def test_several_spans_a_day() -> None:
    """
    A lunch break is closed; spans that touch or overlap are one, and their seam is no change.
    """
    hours = daily((9 * 60, 12 * 60), (13 * 60, 17 * 60), (16 * 60, 18 * 60), (18 * 60, 19 * 60))
    assert not hours.is_open(at("2026-11-27 12:30"))
    assert shown(hours.next_change(at("2026-11-27 12:30"))) == "Fri 27.11. 13:00 +0100"
    assert shown(hours.next_change(at("2026-11-27 13:00"))) == "Fri 27.11. 19:00 +0100"


def test_a_span_may_pass_midnight() -> None:
    """
    Friday's night shift ends on Saturday, which has none of its own.
    """
    hours = weekly(NIGHT)
    assert hours.is_open(at("2026-11-28 05:59"))
    assert not hours.is_open(at("2026-11-28 06:00"))
    assert not hours.is_open(at("2026-11-28 23:00"))
    assert shown(hours.next_change(at("2026-11-27 22:00"))) == "Sat 28.11. 06:00 +0100"


def test_a_holiday_takes_its_own_day_away() -> None:
    """
    Closed on it, otherwise on a special day; the night shift before goes on to its end.
    """
    special = {date(2026, 12, 25): CLOSED, date(2026, 12, 24): ((600, 840),)}
    hours = weekly(OFFICE, holidays=special)
    assert shown(hours.next_change(at("2026-12-24 11:00"))) == "Thu 24.12. 14:00 +0100"
    assert shown(hours.next_opening(at("2026-12-24 15:00"))) == "Mon 28.12. 09:00 +0100"
    nights = weekly(NIGHT, holidays=special)
    assert nights.is_open(at("2026-12-24 05:00"))
    assert not nights.is_open(at("2026-12-25 23:00"))


def test_all_day_and_never() -> None:
    """
    Whoever is always open, or never, has no next change; a year of holidays is never.
    """
    now = at("2026-11-27 12:00")
    always, never = daily((0, 24 * 60)), daily()
    assert (always.is_open(now), always.next_change(now), always.next_opening(now)) == (True, None, None)
    assert (never.is_open(now), never.next_change(now), never.next_opening(now)) == (False, None, None)
    away = {date(2026, 11, 27) + timedelta(days=number): CLOSED for number in range(AHEAD + 2)}
    assert weekly(OFFICE, holidays=away).next_opening(now) is None


def test_an_hour_that_is_skipped_shortens_the_span() -> None:
    """
    On 29 March 2026 two o'clock is three o'clock in Warsaw: what begins at half past two begins then, what lies wholly
    in the gap is not at all.
    """
    hours = daily((150, 240))
    assert shown(hours.next_change(at("2026-03-29 00:00"))) == "Sun 29.03. 03:00 +0200"
    assert hours.is_open(at("2026-03-29 03:30"))
    assert shown(daily((130, 170)).next_opening(at("2026-03-29 00:00"))) == "Mon 30.03. 02:10 +0200"
    assert shown(weekly(NIGHT).next_change(at("2026-03-27 23:00"))) == "Sat 28.03. 06:00 +0100"
    assert shown(daily(NIGHT).next_change(at("2026-03-28 23:00"))) == "Sun 29.03. 06:00 +0200"


def test_an_hour_that_comes_twice_opens_once() -> None:
    """
    On 25 October 2026 it is half past two twice: a span that begins then is open from the first one on.
    """
    hours = daily((150, 240))
    assert shown(hours.next_change(at("2026-10-25 00:00"))) == "Sun 25.10. 02:30 +0200"
    assert hours.is_open(at("2026-10-25 02:10", fold=1))
    assert shown(hours.next_change(at("2026-10-25 02:40"))) == "Sun 25.10. 04:00 +0100"
    assert shown(daily((60, 150)).next_change(at("2026-10-25 01:30"))) == "Sun 25.10. 02:30 +0200"


def test_the_place_decides_what_day_it_is() -> None:
    """
    Monday in Tehran begins while it is Sunday in New York.
    """
    monday = (((0, 24 * 60),), *([CLOSED] * 6))
    sunday_evening = at("2026-11-29 17:00", "America/New_York")
    assert Hours("Asia/Tehran", monday).is_open(sunday_evening)
    assert not Hours("America/New_York", monday).is_open(sunday_evening)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    begin = draw(st.integers(0, 1439))
    return begin, begin + draw(st.integers(1, 1440))


@st.composite
def hours_and_moments(draw: st.DrawFn) -> tuple[Hours, Moment]:
    """Any hours, and a moment near one at which the clocks are moved, or anywhere."""
    days = st.lists(spans(), max_size=3).map(tuple)
    near = draw(st.sampled_from(["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-25", "2026-11-01", "2011-12-29"]))
    zone, week = draw(st.sampled_from(ZONES)), tuple(draw(days) for _ in range(7))
    first = date.fromisoformat(near)
    holidays = draw(st.dictionaries(st.integers(0, 4).map(lambda n: first + timedelta(days=n)), days, max_size=2))
    moment = at(f"{near} 00:00", "UTC") + draw(st.integers(-2 * DAYS, 4 * DAYS))
    return Hours(zone, week, holidays), Moment(moment)


@given(hours_and_moments())
def test_a_change_is_a_change_and_nothing_changes_before(drawn: tuple[Hours, Moment]) -> None:
    """
    Right before the next change it is as now, at it the opposite; at any moment between it is as now.
    """
    hours, now = drawn
    change = hours.next_change(now)
    is_open = hours.is_open(now)
    end = Moment(now + 9 * DAYS) if change is None else change
    if change is not None:
        assert change > now
        assert hours.is_open(change) is not is_open
        assert hours.is_open(Moment(change - 1)) is is_open
    step = max(1, min(end - now, 9 * DAYS) // 20)
    assert all(hours.is_open(Moment(between)) is is_open for between in range(now, min(end, now + 9 * DAYS), step))


@given(hours_and_moments())
def test_the_next_opening_is_the_first_change_to_open(drawn: tuple[Hours, Moment]) -> None:
    """
    Going from change to change, it is the first at which it is open.
    """
    hours, now = drawn
    changes: list[Moment | None] = [hours.next_change(now)]
    for _ in range(2):
        last = changes[-1]
        changes.append(hours.next_change(last) if last is not None else None)
    opening = next((each for each in changes if each is not None and hours.is_open(each)), None)
    assert hours.next_opening(now) == opening


@given(hours_and_moments())
def test_away_from_changes_of_the_clock_the_wall_decides(drawn: tuple[Hours, Moment]) -> None:
    """
    It is open exactly when the clock on the wall shows a time in a span of today, or of a night that is not over.
    """
    hours, now = drawn
    zone = ZoneInfo(hours.timezone)
    walls = [datetime.fromtimestamp((now + days * DAYS) / 1000, zone) for days in (-3, 0, 3)]
    if any(one.utcoffset() != other.utcoffset() for one, other in pairwise(walls)):
        return
    wall = walls[1].replace(tzinfo=None)
    expected = False
    for back in (0, 1, 2):
        day = wall.date() - timedelta(days=back)
        minute = (wall - datetime.combine(day, datetime.min.time())) / timedelta(minutes=1)
        today = hours.holidays.get(day, hours.week[day.weekday()])
        expected = expected or any(begin <= minute < end for begin, end in today)
    assert hours.is_open(now) is expected
