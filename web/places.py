"""From where a visitor writes, roughly: their address looked up in a MaxMind DB file of the administrator's own.

Rule 1: the file is read from the disk of this host; no address is told to anybody.
Rule 2: a file that is replaced (they are published anew every week or month) is read again; one that is missing or
        broken is reported once, and nobody is anywhere.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import maxminddb
import structlog

from bridge.text import clean_name

_log: Final = structlog.get_logger("parlour.web")
_BROKEN: Final = (OSError, ValueError, maxminddb.InvalidDatabaseError)


class Places:
    """Of one file, or of none."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._reader: maxminddb.Reader | None = None
        self._stamp: tuple[int, int] | None = None

    def name(self, address: str) -> str:
        """City and country in English, as far as the file knows them; empty where it does not."""
        if self._file is None:
            return ""
        self._look_for_another()
        try:
            found = self._reader.get(address) if self._reader is not None else None
        except _BROKEN:
            return ""
        if not isinstance(found, Mapping):
            return ""
        names = (_english(found.get(each)) for each in ("city", "country"))
        return clean_name(", ".join(each for each in names if each))

    def _look_for_another(self) -> None:
        stamp = _stamp(self._file)
        if stamp == self._stamp:
            return
        self._stamp, self._reader = stamp, None
        try:
            self._reader = maxminddb.open_database(self._file) if self._file is not None else None
        except _BROKEN as error:
            _log.warning("places_unknown", file=str(self._file), error=str(error))


def _stamp(file: Path | None) -> tuple[int, int]:
    """Different for another file at the same place; for one that is missing it is the same again."""
    try:
        stat = file.stat() if file is not None else None
    except OSError:
        stat = None
    return (stat.st_mtime_ns, stat.st_ino) if stat is not None else (0, 0)


def _english(part: Any) -> str:
    names = part.get("names") if isinstance(part, Mapping) else None
    name = names.get("en") if isinstance(names, Mapping) else None
    return name if isinstance(name, str) else ""
