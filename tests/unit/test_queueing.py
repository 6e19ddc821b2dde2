"""Whose turn it is, and what is promised."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model import MINUTES, Moment, VisitorId
from bridge.queueing import BASIS, LONGEST, Answered, Turn, pace_of, turns_of

moments = st.integers(0, 3 * 60 * MINUTES).map(Moment)
answers = st.builds(lambda came, waited: Answered(came, Moment(came + waited)), moments, moments)
samples = st.lists(answers, min_size=BASIS, max_size=30)
paces = st.floats(0, 60 * MINUTES)
LINE = [VisitorId(name) for name in ("vera", "omid", "mina")]


def one_by_one(count: int, minutes: float) -> list[Answered]:
    """All came together, and one agent took them, one after the other."""
    return [Answered(Moment(each), Moment(each + int((each + 1) * minutes * MINUTES))) for each in range(count)]


def waits(pace: float | None, *, still_for: int = 0, count: int = 3) -> list[int | None]:
    line = [VisitorId(f"v{number}") for number in range(count)]
    return [turn.wait for turn in turns_of(line, pace, still_for=still_for).values()]


def test_the_oldest_is_the_next() -> None:
    """
    Places count from one, in the order in which people came.
    """
    assert turns_of(LINE, None, still_for=0) == {"vera": Turn(1, None), "omid": Turn(2, None), "mina": Turn(3, None)}
    assert turns_of([], 1.0, still_for=0) == {}


def test_a_line_moves_as_it_did_lately() -> None:
    """
    Ten came together and one was taken every two minutes: the third of the next ones waits about six.
    """
    assert waits(pace_of(one_by_one(10, 2))) == [2, 4, 6]


def test_where_everybody_was_taken_at_once_nobody_waits_long() -> None:
    """
    Conversations an hour apart that were answered within twenty seconds: a minute a piece, not an hour.
    """
    quiet = [Answered(Moment(hour * 60 * MINUTES), Moment(hour * 60 * MINUTES + 20_000)) for hour in range(6)]
    assert waits(pace_of(quiet)) == [1, 1, 1]


@pytest.mark.parametrize("count", range(BASIS))
def test_too_few_answers_promise_nothing(count: int) -> None:
    """
    With fewer than five conversations there is no telling.
    """
    assert pace_of(one_by_one(count, 2)) is None
    assert waits(None, still_for=10 * MINUTES) == [None, None, None]


def test_a_line_that_stands_still_takes_longer() -> None:
    """
    The next has been the next for seven minutes, where two were usual: everybody waits five longer.
    """
    assert waits(2 * MINUTES, still_for=MINUTES) == [2, 4, 6]
    assert waits(2 * MINUTES, still_for=7 * MINUTES) == [7, 9, 11]


@given(samples)
def test_the_promise_was_kept_for_three_of_four(sample: list[Answered]) -> None:
    """
    Whatever happened, at least three of four would have been told a time within which they were answered.
    """
    pace = pace_of(sample)
    assert pace is not None
    kept = 0
    for one in sample:
        before = sum(each.opened_at < one.opened_at < each.answered_at for each in sample)
        kept += Fraction(one.answered_at - one.opened_at, before + 1) <= Fraction(pace) * (1 + Fraction(1, 10**9))
    assert 4 * kept >= 3 * len(sample)


@given(paces, st.integers(0, 60 * MINUTES), st.integers(1, 40))
def test_a_wait_is_whole_and_never_shorter_than_that_of_who_is_before(pace: float, still_for: int, count: int) -> None:
    """
    From one minute to one more than the longest that is told; nobody in line is told less than who is before them.
    """
    told = [wait for wait in waits(pace, still_for=still_for, count=count) if wait is not None]
    assert len(told) == count
    assert told == sorted(told)
    assert 1 <= told[0] <= told[-1] <= LONGEST + 1
    assert all(wait * MINUTES >= min(place * pace, LONGEST * MINUTES) for place, wait in enumerate(told, start=1))
