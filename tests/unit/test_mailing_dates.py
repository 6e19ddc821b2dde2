"""Days and times in letters."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bridge.mailing.dates import name_day, name_time, persian

# The first day of these years, as Iran has celebrated it or browsers reckon.
NEW_YEARS = {
    1304: date(1925, 3, 21),
    1358: date(1979, 3, 21),
    1375: date(1996, 3, 20),
    1376: date(1997, 3, 21),
    1399: date(2020, 3, 20),
    1400: date(2021, 3, 21),
    1403: date(2024, 3, 20),
    1404: date(2025, 3, 21),
    1405: date(2026, 3, 21),
    1408: date(2029, 3, 20),
    1409: date(2030, 3, 21),
    1464: date(2085, 3, 20),
}


@pytest.mark.parametrize(("year", "day"), NEW_YEARS.items())
def test_a_persian_year_begins_in_spring(year: int, day: date) -> None:
    """
    On 1 Farvardin; the day before is the last of Esfand.
    """
    assert persian(day) == (year, 1, 1)
    if year > 1304:
        assert persian(day - timedelta(days=1))[:2] == (year - 1, 12)


def test_every_day_has_the_next_number() -> None:
    """
    Or is the first of a month, or of a year; six months have 31 days.
    """
    day = date(2020, 3, 20)
    while day < date(2032, 1, 1):
        year, month, number = persian(day)
        longest = 31 if month <= 6 else 30
        following = persian(day + timedelta(days=1))
        assert following in ((year, month, number + 1), (year, month + 1, 1), (year + 1, 1, 1))
        assert 1 <= number <= longest
        day += timedelta(days=1)


def test_days_and_times_are_written_in_the_readers_way() -> None:
    """
    English by the Gregorian calendar, Persian by Iran's, in its own digits.
    """
    at = datetime(2026, 11, 27, 14, 3, tzinfo=UTC)
    assert (name_day(at.date(), "en"), name_time(at, "en")) == ("27 November 2026", "14:03")
    assert (name_day(at.date(), "fa"), name_time(at, "fa")) == ("۶ آذر ۱۴۰۵", "۱۴:۰۳")
