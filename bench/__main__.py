"""`python -m bench`: the measures that were asked for, one table after the other."""

import argparse
import asyncio
import contextlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

import bench
from bench.context import Context
from bench.measures import MEASURES, QUICK
from bench.printing import build_report, print_report
from bench.versions import versions

_WIDTH = 160

with contextlib.suppress(ImportError):
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())


async def run(names: Sequence[str], console: Console, *, is_quick: bool) -> dict[str, Any]:
    """Shows each table as soon as it is there; everything as plain data."""
    began, found = time.monotonic(), versions()
    console.print("  ".join(f"{name} {version}" for name, version in found.items()), style="dim", highlight=False)
    console.print()
    reports = {}
    async with Context(console, is_quick=is_quick) as context:
        for name in names:
            report = await MEASURES[name](context)
            print_report(console, report)
            reports[name] = build_report(report)
    console.print(f"{time.monotonic() - began:.0f} seconds", style="dim")
    return {"versions": found, "is_quick": is_quick, "reports": reports}


def make_console() -> Console:
    """Wide enough for a table where nobody has said how wide it may be."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description=bench.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"a measure: {', '.join(MEASURES)}")
    parser.add_argument("--quick", action="store_true", help="fewer measures, shorter phases")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(MEASURES):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    names = asked.names or (QUICK if asked.quick else tuple(MEASURES))
    found = asyncio.run(run(names, make_console(), is_quick=asked.quick))
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
