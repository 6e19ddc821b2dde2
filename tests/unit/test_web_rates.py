"""Token buckets: how much at once, how much in the long run, and nothing remembered for ever."""

from hypothesis import given
from hypothesis import strategies as st

from web.rates import Rate, household


class Seconds:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_and_then_the_time_to_wait_is_told() -> None:
    """
    Three at once, one more every two seconds; whoever waits as long as told may go on.
    """
    clock = Seconds()
    rate = Rate(burst=3, per_second=0.5, clock=clock)
    assert [rate.take("vera") for _ in range(3)] == [0, 0, 0]
    wait = rate.take("vera")
    assert wait == 2.0
    clock.now += wait
    assert rate.take("vera") == 0
    assert rate.take("omid") == 0


@given(st.lists(st.floats(0, 5), max_size=200))
def test_in_the_long_run_nobody_gets_more_than_the_rate(pauses: list[float]) -> None:
    """
    However the acts are spread, those allowed are never more than the burst plus what time has added.
    """
    clock = Seconds()
    rate = Rate(burst=5, per_second=1, clock=clock)
    allowed = 0
    for pause in pauses:
        clock.now += pause
        allowed += rate.take("vera") == 0
        assert allowed <= 5 + clock.now + 1e-6


def test_who_has_been_quiet_is_forgotten() -> None:
    """
    A thousand addresses of an hour ago cost nothing.
    """
    clock = Seconds()
    rate = Rate(burst=5, per_second=1, clock=clock)
    for number in range(1_000):
        rate.take(str(number))
    clock.now += 3_600
    rate.take("vera")
    assert len(rate) == 1


def test_a_household_is_one_address() -> None:
    """
    IPv4 addresses stand for themselves, IPv6 ones for their /64, mapped ones for what they map.
    """
    assert household("203.0.113.7") == "203.0.113.7"
    assert household("2001:db8:1:2:3:4:5:6") == household("2001:db8:1:2::1") == "2001:db8:1:2::"
    assert household("2001:db8:1:3::1") != household("2001:db8:1:2::1")
    assert household("::ffff:203.0.113.7") == "203.0.113.7"
    assert household("fe80::1%eth0") == "fe80::"
    assert household("somewhere") == "somewhere"
