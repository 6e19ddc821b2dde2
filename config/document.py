"""The YAML file itself: where each setting stands in it, and how one is changed with every comment kept.

A path is a tuple of keys and list positions: `("departments", "support", "agents", 0)`; as text
`departments.support.agents[0]` or, easier to type, `departments.support.agents.0`.
"""

import io
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from config.findings import ConfigError, Finding, SettingError, Severity

Key = str | int
SettingPath = tuple[Key, ...]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_FIRST_MAPPING = re.compile(r"^[\w-]+:[^\S\n]*(?:#.*)?\n(?:\s*(?:#.*)?\n)*( +)[\w\"']", re.MULTILINE)
_FIRST_LIST = re.compile(r"^( *)[\w-]+:[^\S\n]*(?:#.*)?\n(?:\s*(?:#.*)?\n)*( *)- ", re.MULTILINE)
_LINE_WIDTH = 4096


def parse_path(text: str) -> SettingPath:
    """A path from its text; a step of digits only is a position in a list."""
    steps = tuple(int(index or name) if (index or name).isdecimal() else name for name, index in _STEP.findall(text))
    if not steps or isinstance(steps[0], int):
        raise SettingError(f"“{text}” names no setting.", fix="Write it as in http.listen.")
    return steps


def build_path(path: SettingPath) -> str:
    """The text of a path, `departments.support.agents[0]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


class _Constructor(RoundTripConstructor):
    """COMPAT ruamel.yaml: a date that is none (2026-13-01) ends the reading of the whole file; it is a text to us."""

    def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
        try:
            return super().construct_yaml_timestamp(node, values)
        except ValueError:
            return node.value


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


@dataclass(slots=True)
class Document:
    """A configuration as it was written; `source` is the text that it was read from."""

    file: Path | None = None
    source: str = ""
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
        return {str(key): _plain(value) for key, value in self.root.items()}

    def changed(self, path: SettingPath, value: Any) -> "Document":
        """The document with a value put at a place; sections that are missing are made, comments and order stay."""
        root = parse_yaml(self.source, self.file)
        _put(root, path, value)
        text = _build_yaml(root, self.source)
        return Document(self.file, text, parse_yaml(text, self.file))


def read_document(file: Path) -> Document:
    """The file's document; `ConfigError` when it cannot be read or is not YAML."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        finding = Finding(Severity.FATAL, "There is no such file.", file=file, fix="Run `parlour init` to write one.")
    except UnicodeDecodeError:
        finding = Finding(Severity.FATAL, "The file is not UTF-8 text.", file=file)
    except OSError as error:
        finding = Finding(Severity.FATAL, f"The file cannot be read: {error.strerror}.", file=file)
    else:
        return Document(file, text, parse_yaml(text, file))
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
            [Finding(Severity.FATAL, "The file must consist of settings, `key: value`.", file=file, line=1)]
        )
    return root


def parse_value(text: str) -> Any:
    """One value as YAML reads it: `5` a number, `[a, b]` a list; what is no YAML is a plain text."""
    try:
        return _yaml().load(text)
    except YAMLError:
        return text


def _yaml(indents: tuple[int, int, int] = (2, 4, 2)) -> YAML:
    yaml = YAML()
    yaml.Constructor = _Constructor
    yaml.preserve_quotes = True
    yaml.width = _LINE_WIDTH
    mapping, sequence, offset = indents
    yaml.indent(mapping=mapping, sequence=sequence, offset=offset)
    return yaml


def _build_yaml(root: CommentedMap, before: str) -> str:
    """The text of a changed document, indented as it was before."""
    stream = io.StringIO()
    mapping = len(found.group(1)) if (found := _FIRST_MAPPING.search(before)) else 2
    listed = _FIRST_LIST.search(before)
    offset = len(listed.group(2)) - len(listed.group(1)) if listed else 2
    _yaml((mapping, offset + 2, offset)).dump(root, stream)
    return stream.getvalue()


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


def _put(node: Any, path: SettingPath, value: Any) -> None:
    for step, following in pairwise(path):
        _check_may_hold(node, step, path)
        if isinstance(node, CommentedMap) and node.get(step) is None:
            node[step] = CommentedSeq() if isinstance(following, int) else CommentedMap()
        node = node[step]
    last = path[-1]
    if isinstance(node, CommentedSeq) and last == len(node):
        node.append(value)
        return
    _check_may_hold(node, last, path)
    node[last] = value


def _check_may_hold(node: Any, step: Key, path: SettingPath) -> None:
    in_list = isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node)
    if not in_list and not (isinstance(node, CommentedMap) and isinstance(step, str)):
        raise SettingError(
            f"There is no place for {build_path(path)}.", fix="`parlour config show` shows what is there."
        )


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node
