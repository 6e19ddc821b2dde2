"""Days as people write them: Gregorian, or for Persian by Iran's own calendar, as browsers do it, too."""

from datetime import date, datetime
from typing import Final

_ENGLISH: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_PERSIAN: Final = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
_DIGITS: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

# Since 1 Farvardin 1304, when the calendar became law, leap years come in cycles of 33, as browsers reckon, too.
_FIRST_DAY: Final = date(1925, 3, 21).toordinal()
_FIRST_YEAR: Final = 1304
_LONG_MONTHS: Final = 6
_CYCLE: Final = 33
_LEAP_IN_CYCLE: Final = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


def name_day(day: date, language: str) -> str:
    """`27 November 2026`, or `۶ آذر ۱۴۰۵`."""
    if language == "fa":
        year, month, number = persian(day)
        return f"{number} {_PERSIAN[month - 1]} {year}".translate(_DIGITS)
    return f"{day.day} {_ENGLISH[day.month - 1]} {day.year}"


def name_time(at: datetime, language: str) -> str:
    """`14:03`, or `۱۴:۰۳`."""
    shown = f"{at:%H:%M}"
    return shown.translate(_DIGITS) if language == "fa" else shown


def persian(day: date) -> tuple[int, int, int]:
    """Year, month and day in Iran's calendar."""
    left, year = day.toordinal() - _FIRST_DAY, _FIRST_YEAR
    while left >= (length := 366 if year % _CYCLE in _LEAP_IN_CYCLE else 365):
        left, year = left - length, year + 1
    if left < _LONG_MONTHS * 31:
        return year, left // 31 + 1, left % 31 + 1
    left -= _LONG_MONTHS * 31
    return year, _LONG_MONTHS + left // 30 + 1, left % 30 + 1
