"""Secrets that stand in files of their own, and the key that signs visitors' tokens.

secret_file ──▶ read_secret_files ──▶ `secret`, as if it had stood in the configuration
"""

import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from config.document import SettingPath
from config.findings import SettingError
from config.schema import Settings

_PAIRS: tuple[SettingPath, ...] = (("xmpp", "secret"), ("visitors", "token_secret"), ("store", "url"))
KEY_FILE = "parlour.key"
_LARGEST = 64 * 1024


def secret_paths(settings: Mapping[str, Any]) -> Iterator[SettingPath]:
    """Where a secret or the name of its file may stand, in settings of the file's shape."""
    yield from _PAIRS
    commands = settings.get("commands")
    if isinstance(commands, Mapping):
        yield from (("commands", str(name), "secret") for name in commands)


def section_of(settings: Mapping[str, Any], path: SettingPath) -> dict[str, Any]:
    """The section in which a setting stands; an empty one where there is none."""
    section: Any = settings
    for step in path[:-1]:
        section = section.get(step) if isinstance(section, Mapping) else None
    return section if isinstance(section, dict) else {}


def file_path(path: SettingPath) -> SettingPath:
    """The setting that names a secret's file."""
    return (*path[:-1], f"{path[-1]}_file")


def read_secret_files(settings: dict[str, Any], directory: Path) -> Iterator[tuple[SettingPath, SettingError]]:
    """Put the contents of the files beside their settings, in place; each file that cannot be used is yielded.

    A relative name is meant from the directory of the configuration file.
    """
    for path in secret_paths(settings):
        section = section_of(settings, path)
        name = section.get(str(file_path(path)[-1]))
        if not isinstance(name, str) or not name:
            continue
        if section.get(str(path[-1])):
            yield path, SettingError(f"Both “{path[-1]}” and its file are given.", fix="Remove one of them.")
            continue
        try:
            section[str(path[-1])] = _read(directory / Path(name).expanduser())
        except SettingError as error:
            yield file_path(path), error


def exposed_secrets(settings: Mapping[str, Any], file: Path) -> Iterator[tuple[SettingPath, Path]]:
    """Secrets, as the file or its files have them, that every account of this host can read."""
    for path in secret_paths(settings):
        section = section_of(settings, path)
        name = section.get(str(file_path(path)[-1]))
        place = file.parent / str(name) if name else file
        is_secret = name or (section.get(str(path[-1])) if path[-1] != "url" else "@" in str(section.get("url")))
        if is_secret and place.exists() and place.stat().st_mode & stat.S_IROTH:
            yield path, place


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            raise SettingError(f"“{file}” is too large to be a secret.")
        secret = file.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        raise SettingError(f"“{file}” is not a text.") from None
    except OSError as error:
        fix = f"Write the secret into it, and let only Parlour read it: chmod 0600 {file}"
        raise SettingError(f"“{file}” cannot be read: {error.strerror}.", fix=fix) from None
    if not secret:
        raise SettingError(f"“{file}” is empty.", fix=f"Write the secret into it: openssl rand -hex 32 > {file}")
    return secret


def database_file(settings: Settings) -> Path | None:
    """The file of the SQLite database; none for PostgreSQL."""
    scheme, _, rest = settings.store.url.partition(":///")
    return Path(rest.partition("?")[0]) if scheme == "sqlite" else None


def token_key(settings: Settings) -> str:
    """The key with which visitors' tokens are signed.

    Without `visitors.token_secret` it is kept beside the SQLite database, and made there the first time. `SettingError`
    when the file can neither be read nor made.
    """
    if settings.visitors.token_secret:
        return settings.visitors.token_secret.get_secret_value()
    database = database_file(settings)
    if database is None:
        raise SettingError(
            "The setting visitors.token_secret is missing.", fix="With PostgreSQL every node needs the same."
        )
    file = database.parent / KEY_FILE
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(file)
    except OSError as error:
        raise SettingError(
            f"The key of visitors' tokens cannot be kept in “{file}”: {error.strerror}.",
            fix="Set visitors.token_secret.",
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        key = secrets.token_hex(32)
        stream.write(key + "\n")
    return key
