"""Reads and presses what a GTK 3 program shows, through AT-SPI: for the system's Python, which has pyatspi.

A line of JSON on standard input asks, a line on standard output answers:

    {"do": "read"}                                → everything that is showing, one text a line
    {"do": "press", "name": "Join", "in": "Join"} → whether there was such a thing in a window of that name
    {"do": "chosen", "in": "Join"}                → the texts of the row that is chosen in a list of such a window
    {"do": "focus"}                               → whether there was a field of several lines to write in
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

import pyatspi


def showing(node: Any, depth: int = 40) -> Iterator[Any]:
    """The parts of a window that a person sees, from the top. What vanishes meanwhile is not seen.

    A row that is higher than its window does not count as showing, but what stands in it does.
    """
    try:
        is_showing = node.getState().contains(pyatspi.STATE_SHOWING)
        parts = list(node) if depth else []
    except LookupError:
        return
    if is_showing:
        yield node
    for part in parts:
        if part is not None:
            yield from showing(part, depth - 1)


def windows(name: str = "") -> Iterator[Any]:
    for program in pyatspi.Registry.getDesktop(0):
        for window in program or ():
            if window is not None and name in window.name:
                yield window


def read() -> str:
    texts = []
    for window in windows():
        for node in showing(window):
            words = node.name
            if not words and node.getRole() == pyatspi.ROLE_TEXT:
                words = node.queryText().getText(0, -1)
            texts.append(words)
    return "\n".join(filter(None, texts))


def press(name: str, window: str) -> bool:
    for each in windows(window):
        for node in showing(each):
            if node.name == name and "Action" in pyatspi.listInterfaces(node):
                node.queryAction().doAction(0)
                return True
    return False


def chosen(window: str) -> str:
    for each in windows(window):
        for node in showing(each):
            if node.getRole() == pyatspi.ROLE_LIST_ITEM and node.getState().contains(pyatspi.STATE_SELECTED):
                return " ".join(part.name for part in showing(node) if part.name)
    return ""


def focus() -> bool:
    for each in windows():
        for node in showing(each):
            states = node.getState()
            if states.contains(pyatspi.STATE_EDITABLE) and states.contains(pyatspi.STATE_MULTI_LINE):
                return bool(node.queryComponent().grabFocus())
    return False


for line in sys.stdin:
    asked = json.loads(line)
    answer: object
    if asked["do"] == "read":
        answer = read()
    elif asked["do"] == "press":
        answer = press(asked["name"], asked["in"])
    elif asked["do"] == "chosen":
        answer = chosen(asked["in"])
    else:
        answer = focus()
    print(json.dumps(answer), flush=True)  # noqa: T201 — this is its answer
