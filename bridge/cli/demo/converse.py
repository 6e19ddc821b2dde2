"""The agent's web client of the demonstration: Converse.js, from npm.

It is fetched once for each version into the reader's cache (`$XDG_CACHE_HOME/parlour`, else `~/.cache/parlour`), with
the checksums of `client/package-lock.json`, and nothing of it is run on this machine: browsers get it from there.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bridge.cli.demo.child import run
from bridge.cli.demo.problem import DemoProblem

_LISTS: Final = (
    Path(__file__).with_name("client") / "package.json",
    Path(__file__).with_name("client") / "package-lock.json",
)
_BUILT: Final = Path("node_modules/converse.js/dist")


def find_cache(environ: Mapping[str, str] = os.environ) -> Path:
    """Where this version of the client is kept, whether it is there or not."""
    caches = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    version = hashlib.sha256(b"".join(file.read_bytes() for file in _LISTS)).hexdigest()[:12]
    return caches / "parlour" / f"converse-{version}"


async def fetch(target: Path) -> None:
    """Puts the client's files at `target`, whole or not at all; two that fetch at once do not disturb each other."""
    npm = shutil.which("npm")
    if npm is None:
        raise DemoProblem("npm, which fetches the agent's web client, is not installed.", "apt install npm")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetching-", dir=target.parent) as name:
        place = Path(name)
        for file in _LISTS:
            shutil.copy(file, place)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", place]
        await run("npm ci", command, log=place / "npm.log")
        _keep(place / _BUILT, target)


def _keep(built: Path, target: Path) -> None:
    for file in built.rglob("*.map"):
        file.unlink()
    try:
        built.rename(target)
    except OSError:
        if not target.is_dir():
            raise
