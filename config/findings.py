"""What is said about a configuration: one finding a thing that was looked at.

Whoever examines something (the loader, `parlour check`, the component's doctor, the store) says what it saw in
findings, and only the command line decides how they look. A finding never contains a secret.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How much a finding matters; `parlour check` ends with 1 after a problem and with 2 after a fatal one."""

    FINE = "fine"
    ADVICE = "advice"
    PROBLEM = "problem"
    FATAL = "fatal"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was seen, where, and what to do about it.

    `path` is the setting (`channels.shop.departments[0]`), or whatever was looked at (`room creation`). Lines and
    columns begin at 1. `suggestion` is the word that was probably meant; `fix` may have several lines, ready to paste.
    """

    severity: Severity
    text: str
    path: str = ""
    file: Path | None = None
    line: int | None = None
    column: int | None = None
    suggestion: str = ""
    fix: str = ""

    @property
    def place(self) -> str:
        """Where it stands, as editors and compilers write it: `file:line:column`; empty when there is no place."""
        if self.file is None:
            return ""
        numbers = [str(number) for number in (self.line, self.column) if number is not None]
        return ":".join([str(self.file), *numbers])

    def __str__(self) -> str:
        parts = [part for part in (self.place, self.path) if part]
        sentence = ": ".join([*parts, self.text])
        if self.suggestion:
            sentence += f" Did you mean “{self.suggestion}”?"
        return f"{sentence}\n{self.fix}" if self.fix else sentence


class ConfigError(Exception):
    """The configuration cannot be used; `findings` says why, each with its place."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class SettingError(ValueError):
    """A value that a setting cannot have: what is wrong with it, and how it would be right."""

    def __init__(self, text: str, *, fix: str = "", suggestion: str = "") -> None:
        super().__init__(text)
        self.fix = fix
        self.suggestion = suggestion
