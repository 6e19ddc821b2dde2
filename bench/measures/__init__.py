"""One question each: a module with `measure`, which answers with a table."""

from collections.abc import Awaitable, Callable

from bench.context import Context, Report
from bench.measures import browser, connecting, floor, latency, memory, saturation, store, untouched

Measure = Callable[[Context], Awaitable[Report]]

#: In the order in which a full run takes them: stages only grow.
MEASURES: dict[str, Measure] = {
    "connecting": connecting.measure,
    "latency": latency.measure,
    "saturation": saturation.measure,
    "floor": floor.measure,
    "untouched": untouched.measure,
    "memory": memory.measure,
    "store": store.measure,
    "browser": browser.measure,
}

#: What a quick run takes.
QUICK = ("connecting", "latency", "saturation")
