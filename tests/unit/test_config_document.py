"""Changing one setting in a file that a person wrote."""

import difflib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.document import Document, build_path, parse_path, parse_value, parse_yaml
from config.findings import SettingError
from config.replacing import replace_file

EXAMPLE = (files("config") / "example.yaml").read_text(encoding="utf-8")
keys = st.sampled_from(
    ["xmpp.domain", "public_url", "departments.support.agents.0", "channels.default.color", "log.level", "store.url"]
)
values = st.one_of(st.integers(), st.booleans(), st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40))


def document(text: str) -> Document:
    return Document(None, text, parse_yaml(text))


@settings(max_examples=20)
@given(st.lists(st.tuples(keys, values), min_size=1, max_size=3))
def test_comments_stay_and_the_value_is_there(changes: list[tuple[str, object]]) -> None:
    """
    After any changes every comment stands where it stood, and each setting has the last value it was given.
    """
    changed = document(EXAMPLE)
    for key, value in changes:
        changed = changed.changed(parse_path(key), value)
    for key, value in dict(changes).items():
        found: object = changed.plain()
        for step in parse_path(key):
            found = found[step]  # type: ignore[index]
        assert found == value
    lines = changed.source.splitlines()
    assert [line for line in EXAMPLE.splitlines() if line.lstrip().startswith("#") and line not in lines] == []


@given(
    st.lists(st.one_of(st.from_regex(r"[a-z][a-z_-]{0,8}", fullmatch=True), st.integers(0, 99)), min_size=1, max_size=5)
)
def test_paths_are_read_back(steps: list[str | int]) -> None:
    """
    A path survives being written and read.
    """
    path = ("section", *steps)
    assert parse_path(build_path(path)) == path


@pytest.mark.parametrize(
    ("key", "value", "difference"),
    [
        ("xmpp.muc", "rooms.example.org", ["-  muc: rooms", "+  muc: rooms.example.org"]),
        ("xmpp.agents.1", "x", ["-    - b", "+    - x"]),
        ("xmpp.agents.2", "x", ["+    - x"]),
        ("http.listen", "127.0.0.1:1", ["+http:", "+  listen: 127.0.0.1:1"]),
        ("flow.a", "[1, 2]", ["-flow: {a: 1}  # kept", "+flow: {a: [1, 2]} # kept"]),
        ("quoted", "word", ["-quoted: 'x'", "+quoted: 'word'"]),
    ],
)
def test_only_what_is_asked_for_changes(key: str, value: str, difference: list[str]) -> None:
    """
    Order, indentation, quotes and comments of everything else stay as they are.
    """
    text = "# top\nxmpp:\n  # why\n  muc: rooms\n  agents:\n    - a\n    - b\n\nquoted: 'x'\nflow: {a: 1}  # kept\n"
    changed = document(text).changed(parse_path(key), parse_value(value)).source
    lines = difflib.unified_diff(text.splitlines(), changed.splitlines(), lineterm="", n=0)
    assert [line for line in lines if not line.startswith(("---", "+++", "@@"))] == difference


def test_the_indentation_of_the_writer_stays() -> None:
    """
    Lists that are not indented, and sections that are indented by four, are left so.
    """
    text = "xmpp:\n    muc: rooms\n    agents:\n    - a\n    - b\nlog:\n    level: info\n"
    assert document(text).changed(("log", "level"), "debug").source == text.replace("info", "debug")


@pytest.mark.parametrize(
    "key", ["public_url.x", "departments.support.agents.9", "departments.support.agents.name", "3"]
)
def test_where_nothing_can_stand(key: str) -> None:
    """
    A place inside a plain value, or beyond the end of a list, is refused.
    """
    with pytest.raises(SettingError):
        document(EXAMPLE).changed(parse_path(key), "x")


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    """
    The file keeps its permissions, a link stays a link, and nothing is left beside it.
    """
    real = tmp_path / "real.yaml"
    real.write_text("a: 1\n")
    real.chmod(0o640)
    link = tmp_path / "parlour.yaml"
    link.symlink_to(real)
    replace_file(link, "a: 2\n")
    assert real.read_text() == "a: 2\n"
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [link, real]
