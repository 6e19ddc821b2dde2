"""From a file and the environment to settings that are complete.

file ─▶ Document ─▶ plain ─▶ + environment ─▶ + options ─▶ + secret files ─▶ schema ─▶ filled ─▶ consistent
                      └──────────── positions, for what is said about mistakes ────────────┘
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.channels import Channel
from config.consistency import Rule, advice, contradictions, exposures, missing_secrets
from config.document import Document, SettingPath, read_document
from config.environment import FILE_VARIABLE, apply, read_environment
from config.findings import ConfigError, Finding, SettingError, Severity
from config.mistakes import explain, locate
from config.schema import Settings
from config.secret_files import read_secret_files
from config.texts import ANY_LANGUAGE, Text

PLACES = (Path("parlour.yaml"), Path("/etc/parlour/parlour.yaml"))
_UNNAMED = Text({ANY_LANGUAGE: ""})


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, the document that they come from, and what might be better about them."""

    settings: Settings
    document: Document
    advice: tuple[Finding, ...]


def find_file(option: Path | None, environ: Mapping[str, str]) -> Path:
    """The configuration file: what was asked for, else `$PARLOUR_CONFIG`, else the first of the usual places that
    exists.
    """
    if option is not None:
        return option
    if environ.get(FILE_VARIABLE):
        return Path(environ[FILE_VARIABLE])
    return next((place for place in PLACES if place.exists()), PLACES[0])


def load(
    path: Path, environ: Mapping[str, str] = os.environ, options: Mapping[SettingPath, Any] | None = None
) -> Settings:
    """The settings of a file, overridden by the environment and then by options; `ConfigError` when they cannot be
    used.
    """
    return read(path, environ, options).settings


def parse(settings: Mapping[str, Any], *, directory: Path) -> Settings:
    """Settings from a mapping of the file's shape; relative names of files are meant from the directory."""
    return examine(Document(), deepcopy(dict(settings)), directory).settings


def read(
    path: Path,
    environ: Mapping[str, str],
    options: Mapping[SettingPath, Any] | None = None,
    *,
    with_secrets: bool = True,
    rules: Iterable[Rule] = (),
) -> Loaded:
    """As `load`, with the document and advice. Without secrets their files are not opened, and none is missed. `rules`
    are those of others, which must hold as well.
    """
    document = read_document(path)
    plain = document.plain()
    layers = (read_environment(environ, plain), options or {})
    for layer in layers:
        apply(plain, layer)
    outside = frozenset(path for layer in layers for path in layer)
    return examine(document, plain, path.resolve().parent, outside, with_secrets=with_secrets, rules=rules)


def examine(
    document: Document,
    plain: dict[str, Any],
    directory: Path,
    outside: frozenset[SettingPath] = frozenset(),
    *,
    with_secrets: bool = True,
    rules: Iterable[Rule] = (),
) -> Loaded:
    """Settings from plain values, complete and consistent; mistakes are found in one go as far as that is possible."""
    unreadable = list(read_secret_files(plain, directory)) if with_secrets else []
    findings = [_unusable(path, error, document) for path, error in unreadable]
    try:
        settings = complete(Settings.model_validate(plain), directory)
    except ValidationError as error:
        raise ConfigError([*findings, *explain(error, document, outside)]) from None
    for rule in (contradictions, *rules):
        findings += [locate(finding, path, document) for path, finding in rule(settings)]
    if with_secrets and not findings:
        findings += [locate(finding, path, document) for path, finding in missing_secrets(settings)]
    if findings:
        raise ConfigError(findings)
    said = (*advice(settings), *exposures(document))
    return Loaded(settings, document, tuple(locate(finding, path, document) for path, finding in said))


def complete(settings: Settings, directory: Path) -> Settings:
    """The same settings with everything filled in that follows from the rest."""
    departments = {
        name: department.model_copy(
            update={
                "name": _named(department.name, name),
                "lobby": department.lobby or f"{name}-lobby@{settings.xmpp.muc}",
            }
        )
        for name, department in settings.departments.items()
    }
    channels = {
        name: channel.model_copy(
            update={
                "name": _named(channel.name, "chat" if name == "default" else name),
                "departments": channel.departments or tuple(departments),
            }
        )
        for name, channel in _with_default(settings.channels)
    }
    store = settings.store.model_copy(update={"url": _absolute(settings.store.url, directory)})
    files = directory.resolve() / settings.agent_client.files.expanduser()
    client = settings.agent_client.model_copy(update={"files": files})
    places = settings.visitors.places
    visitors = settings.visitors.model_copy(update={"places": places and directory.resolve() / places.expanduser()})
    update = {
        "visitors": visitors,
        "departments": departments,
        "channels": channels,
        "store": store,
        "agent_client": client,
    }
    return settings.model_copy(update=update)


def _with_default(channels: Mapping[str, Channel]) -> Iterator[tuple[str, Channel]]:
    if "default" not in channels:
        yield "default", Channel()
    yield from channels.items()


def _named(text: Text, key: str) -> Text:
    return Text({ANY_LANGUAGE: key.replace("-", " ").capitalize()}) if text == _UNNAMED else text


def _absolute(url: str, directory: Path) -> str:
    """A relative SQLite file is meant from the directory, not from wherever the process was started."""
    scheme, slashes, name = url.partition(":///")
    if scheme != "sqlite" or not slashes:
        return url
    return f"sqlite:///{directory.resolve() / name}"


def _unusable(path: SettingPath, error: SettingError, document: Document) -> Finding:
    return locate(Finding(Severity.FATAL, str(error), fix=error.fix), path, document)
