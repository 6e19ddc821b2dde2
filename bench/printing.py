"""What is shown of a report: a table and notes on the terminal, the same in Markdown and as JSON."""

import math
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.context import Report
from bench.figures import Row, Spread, number

_HEADINGS = ("", "unit", "Parlour", "least–most", "beside", "least–most", "", "ratio", "target", "")
_WORDS = (0, 1, 6, 9)  # columns that are read, not compared
_VERDICTS = {True: "[green]reached[/green]", False: "[red]missed[/red]", None: ""}


def print_report(console: Console, report: Report) -> None:
    table = Table(title=report.title, title_justify="left")
    for place, heading in enumerate(_HEADINGS):
        table.add_column(heading, justify="left" if place in _WORDS else "right")
    for row in report.rows:
        table.add_row(*_cells(row))
    console.print(table)
    for note in report.notes:
        console.print(f"  {note}", style="dim", highlight=False)
    console.print()


def write_report(report: Report) -> str:
    """As docs/performance.md keeps it."""
    lines = [
        f"### {report.title}",
        "",
        "| | | Parlour | beside | | ratio | target | |",
        "| --- | --- | ---: | ---: | --- | ---: | ---: | --- |",
    ]
    for row in report.rows:
        peer = _figure(row.peer) if row.peer else ""
        measured = number(row.ratio) if row.ratio is not None else ""
        verdict = {True: "reached", False: "**missed**", None: ""}[row.is_reached]
        cells = (row.name, row.unit, _figure(row.value), peer, row.peer_name, measured, str(row.target or ""), verdict)
        lines.append(f"| {' | '.join(cells)} |")
    notes = [line for note in report.notes for line in ("", f"{note[0].upper()}{note[1:].removesuffix('.')}.")]
    return "\n".join([*lines, *notes, ""])


def build_report(report: Report) -> dict[str, Any]:
    return {"title": report.title, "rows": [_build_row(row) for row in report.rows], "notes": report.notes}


def _cells(row: Row) -> tuple[str, ...]:
    peer = (number(row.peer.median), _range(row.peer), row.peer_name) if row.peer else ("", "", "")
    measured = number(row.ratio) if row.ratio is not None else ""
    verdict = _VERDICTS[row.is_reached]
    return (
        row.name,
        row.unit,
        number(row.value.median),
        _range(row.value),
        *peer,
        measured,
        str(row.target or ""),
        verdict,
    )


def _figure(spread: Spread) -> str:
    beside = _range(spread)
    return f"{number(spread.median)} ({beside})" if beside else number(spread.median)


def _range(spread: Spread) -> str:
    return "" if spread.least == spread.most else f"{number(spread.least)}–{number(spread.most)}"


def _build_row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "unit": row.unit,
        "value": _build_spread(row.value),
        "peer": _build_spread(row.peer) if row.peer else None,
        "peer_name": row.peer_name,
        "ratio": _known(row.ratio),
        "target": str(row.target) if row.target else None,
        "is_reached": row.is_reached,
    }


def _build_spread(spread: Spread) -> list[float | None]:
    return [_known(value) for value in (spread.median, spread.least, spread.most)]


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value
