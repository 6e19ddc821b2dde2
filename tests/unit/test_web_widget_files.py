"""The site object that the loader begins with."""

import json
from dataclasses import replace
from pathlib import Path

import brotli
from hypothesis import given
from hypothesis import strategies as st

from bridge.directory import Channel
from tests.unit.desks import directory
from web.widget_files import WidgetFiles, build_site

names = st.text(min_size=1)


@given(names, names)
def test_the_site_object_is_safe_in_any_script(key: str, name: str) -> None:
    """
    Whatever a channel is called, the literal is plain ASCII, opens no tag, and means what was configured.
    """
    channel = Channel(key, {"en": name}, "support", "#0b6e4f")
    literal = build_site("v1", {key: channel}).decode("ascii")
    assert "<" not in literal
    assert json.loads(literal) == {"version": "v1", "channels": {key: {"name": name, "color": "#0b6e4f"}}}


def test_a_channel_that_shows_who_browses_says_so() -> None:
    """
    The others' pages need not load a byte for it.
    """
    quiet = Channel("shop", {"en": "Shop"}, "support", "#0b6e4f")
    channels = {"shop": quiet, "open": replace(quiet, key="open", shows_browsing=True)}
    look = {"name": "Shop", "color": "#0b6e4f"}
    found = json.loads(build_site("v1", channels))["channels"]
    assert found == {"shop": look, "open": {**look, "browsing": True}}


def test_a_widget_that_was_not_built_has_no_loader(tmp_path: Path) -> None:
    """
    An empty folder is no error of the server: there is nothing to serve.
    """
    files = WidgetFiles(tmp_path)
    assert files.loader(directory()) is None
    assert files.file("x/panel.js") is None


def test_a_page_from_before_an_upgrade_can_still_open_the_chat(tmp_path: Path) -> None:
    """
    The loader that a page holds asks for its own version; it is given today's part, not to be kept for ever.
    """
    build(tmp_path, "v2", {"panel.js": b"today"})
    files = WidgetFiles(tmp_path)
    exact, is_exact = files.part("v2/panel.js")
    old, is_old_exact = files.part("v1/panel.js")
    assert exact is not None
    assert old is not None
    assert (exact.plain, is_exact, old.plain, is_old_exact) == (b"today", True, b"today", False)
    assert files.part("v1/nothing.js") == (None, False)


def test_the_loader_comes_in_brotli(tmp_path: Path) -> None:
    """
    It is put together when the channels are known, and packed then.
    """
    build(tmp_path, "v2", {}, loader=b"var site = __PARLOUR_SITE__;" + b" " * 2_000)
    loader = WidgetFiles(tmp_path).loader(directory())
    assert loader is not None
    assert brotli.decompress(loader.packed["br"]) == loader.plain
    assert len(loader.packed["br"]) < len(loader.plain) / 4


def build(folder: Path, version: str, parts: dict[str, bytes], loader: bytes = b"") -> None:
    """A widget as its build leaves it."""
    (folder / version).mkdir()
    files = {f"{version}/{name}": data for name, data in parts.items()} | {"widget.js": loader}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "manifest.json").write_text(json.dumps({"version": version, "files": {name: {} for name in files}}))
