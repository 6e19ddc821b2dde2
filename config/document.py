"""The YAML file itself: where each setting stands in it, and how one is changed with every comment kept.

A path is a tuple of keys and list positions: `("departments", "support", "agents", 0)`; as text
`departments.support.agents[0]` or, easier to type, `departments.support.agents.0`.
"""

import io
import os
import re
import tempfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from config.findings import ConfigError, Finding, SettingError, Severity

Key = str | int
SettingPath = tuple[Key, ...]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_LINE_WIDTH = 4096


def parse_path(text: str) -> SettingPath:
    """A path from its text; a step of digits only is a position in a list."""
    steps = tuple(int(index or name) if (index or name).isdigit() else name for name, index in _STEP.findall(text))
    if not steps:
        raise SettingError(f"“{text}” names no setting.", fix="Write it as in http.listen.")
    return steps


def build_path(path: SettingPath) -> str:
    """The text of a path, `departments.support.agents[0]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


@dataclass(slots=True)
class Document:
    """A configuration file as it was written."""

    file: Path | None = None
    root: CommentedMap = field(default_factory=CommentedMap)

    def position(self, path: SettingPath) -> tuple[int | None, int | None]:
        """Line and column, from 1, of the setting, or of what is nearest above it."""
        node: Any = self.root
        place: tuple[int | None, int | None] = (None, None)
        for step in path:
            if isinstance(node, CommentedMap) and step in node:
                line, column = node.lc.key(step)
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line, column = node.lc.item(step)
            else:
                break
            place = (line + 1, column + 1)
            node = node[step]
        return place

    def plain(self) -> dict[str, Any]:
        """The settings as ordinary dictionaries, lists and scalars."""
        plain = _plain(self.root)
        assert isinstance(plain, dict)
        return plain

    def change(self, path: SettingPath, value: Any) -> None:
        """Put a value at a place; sections that are missing are made. Comments and order stay."""
        node: Any = self.root
        for step, following in pairwise(path):
            node = _enter(node, step, following, path)
        last = path[-1]
        if isinstance(node, CommentedSeq) and isinstance(last, int) and last == len(node):
            node.append(value)
            return
        if not _may_hold(node, last):
            raise SettingError(f"There is no place for {build_path(path)}.")
        node[last] = value

    def text(self) -> str:
        """The whole file, as it would be written."""
        stream = io.StringIO()
        _yaml().dump(self.root, stream)
        return stream.getvalue()

    def write(self) -> None:
        """Replace the file by this document in one step, with the same permissions."""
        if self.file is None:
            raise ValueError("a document without a file cannot be written")
        target = self.file.resolve()
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(self.text())
            _keep_owner(target, Path(temporary))
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def read_document(file: Path) -> Document:
    """The file's document; `ConfigError` when it cannot be read or is not YAML."""
    try:
        return Document(file, parse_yaml(file.read_text(encoding="utf-8"), file))
    except FileNotFoundError:
        finding = Finding(Severity.FATAL, "There is no such file.", file=file, fix="Run `parlour init` to write one.")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        finding = Finding(Severity.FATAL, f"The file cannot be read: {reason}.", file=file)
    raise ConfigError([finding])


def parse_yaml(text: str, file: Path | None = None) -> CommentedMap:
    """The top section of a YAML text; an empty text is an empty section."""
    try:
        root = _yaml().load(text)
    except YAMLError as error:
        raise ConfigError([_yaml_finding(error, file)]) from None
    if root is None:
        return CommentedMap()
    if not isinstance(root, CommentedMap):
        raise ConfigError(
            [Finding(Severity.FATAL, "The file must be a list of settings, `key: value`.", file=file, line=1)]
        )
    return root


def parse_value(text: str) -> Any:
    """One value as YAML reads it: `5` a number, `[a, b]` a list; what is no YAML is a plain text."""
    try:
        return _yaml().load(text)
    except YAMLError:
        return text


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _LINE_WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _yaml_finding(error: YAMLError, file: Path | None) -> Finding:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    problem = (error.problem if isinstance(error, MarkedYAMLError) else None) or "it is not YAML"
    return Finding(
        Severity.FATAL,
        f"The file cannot be understood: {problem.splitlines()[0]}.",
        file=file,
        line=mark.line + 1 if mark else None,
        column=mark.column + 1 if mark else None,
        fix="Look for a missing quote, colon or blank at this line or the one above it.",
    )


def _enter(node: Any, step: Key, following: Key, path: SettingPath) -> Any:
    """The section behind a step, made when it is missing or empty."""
    if not _may_hold(node, step):
        raise SettingError(f"There is no place for {build_path(path)}.")
    if isinstance(node, CommentedMap) and node.get(step) is None:
        node[step] = CommentedSeq() if isinstance(following, int) else CommentedMap()
    return node[step]


def _may_hold(node: Any, step: Key) -> bool:
    if isinstance(node, CommentedSeq):
        return isinstance(step, int) and step < len(node)
    return isinstance(node, CommentedMap)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _keep_owner(old: Path, new: Path) -> None:
    if not old.exists():
        return
    facts = old.stat()
    new.chmod(facts.st_mode & 0o7777)
    if os.geteuid() == 0:
        os.chown(new, facts.st_uid, facts.st_gid)
