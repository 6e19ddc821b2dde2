"""Every setting is read by something; one that nothing reads is a promise that nobody keeps."""

import re
from pathlib import Path

import pytest

from config.reference import setting_names

TOP = Path(__file__).parents[2]

# The loader itself turns these into others.
_READ_BY_LOADER = {"xmpp.secret_file", "visitors.token_secret_file", "store.url_file", "commands.<name>.secret_file"}


def _code() -> str:
    folders = ("bridge", "component", "web")
    files = [file for folder in folders for file in (TOP / folder).rglob("*.py") if "snippets" not in file.parts]
    return "\n".join(
        file.read_text(encoding="utf-8")
        for file in [*files, *(TOP / "config" / each for each in ("secret_files.py", "people.py"))]
    )


CODE = _code()


@pytest.mark.parametrize("name", [name for name in setting_names() if name not in _READ_BY_LOADER])
def test_a_setting_is_read_by_something(name: str) -> None:
    """
    Somewhere in the code the setting is looked up, in its section where that has a name of its own.
    """
    section, _, setting = re.sub(r"^(?:departments|groups|channels|canned|commands)\.<name>\.", "", name).rpartition(
        "."
    )
    owner = "" if section in ("", "agents[]") else rf"(?:\b|_){section}"
    assert re.search(rf"{owner}\.{setting}\b", CODE), f"nothing reads {name}"
