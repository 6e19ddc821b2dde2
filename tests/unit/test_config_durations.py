"""Lengths of time, as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.durations import build_duration, build_patience, parse_duration, parse_patience
from config.findings import SettingError

lengths = st.integers(min_value=1, max_value=3650 * 86_400_000).map(lambda count: timedelta(milliseconds=count))


@given(lengths)
def test_what_is_written_is_read_back(length: timedelta) -> None:
    """
    Every length in whole milliseconds survives being written and read.
    """
    assert parse_duration(build_duration(length)) == length


@given(st.one_of(st.text(), st.integers(), st.floats(allow_nan=False), st.booleans(), st.lists(st.integers())))
def test_anything_else_is_refused_in_words(value: object) -> None:
    """
    Whatever stands in the file, the answer is a length within ten years or a sentence with a remedy, never a crash.
    """
    try:
        length = parse_duration(value)
    except SettingError:
        return
    assert timedelta() < length <= timedelta(days=3650)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("5 min", 300),
        ("20 s", 20),
        ("20s", 20),
        ("1 h", 3600),
        ("1 h 30 min", 5400),
        ("2 Hours", 7200),
        ("1.5 h", 5400),
        ("30 d", 30 * 86_400),
        ("250 ms", 0.25),
        ("PT5M", 300),
        ("P1DT2H", 93_600),
        ("90", 90),
        (90, 90),
        (0.5, 0.5),
    ],
)
def test_the_usual_spellings(written: object, seconds: float) -> None:
    """
    Numbers with units, ISO 8601 and bare seconds are understood.
    """
    assert parse_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written", ["", "soon", "5 mims", "min", "-5 min", "0 s", "0", 0, True, None, [], "PT", "5 min x"]
)
def test_what_is_no_length_is_refused(written: object) -> None:
    """
    Nothing, a negative length, an unknown unit and leftovers are mistakes.
    """
    with pytest.raises(SettingError):
        parse_duration(written)


@pytest.mark.parametrize("written", ["never", " Never ", "0 s", "0", 0, timedelta()])
def test_what_need_not_be_can_be_switched_off(written: object) -> None:
    """
    By a word, or by no time at all; both are written as the word.
    """
    assert parse_patience(written) == timedelta()
    assert build_patience(timedelta()) == "never"


@given(lengths)
def test_what_need_not_be_is_a_length_otherwise(length: timedelta) -> None:
    """
    And survives being written and read.
    """
    assert parse_patience(build_patience(length)) == length


@pytest.mark.parametrize("written", ["", "soon", "-5 min", True, False, None, []])
def test_nothing_else_switches_it_off(written: object) -> None:
    """
    A mistake is told, as everywhere.
    """
    with pytest.raises(SettingError):
        parse_patience(written)
