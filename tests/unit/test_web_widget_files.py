"""The site object that the loader begins with."""

import json
from pathlib import Path

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


def test_a_widget_that_was_not_built_has_no_loader(tmp_path: Path) -> None:
    """
    An empty folder is no error of the server: there is nothing to serve.
    """
    files = WidgetFiles(tmp_path)
    assert files.loader(directory()) is None
    assert files.file("x/panel.js") is None
