"""Lengths of time as people write them: `5 min`, `1 h 30 min`, `PT5M`; a bare number is seconds.

Law: `parse_duration(build_duration(length)) == length` for every length in whole milliseconds.
"""

import re
from datetime import timedelta

from config.findings import SettingError

_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_NAMES = {
    **{name: name for name in _UNITS},
    **dict.fromkeys(("millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("sec", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("hour", "hours"), "h"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("week", "weeks"), "w"),
}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)\s*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ISO = re.compile(
    r"P(?:(?P<w>\d+)W)?(?:(?P<d>\d+)D)?(?:T(?:(?P<h>\d+)H)?(?:(?P<min>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?",
    re.IGNORECASE,
)
_LONGEST = timedelta(days=3650)
NEVER = "never"
_FIX = "Write a number and a unit: 20 s, 5 min, 1 h 30 min, 30 d."


def parse_duration(value: object) -> timedelta:
    """A length of time, from text or seconds; `SettingError` when it is none, is zero, or is longer than ten years."""
    length = _parse(value)
    if length is None:
        raise SettingError("This is not a length of time.", fix=_FIX)
    if not timedelta() < length <= _LONGEST:
        raise SettingError("This length of time must be more than nothing and at most ten years.", fix=_FIX)
    return length


def parse_patience(value: object) -> timedelta:
    """The same for what need not be: no time at all, also written `never`, means that it is not."""
    text = value.strip().lower() if isinstance(value, str) else value
    return timedelta() if text == NEVER or _parse(value) == timedelta() else parse_duration(value)


def build_patience(length: timedelta) -> str:
    """The text that `parse_patience` reads back."""
    return build_duration(length) if length else NEVER


def build_duration(length: timedelta) -> str:
    """The text that `parse_duration` reads back: the largest units first, `1 h 30 min`."""
    parts = []
    for name in ("d", "h", "min", "s", "ms"):
        count, length = divmod(length, _UNITS[name])
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts) or "0 s"


def _parse(value: object) -> timedelta | None:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _total([(float(value), "s")])
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return _total([(float(text), "s")])
    return _parse_iso(text) or _parse_words(text.lower())


def _parse_iso(text: str) -> timedelta | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    return _total([(float(count), unit) for unit, count in found.groupdict().items() if count])


def _parse_words(text: str) -> timedelta | None:
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text) or any(name not in _NAMES for _, name in parts):
        return None
    return _total([(float(count), _NAMES[name]) for count, name in parts])


def _total(parts: list[tuple[float, str]]) -> timedelta:
    """The sum of all parts; a sum that no `timedelta` can hold is merely too long."""
    try:
        return sum((count * _UNITS[unit] for count, unit in parts), timedelta())
    except OverflowError:
        return timedelta.max
