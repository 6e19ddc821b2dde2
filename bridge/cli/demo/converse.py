"""The agents' web client, of the demonstration and of `/agent`: Converse.js, from npm.

It is fetched once for each version into the reader's cache (`$XDG_CACHE_HOME/parlour`, else `~/.cache/parlour`), with
the checksums of `client/package-lock.json`, and nothing of it is run on this machine: browsers get it from there.
"""

import asyncio
import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import brotli

from bridge.cli.demo.child import run
from bridge.cli.demo.problem import DemoProblem

_LISTS: Final = (
    Path(__file__).with_name("client") / "package.json",
    Path(__file__).with_name("client") / "package-lock.json",
)
_BUILT: Final = Path("node_modules/converse.js/dist")
_PROGRAM: Final = "converse.min.js"
_LANGUAGES: Final = ("fa-", "en-js")
_TEXT: Final = (".js", ".css", ".json", ".svg")
_LEFT_OUT: Final = frozenset(
    {
        *("converse.js", "converse.css", "website.css", "website.min.css", "README"),
        *("libomemo.esm.min.js", "curve25519_compiled.wasm"),  # what visitors write cannot be encrypted end to end
    }
)


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


def renew(target: Path) -> None:
    """The files at `target` as this version has them, packed for the way; only a directory of ours is replaced."""
    if target.is_dir() and any(target.iterdir()) and not (target / _PROGRAM).is_file():
        raise DemoProblem(f"{target} holds something else.", "Name a directory of its own in agent_client.files.")
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    asyncio.run(fetch(fresh))
    _pack(fresh)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def _keep(built: Path, target: Path) -> None:
    for file in [each for each in built.rglob("*") if each.is_file() and not _is_needed(each.relative_to(built))]:
        file.unlink()
    try:
        built.rename(target)
    except OSError:
        if not target.is_dir():
            raise


def _is_needed(file: Path) -> bool:
    """Of eleven megabytes browsers load two: no second copies for reading, and the languages that we speak."""
    if file.suffix == ".map" or file.name in _LEFT_OUT:
        return False
    return "locales" not in file.parts or file.name.startswith(_LANGUAGES)


def _pack(folder: Path) -> None:
    for file in [each for each in folder.rglob("*") if each.suffix in _TEXT]:
        plain = file.read_bytes()
        file.with_name(f"{file.name}.br").write_bytes(brotli.compress(plain))
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(plain, 9, mtime=0))
