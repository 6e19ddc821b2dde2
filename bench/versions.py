"""What was measured, and on what."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

from bridge import __version__

_LIBRARIES = ("slixmpp", "quart", "hypercorn", "sqlalchemy", "uvloop", "playwright")


def versions() -> dict[str, str]:
    """By name; what is not there is left out."""
    found = {
        "machine": f"{os.cpu_count()} cores, {_processor()}",
        "system": f"{_system()}, Linux {platform.release()}",
        "parlour": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in _LIBRARIES},
    }
    for name, command in (("prosody", ["prosodyctl", "about"]), ("chromium", ["chromium", "--version"])):
        if shutil.which(command[0]):
            found[name] = _ask(command, name)
    return found


def _ask(command: list[str], name: str) -> str:
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20).stdout
    found = re.search(rf"^{name} (\d[\w.]*)", said, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else "?"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
