"""The build hook: when the widget is built, with which Node, and what is said when that cannot be."""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

TOP = Path(__file__).parents[2]


@pytest.fixture
def hook() -> ModuleType:
    """scripts/hatch_build.py, which is no module of the package."""
    spec = importlib.util.spec_from_file_location("hatch_build", TOP / "scripts" / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def widget(tmp_path: Path) -> Path:
    """A widget whose bundle is newer than its sources."""
    for name in ("src/element.ts", "package.json", "package-lock.json", "build.mjs", "dist/manifest.json"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("{}")
        os.utime(file, (1_000, 1_000))
    return tmp_path


def _put_on_path(directory: Path, monkeypatch: pytest.MonkeyPatch, **programs: str) -> None:
    directory.mkdir(exist_ok=True)
    for name, answer in programs.items():
        (directory / name).write_text(f"#!/bin/sh\n{answer}\n")
        (directory / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(directory))


def test_a_bundle_as_new_as_its_sources_is_used(hook: ModuleType, widget: Path) -> None:
    """
    In an unpacked release every file has the same time, and nothing is built.
    """
    assert hook.is_built(widget)


@pytest.mark.parametrize("changed", ["src/element.ts", "package-lock.json", "build.mjs"])
def test_a_newer_source_asks_for_a_build(hook: ModuleType, widget: Path, changed: str) -> None:
    """
    A change of a source, of the build, or of what it fetches makes the bundle old.
    """
    os.utime(widget / changed, (2_000, 2_000))
    assert not hook.is_built(widget)


def test_without_a_bundle_there_is_a_build(hook: ModuleType, widget: Path) -> None:
    """
    A fresh checkout has no bundle.
    """
    (widget / "dist" / "manifest.json").unlink()
    assert not hook.is_built(widget)


def test_the_node_of_the_system_is_used_unless_it_is_old(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Node with npm, and not older than the tools need; otherwise the wheel is asked for.
    """
    programs = tmp_path / "bin"
    _put_on_path(programs, monkeypatch)
    assert hook.find_system_node() is None
    _put_on_path(programs, monkeypatch, node="echo v16.20.0", npm="exit 0")
    assert hook.find_system_node() is None
    _put_on_path(programs, monkeypatch, node="echo v20.1.0", npm="exit 0")
    assert hook.find_system_node() == (str(programs / "node"), [str(programs / "npm")])


def test_a_build_that_cannot_be_says_what_to_install(
    hook: ModuleType, widget: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Without any Node the build ends with a sentence, not with a package that lacks its widget.
    """
    _put_on_path(tmp_path / "bin", monkeypatch)
    with pytest.raises(SystemExit, match="apt install nodejs npm"):
        hook.build(widget)


def test_a_build_that_fails_shows_what_was_said(
    hook: ModuleType, widget: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    What npm or the bundler complained of is in the error.
    """
    node = '[ "$1" = --version ] && echo v20.1.0 || exit 1'
    _put_on_path(tmp_path / "bin", monkeypatch, node=node, npm="echo the registry is away; exit 1")
    with pytest.raises(SystemExit, match="the registry is away"):
        hook.build(widget)
