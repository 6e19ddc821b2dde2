"""Times and days as people write them: `09:00-17:00`, `monday-friday`, `2026-12-25`, `Europe/Warsaw`.

Law: `parse_spans(build_spans(spans)) == spans`, and the same of holidays.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from config.findings import SettingError

Span = tuple[int, int]
"""Minutes since the day's midnight; the end is later than the beginning, on the next day if need be."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAILY = "daily"
CLOSED = "closed"
_SPAN = re.compile(r"(?P<begin>\d{1,2}:\d{2})\s*[-–]\s*(?P<end>\d{1,2}:\d{2})")
_MIDNIGHT = 24 * 60
_SPAN_FIX = 'Write "09:00-17:00", several as ["09:00-12:00", "13:00-17:00"], or closed.'
_HOLIDAY_FIX = 'Write dates, [2026-12-25, 2026-12-26], or dates with times, {2026-12-24: "10:00-14:00"}.'


@dataclass(frozen=True, slots=True)
class Spans:
    """The times of one entry, none if it is closed."""

    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Holidays:
    """What single dates have instead of their weekday's times."""

    days: Mapping[date, Spans] = field(default_factory=dict)


def parse_days(name: str) -> tuple[int, ...]:
    """The days that an entry names, Monday is 0: `monday`, `monday-friday`, `saturday-monday`, `daily`."""
    first, _, last = name.strip().lower().replace("_", "-").partition("-")
    if first == DAILY and not last:
        return tuple(range(7))
    for word in (first, last or first):
        if word not in DAYS:
            meant = next(iter(get_close_matches(word, (*DAYS, DAILY, "timezone", "holidays"), n=1)), "")
            fix = "" if meant else "Write monday, monday-friday, daily, timezone or holidays."
            raise SettingError(f"“{word}” is no day of the week.", suggestion=meant, fix=fix)
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return tuple((begin + number) % 7 for number in range((end - begin) % 7 + 1))


def check_days(name: str) -> str:
    """The name of an entry, as it was written."""
    parse_days(name)
    return name


def parse_spans(value: object) -> Spans:
    """The times of one entry, from a text, a list of texts, or `closed`."""
    if isinstance(value, Spans):
        return value
    if value is False or (isinstance(value, str) and value.strip().lower() == CLOSED):
        return Spans()
    texts = [each.strip() for each in value.split(",")] if isinstance(value, str) else value
    if not isinstance(texts, list | tuple):
        raise SettingError("These are no times.", fix=_SPAN_FIX)
    return Spans(tuple(_parse_span(each) for each in texts))


def build_spans(spans: Spans) -> str | list[str]:
    """The form in which times stand in the file."""
    texts = [f"{_clock(begin)}-{_clock(end if end <= _MIDNIGHT else end - _MIDNIGHT)}" for begin, end in spans.spans]
    return texts[0] if len(texts) == 1 else texts or CLOSED


def parse_holidays(value: object) -> Holidays:
    """Dates on which it is closed, or has times of its own."""
    if isinstance(value, Holidays):
        return value
    entries = value.split(",") if isinstance(value, str) else value
    if isinstance(entries, date):
        entries = [entries]
    if not isinstance(entries, Mapping | list | tuple):
        raise SettingError("These are no dates.", fix=_HOLIDAY_FIX)
    return Holidays(MappingProxyType(dict(_holidays(entries))))


def build_holidays(holidays: Holidays) -> dict[str, str | list[str]]:
    """The form in which holidays can stand in the file."""
    return {day.isoformat(): build_spans(spans) for day, spans in holidays.days.items()}


def parse_timezone(name: str) -> str:
    """The name of a place's time (IANA)."""
    try:
        ZoneInfo(name.strip())
    except (KeyError, ValueError, OSError):
        meant = next(iter(get_close_matches(name.strip(), sorted(available_timezones()), n=1)), "")
        fix = "" if meant else "Write it as in Europe/Warsaw or Asia/Tehran: a region and a city in it."
        raise SettingError(f"“{name}” is no time zone.", suggestion=meant, fix=fix) from None
    return name.strip()


def _parse_span(text: object) -> Span:
    found = _SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise SettingError(f"“{text}” is no time from when to when.", fix=_SPAN_FIX)
    begin, end = (_minutes(found[name]) for name in ("begin", "end"))
    if begin is None or end is None or begin == _MIDNIGHT:
        raise SettingError(f"“{text}” is not on the clock.", fix="A day goes from 00:00 to 24:00.")
    if begin == end:
        raise SettingError(f"“{text}” begins when it ends.", fix='All day is "00:00-24:00".')
    return begin, end if end > begin else end + _MIDNIGHT


def _minutes(clock: str) -> int | None:
    hour, minute = map(int, clock.split(":"))
    return hour * 60 + minute if minute < 60 and hour * 60 + minute <= _MIDNIGHT else None


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _holidays(entries: Any) -> Iterator[tuple[date, Spans]]:
    if isinstance(entries, Mapping):
        for day, spans in entries.items():
            yield _parse_date(day), parse_spans(spans)
        return
    for entry in entries:
        if isinstance(entry, Mapping):
            yield from _holidays(entry)
        else:
            yield _parse_date(entry), Spans()


def _parse_date(value: object) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        raise SettingError(f"“{value}” is no date.", fix=_HOLIDAY_FIX) from None
