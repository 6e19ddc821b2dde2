"""Reads and presses what a program of GTK shows, through AT-SPI: for the system's Python, which has pyatspi.

A line of JSON on standard input asks, a line on standard output answers:

    {"do": "read"}                                → everything that is showing, with its hints, one text a line
    {"do": "press", "name": "Join", "in": "Join"} → whether there was such a thing in a window of that name
    {"do": "chosen", "in": "Join"}                → the texts of the row that is chosen in a list of such a window
    {"do": "focus", "in": "Gajim"}                → whether such a window had a field of several lines to write in
    {"do": "activate", "program": "org.gajim.Gajim", "action": "quit", "value": ""} → true: what an entry of a menu does
    {"do": "place", "text": "Hello"}              → where the last such text is in its window: x, y, width, height
    {"do": "beside", "text": "Hello", "which": "last"} → whether there were buttons beside it of which the first
                                                    or last was pressed

COMPAT GTK 4.8: it says of windows alone that they are showing; what is in them has no size while it is hidden.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyatspi
from gi.repository import Gio, GLib

Place = tuple[int, int, int, int]

#: What is raised of a part that vanishes while it is asked; `ValueError`: it says that it has -1 parts.
GONE = (LookupError, ValueError, GLib.Error)

#: Parts within parts.
_DEPTH = 40

#: Pixels by which a button may stand above its line.
_ABOVE = 40


def showing(window: Any) -> Iterator[Any]:
    """The parts of a window that a person sees, from the top. What vanishes meanwhile is not seen."""
    is_gtk_4 = window.getApplication().get_toolkit_version().startswith("4.")
    return sized(window) if is_gtk_4 else flagged(window)


def flagged(node: Any, depth: int = _DEPTH) -> Iterator[Any]:
    """A row that is higher than its window does not count as showing, but what stands in it does."""
    try:
        is_showing = node.getState().contains(pyatspi.STATE_SHOWING)
        parts = list(node) if depth else []
    except GONE:
        return
    if is_showing:
        yield node
    for part in parts:
        if part is not None:
            yield from flagged(part, depth - 1)


def sized(node: Any, depth: int = _DEPTH) -> Iterator[Any]:
    """Pages of a stack have no size of their own; what stands in them has."""
    try:
        is_a_place = "Component" in pyatspi.listInterfaces(node)
        if is_a_place and not all(place(node)[2:]):
            return
        parts = list(node) if depth else []
    except GONE:
        return
    if is_a_place:
        yield node
    for part in parts:
        if part is not None:
            yield from sized(part, depth - 1)


def place(node: Any) -> Place:
    found = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
    return (found.x, found.y, found.width, found.height)


def windows(name: str = "") -> Iterator[Any]:
    for program in pyatspi.Registry.getDesktop(0):
        for window in program or ():
            if window is not None and name in window.name:
                yield window


def read() -> str:
    return "\n".join(text for window in windows() for node in showing(window) for text in words(node) if text)


def words(node: Any) -> tuple[str, ...]:
    try:
        name = node.name
        if not name and node.getRole() == pyatspi.ROLE_TEXT:
            name = node.queryText().getText(0, -1)
        return (name, node.description)
    except GONE:
        return ()


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


def focus(window: str) -> bool:
    for each in windows(window):
        for node in showing(each):
            states = node.getState()
            if states.contains(pyatspi.STATE_EDITABLE) and states.contains(pyatspi.STATE_MULTI_LINE):
                return bool(node.queryComponent().grabFocus())
    return False


def activate(program: str, action: str, value: str) -> bool:
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    path, what = f"/{program.replace('.', '/')}", GLib.Variant("(sava{sv})", (action, [GLib.Variant("s", value)], {}))
    bus.call_sync(program, path, "org.gtk.Actions", "Activate", what, None, Gio.DBusCallFlags.NONE, -1)
    return True


def find(text: str) -> Any:
    """The last part that says it: lines of a conversation come after the list of conversations."""
    found = [node for each in windows() for node in showing(each) if text in node.name]
    return found[-1] if found else None


def place_of(text: str) -> Place | None:
    line = find(text)
    return line and place(line)


def beside(text: str, which: str) -> bool:
    line = find(text)
    if line is None:
        return False
    buttons = [node for each in windows() for node in showing(each) if is_beside(place(line), node)]
    if not buttons:
        return False
    buttons.sort(key=place)
    return bool(buttons[0 if which == "first" else -1].queryAction().doAction(0))


def is_beside(line: Place, node: Any) -> bool:
    """A button that does something, at the right of a line."""
    if node.getRole() != pyatspi.ROLE_PUSH_BUTTON or not node.queryAction().nActions:
        return False
    left, top, _, height = place(node)
    return left > line[0] and line[1] - _ABOVE <= top + height / 2 <= line[1] + line[3]


DEEDS: Mapping[str, Callable[[dict[str, str]], Any]] = {
    "read": lambda _: read(),
    "press": lambda asked: press(asked["name"], asked["in"]),
    "chosen": lambda asked: chosen(asked["in"]),
    "focus": lambda asked: focus(asked.get("in", "")),
    "activate": lambda asked: activate(asked["program"], asked["action"], asked["value"]),
    "place": lambda asked: place_of(asked["text"]),
    "beside": lambda asked: beside(asked["text"], asked["which"]),
}


def answer(asked: dict[str, str]) -> Any:
    try:
        return DEEDS[asked["do"]](asked)
    except GONE:
        return None


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)  # noqa: T201 — this is its answer
