"""What the measurements make of their numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figures import Row, Spread, Target, number, percentile, ratio

numbers = st.floats(min_value=0.001, max_value=1e6)


@given(st.lists(numbers, min_size=1), st.floats(min_value=0.01, max_value=1.0))
def test_a_percentile_is_one_of_the_values_and_not_exceeded_by_that_share(values: list[float], share: float) -> None:
    """
    Of all values, at least the share is at most the percentile, and no smaller value has that property.
    """
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)


def test_the_percentile_of_nothing_is_no_number() -> None:
    """
    Where nothing was measured, nothing is claimed.
    """
    assert math.isnan(percentile([], 0.5))


def test_a_spread_tells_median_and_extremes() -> None:
    """
    A round that gave no figure does not count.
    """
    assert Spread.of([3.0, 1.0, math.nan, 2.0]) == Spread(2.0, 1.0, 3.0)


def test_a_spread_of_nothing_is_no_number() -> None:
    """
    Rounds without any figure have no median.
    """
    assert math.isnan(Spread.of([math.nan]).median)


@pytest.mark.parametrize(
    ("target", "value", "peer", "is_reached"),
    [
        (Target(1.4), 1.4, 1.0, True),
        (Target(1.4), 1.5, 1.0, False),
        (Target(1.5, slack=5.0), 6.0, 1.0, True),
        (Target(1.5, slack=5.0), 6.1, 1.0, False),
        (Target(0.25), 0.5, 1.0, False),
        (Target(1.0, is_at_least=True), 1_000.0, 1_001.0, False),
        (Target(1.0, is_at_least=True), 1_001.0, 1_001.0, True),
        (Target(45.0), 44.0, None, True),
        (Target(45.0), 46.0, None, False),
        (Target(0.0), 0.0, None, True),
        (Target(1.4), math.nan, 1.0, False),
        (Target(1.4), 1.0, 0.0, False),
    ],
)
def test_a_target_is_a_ratio_where_there_is_a_peer(
    target: Target, value: float, peer: float | None, is_reached: bool
) -> None:
    """
    At most or at least so many times the peer's figure, or the figure itself; what is no number reaches nothing.
    """
    assert target.is_reached(value, peer) is is_reached


def test_a_row_without_a_target_is_not_judged() -> None:
    """
    It tells its ratio all the same.
    """
    row = Row("anything", "ms", Spread.of([3.0]), Spread.of([2.0]), "direct")
    assert (row.ratio, row.is_reached) == (1.5, None)


def test_a_ratio_to_nothing_is_no_number() -> None:
    """
    A peer that took no time at all was not measured.
    """
    assert math.isnan(ratio(1.0, 0.0))


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (0.01234, "0.0123"), (1.0, "1.00"), (12.34, "12.3"), (1234.5, "1,234"), (math.nan, "–")],
)
def test_a_number_has_three_digits_that_mean_something(value: float, words: str) -> None:
    """
    Neither more nor less, however large it is.
    """
    assert number(value) == words
