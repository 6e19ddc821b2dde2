"""docs/clients.md and the stories say the same of each client."""

import re
from pathlib import Path

from tests.agents.matrix import DEEDS, SEEN

_DOCUMENT = Path(__file__).parents[2] / "docs" / "clients.md"
_ROW = re.compile(r"^\| `(?P<deed>[^`]+)`[^|]*\|(?P<marks>.*)\|$", re.MULTILINE)


def _table() -> str:
    """The section with the table."""
    return _DOCUMENT.read_text("utf-8").partition("## What was seen")[2].partition("\n## ")[0]


def test_the_table_names_the_clients_that_are_driven() -> None:
    """
    Each column is a client in the version that was driven.
    """
    heading = re.search(r"^\| \|(.*)\|$", _table(), re.MULTILINE)
    assert heading is not None
    assert _cells(heading[1]) == [f"{name} {seen.version}" for name, seen in SEEN.items()]


def test_the_table_says_what_the_stories_do() -> None:
    """
    ● stands where a story does it, and nowhere else; deeds are in the order of a conversation.
    """
    rows = {row["deed"]: _cells(row["marks"]) for row in _ROW.finditer(_table())}
    done = {deed: [mark == "●" for mark in marks] for deed, marks in rows.items()}
    assert done == {deed: [deed in seen.deeds for seen in SEEN.values()] for deed in DEEDS}
    assert list(rows) == list(DEEDS)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|")]
