"""What is counted, for Prometheus. One registry a web side, so that two in one process do not mix."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The counters of the visitors' side; labels have few values each."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        # Each label's counter is looked up once.
        self._frames_in = cache(self._counter("parlour_frames_received", "Frames from pages.", "kind").labels)
        self._frames_out = cache(self._counter("parlour_frames_sent", "Frames to pages.", "kind").labels)
        self._refusals = self._counter("parlour_refusals", "What was refused, by error code.", "code")
        self._messages = Counter("parlour_messages_saved", "Visitors' messages saved.", registry=self.registry)
        self._missed = Counter("parlour_rereads", "Pages that had to be read anew.", registry=self.registry)
        self._post = Histogram(
            "parlour_post_seconds", "From a message's arrival to its commit.", buckets=_SECONDS, registry=self.registry
        )

    def frame_received(self, kind: str) -> None:
        """A frame came from a page."""
        self._frames_in(kind).inc()

    def frame_sent(self, kind: str) -> None:
        """A frame went to a page."""
        self._frames_out(kind).inc()

    def refused(self, code: str) -> None:
        """Something was refused."""
        self._refusals.labels(code).inc()

    def message_saved(self, seconds: float) -> None:
        """A visitor's message is in the store."""
        self._messages.inc()
        self._post.observe(seconds)

    def reread(self) -> None:
        """A listener missed something."""
        self._missed.inc()

    def watch(self, name: str, text: str, look: Callable[[], float]) -> None:
        """Show a number that somebody else keeps; one whose name ends in `_total` only grows."""
        if name.endswith("_total"):
            self.registry.register(_Counted(name, text, look))
        else:
            Gauge(name, text, registry=self.registry).set_function(look)

    def watch_all(self, name: str, text: str, label: str, look: Callable[[], Mapping[str, float]]) -> None:
        """Show several numbers that somebody else keeps, named by a label."""
        self.registry.register(_Watched(name, text, label, look))

    def exposition(self) -> bytes:
        """The whole in Prometheus' text format."""
        return generate_latest(self.registry)

    def _counter(self, name: str, text: str, label: str) -> Counter:
        return Counter(name, text, [label], registry=self.registry)


class _Counted(Collector):
    def __init__(self, name: str, text: str, look: Callable[[], float]) -> None:
        self._described = (name, text)
        self._look = look

    def collect(self) -> Iterator[CounterMetricFamily]:
        yield CounterMetricFamily(*self._described, value=self._look())


class _Watched(Collector):
    def __init__(self, name: str, text: str, label: str, look: Callable[[], Mapping[str, float]]) -> None:
        self._described = (name, text, label)
        self._look = look

    def collect(self) -> Iterator[GaugeMetricFamily]:
        name, text, label = self._described
        family = GaugeMetricFamily(name, text, labels=[label])
        for key, value in self._look().items():
            family.add_metric([key], float(value))
        yield family
