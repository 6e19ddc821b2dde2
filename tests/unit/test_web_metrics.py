"""Numbers that others keep, as monitoring reads them."""

from web.metrics import Metrics


def test_a_number_that_only_grows_is_a_counter() -> None:
    """
    By its name; Prometheus asks for no less, and any other is a gauge.
    """
    metrics = Metrics()
    metrics.watch("parlour_letters_waiting", "letters waiting", lambda: 2)
    metrics.watch("parlour_letters_sent_total", "letters sent", lambda: 7)
    lines = metrics.exposition().decode().splitlines()
    assert {"# TYPE parlour_letters_waiting gauge", "parlour_letters_waiting 2.0"} <= set(lines)
    assert {"# TYPE parlour_letters_sent_total counter", "parlour_letters_sent_total 7.0"} <= set(lines)
