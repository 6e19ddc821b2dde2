"""A department's hours as people write them, and what is said where they cannot be right."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from config import ConfigError
from config.findings import SettingError
from config.showing import build_yaml
from config.times import (
    DAYS,
    Holidays,
    Spans,
    build_holidays,
    build_spans,
    parse_days,
    parse_holidays,
    parse_spans,
    parse_timezone,
)

GOOD = """\
public_url: https://chat.example.org
xmpp: {domain: livechat.example.org, secret: s3cret, muc: conference.example.org}
departments:
  support:
    agents: [ann@example.org]
    hours:
      timezone: Europe/Warsaw
"""
OFFICE = (9 * 60, 17 * 60)


def week_of(tmp_path: Path, *lines: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The week that a file with these hours describes."""
    file = tmp_path / "parlour.yaml"
    file.write_text(GOOD + "".join(f"      {line}\n" for line in lines), encoding="utf-8")
    hours = config.load(file, {}).departments["support"].hours
    assert hours is not None
    return hours.week


def test_a_week_of_hours(tmp_path: Path) -> None:
    """
    Ranges, single days, several spans; what is not named is closed. Quotes may be left away.
    """
    week = week_of(tmp_path, "monday-friday: 09:00-17:00", 'saturday: ["10:00-12:00", "13:00-14:00"]')
    assert week == ((OFFICE,),) * 5 + (((600, 720), (780, 840)), ())


def test_a_range_may_pass_the_end_of_the_week_and_a_span_that_of_the_day(tmp_path: Path) -> None:
    """
    From Saturday to Monday, from ten in the evening to six.
    """
    night = ((22 * 60, 30 * 60),)
    assert week_of(tmp_path, "saturday-monday: 22:00-06:00") == (night, (), (), (), (), night, night)


def test_daily_has_exceptions(tmp_path: Path) -> None:
    """
    Of two entries for a day the one that names fewer days counts, wherever it stands.
    """
    week = week_of(tmp_path, "sunday: closed", "daily: 00:00-24:00", "friday-sunday: 9:00-17:00")
    assert week == (((0, 1440),),) * 4 + ((OFFICE,),) * 2 + ((),)


@pytest.mark.parametrize(
    "written",
    [
        "[2026-12-25, {2026-12-24: 10:00-14:00}]",
        '{2026-12-25: closed, "2026-12-24": ["10:00-14:00"]}',
        '["2026-12-25", {2026-12-24: 10:00-14:00}]',
    ],
)
def test_holidays_are_dates_with_or_without_times(tmp_path: Path, written: str) -> None:
    """
    In a list or by name, as YAML's dates or as text.
    """
    file = tmp_path / "parlour.yaml"
    file.write_text(f"{GOOD}      monday: 09:00-17:00\n      holidays: {written}\n", encoding="utf-8")
    hours = config.load(file, {}).departments["support"].hours
    assert hours is not None
    assert hours.holidays.days == {date(2026, 12, 25): Spans(), date(2026, 12, 24): Spans(((600, 840),))}


def test_hours_may_stand_in_the_environment(tmp_path: Path) -> None:
    """
    With `_` for `-`, and commas between spans.
    """
    file = tmp_path / "parlour.yaml"
    file.write_text(GOOD, encoding="utf-8")
    environ = {"PARLOUR_DEPARTMENTS__SUPPORT__HOURS__MONDAY_TUESDAY": "09:00-12:00, 13:00-17:00"}
    hours = config.load(file, environ).departments["support"].hours
    assert hours is not None
    assert hours.week[:3] == (((540, 720), (780, 1020)),) * 2 + ((),)


def test_what_is_shown_can_be_used(tmp_path: Path) -> None:
    """
    `parlour config show` writes hours in the form of the file.
    """
    lines = ("daily: 22:00-06:00", "sunday: closed", "holidays: [2026-12-25, {2026-12-24: 10:00-14:00}]")
    week = week_of(tmp_path, *lines)
    file = tmp_path / "parlour.yaml"
    settings = config.load(file, {})
    file.write_text(build_yaml(settings, redact=False), encoding="utf-8")
    again = config.load(file, {}).departments["support"].hours
    assert again == settings.departments["support"].hours
    assert again is not None
    assert again.week == week


@pytest.mark.parametrize(
    ("line", "path", "words"),
    [
        ("mondy: 09:00-17:00", ".mondy", "Did you mean “monday”?"),
        ("monday-fryday: 09:00-17:00", ".monday-fryday", "“fryday” is no day of the week. Did you mean “friday”?"),
        ("weekends: 09:00-17:00", ".weekends", "no day of the week"),
        ("holiday: [2026-12-25]", ".holiday", "Did you mean “holidays”?"),
        ("monday: 9-17", ".monday", 'Write "09:00-17:00"'),
        ("monday: 09:00", ".monday", "no time from when to when"),
        ("monday: 09:00-25:00", ".monday", "from 00:00 to 24:00"),
        ("monday: 09:75-17:00", ".monday", "not on the clock"),
        ("monday: 24:00-06:00", ".monday", "not on the clock"),
        ("monday: 09:00-09:00", ".monday", "00:00-24:00"),
        ("monday: [09:00-12:00, 13-17]", ".monday", "“13-17”"),
        ("monday: 9", ".monday", "no times"),
        ("monday:", ".monday", "no times"),
        ("holidays: [2026-13-01]", ".holidays", "“2026-13-01” is no date"),
        ("holidays: [christmas]", ".holidays", "Write dates"),
        ("holidays: {2026-12-24: early}", ".holidays", "“early”"),
        ("holidays: 5", ".holidays", "no dates"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(tmp_path: Path, line: str, path: str, words: str) -> None:
    """
    With its line, and how it would be right.
    """
    with pytest.raises(ConfigError) as refusal:
        week_of(tmp_path, "tuesday: 09:00-17:00", line)
    (finding,) = refusal.value.findings
    assert (finding.path, finding.line) == (f"departments.support.hours{path}", 9)
    assert words in str(finding)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((), "No day is named."),
        (("holidays: [2026-12-25]",), "No day is named."),
        (
            ("monday-friday: 09:00-17:00", "wednesday-sunday: 10:00-12:00"),
            "“monday-friday” and “wednesday-sunday” both say when Wednesday is open.",
        ),
    ],
)
def test_hours_that_say_nothing_or_two_things(tmp_path: Path, lines: tuple[str, ...], words: str) -> None:
    """
    Nobody can guess what was meant.
    """
    with pytest.raises(ConfigError, match=words) as refusal:
        week_of(tmp_path, *lines)
    assert [finding.line for finding in refusal.value.findings] == [6]


def test_a_place_without_a_clock(tmp_path: Path) -> None:
    """
    The time zone is needed, and one that does not exist is refused with the one that was meant.
    """
    with pytest.raises(SettingError) as refusal:
        parse_timezone("Europe/Warszawa")
    assert refusal.value.suggestion == "Europe/Warsaw"
    assert {parse_timezone(name) for name in list(available_timezones())[:20]}
    file = tmp_path / "parlour.yaml"
    file.write_text(GOOD.replace("timezone: Europe/Warsaw", "monday: 09:00-17:00"), encoding="utf-8")
    with pytest.raises(ConfigError, match="“timezone” is missing"):
        config.load(file, {})


@given(st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), max_size=4))
def test_times_are_read_as_they_are_written(drawn: list[tuple[int, int]]) -> None:
    """
    Alone and as a holiday's.
    """
    spans = Spans(tuple((begin, begin + length) for begin, length in drawn if length < 1440 or begin == 0))
    assert parse_spans(build_spans(spans)) == spans
    holidays = Holidays({date(2026, 12, 24): spans})
    assert parse_holidays(build_holidays(holidays)).days == holidays.days


@given(st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_a_range_begins_and_ends_with_its_days(first: str, last: str) -> None:
    """
    And goes forward, day by day.
    """
    days = parse_days(f"{first}-{last}")
    assert (DAYS[days[0]], DAYS[days[-1]]) == (first, last)
    assert all((one + 1) % 7 == other for one, other in pairwise(days))
    assert len(set(days)) == len(days)
