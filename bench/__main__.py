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
from bench.printing import build_report, print_report, write_report
from bench.versions import versions

_WIDTH = 160

with contextlib.suppress(ImportError):
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())


async def run(names: Sequence[str], console: Console, asked: argparse.Namespace) -> None:
    """Shows, and writes, each table as soon as it is there."""
    began, found = time.monotonic(), versions()
    console.print("  ".join(f"{name} {version}" for name, version in found.items()), style="dim")
    console.print()
    reports: dict[str, Any] = {}
    pages: list[str] = []
    async with Context(console, is_quick=asked.quick) as context:
        for name in names:
            report = await MEASURES[name](context)
            print_report(console, report)
            reports[name] = build_report(report)
            pages.append(write_report(report))
            _keep(asked.json, json.dumps({"versions": found, "reports": reports}, indent=1, ensure_ascii=False) + "\n")
            _keep(asked.markdown, "\n".join(pages))
    console.print(f"{time.monotonic() - began:.0f} seconds", style="dim")


def _keep(file: Path | None, text: str) -> None:
    if file is not None:
        file.write_text(text)


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
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables there, too")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(MEASURES):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    names = asked.names or (QUICK if asked.quick else tuple(MEASURES))
    asyncio.run(run(names, make_console(), asked))


if __name__ == "__main__":
    main()
