"""The documents tell the truth: every setting and command stands in them, and every link leads somewhere."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.cli.reference import build_command_reference, command_names
from config.reference import build_reference, setting_names
from tests.unit.spelling import heading_anchors

TOP = Path(__file__).parents[2]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    return [*sorted(TOP.glob("*.md")), *sorted((TOP / "docs").rglob("*.md"))]


def shell_scripts() -> list[Path]:
    files = [TOP / ".ci" / "run", *sorted((TOP / "scripts").iterdir())]
    return [file for file in files if file.is_file() and file.read_bytes().startswith(b"#!/usr/bin/env bash")]


def links(document: Path) -> Iterator[str]:
    """The links of a document to files and headings of the project."""
    prose = _FENCE.sub("", document.read_text(encoding="utf-8"))
    for plain, quoted in _LINK.findall(prose):
        target = plain or quoted
        if not target.startswith(("http:", "https:", "mailto:", "xmpp:")):
            yield target


def test_the_reference_of_settings_is_up_to_date() -> None:
    """
    docs/configuration.md is what the schema says; scripts/reference writes it.
    """
    assert (TOP / "docs" / "configuration.md").read_text(encoding="utf-8") == build_reference()


def test_the_reference_of_commands_is_up_to_date() -> None:
    """
    docs/commands.md is what the commands say; scripts/reference writes it.
    """
    assert (TOP / "docs" / "commands.md").read_text(encoding="utf-8") == build_command_reference()


def test_every_command_is_documented() -> None:
    """
    Each command has a heading of its own in the reference.
    """
    text = (TOP / "docs" / "commands.md").read_text(encoding="utf-8")
    missing = [name for name in command_names() if not re.search(rf"^## `{name}[ `]", text, re.MULTILINE)]
    assert missing == []


def test_every_setting_stands_in_the_example() -> None:
    """
    The commented example names every setting that there is.
    """
    text = (TOP / "config" / "example.yaml").read_text(encoding="utf-8")
    words = {name.rpartition(".")[2] for name in setting_names()}
    assert {word for word in words if not re.search(rf"\b{word}:", text)} == set()


@pytest.mark.parametrize("document", documents(), ids=lambda document: str(document.relative_to(TOP)))
def test_links_lead_somewhere(document: Path) -> None:
    """
    Each link to a file or heading of the project leads to one that is there.
    """
    broken = []
    for link in links(document):
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and anchor not in heading_anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("script", shell_scripts(), ids=lambda script: script.name)
def test_scripts_are_well_formed(script: Path) -> None:
    """
    The shell can read each script of the checkout.
    """
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
