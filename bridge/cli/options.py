"""What every command takes: which file, and which settings come before it; and how a command gets its settings."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer

from bridge.cli.printing import print_findings, print_problem
from component.clashes import clashes
from config import ConfigError, Loaded, SettingError, find_file, read
from config.document import SettingPath, parse_path
from config.environment import parse_assigned

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        show_default=False,
        help="The configuration; else $PARLOUR_CONFIG, ./parlour.yaml, /etc/parlour/parlour.yaml.",
    ),
]
Assignments = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        "-o",
        metavar="KEY=VALUE",
        show_default=False,
        help="A setting that comes before the environment and the file, such as http.listen=127.0.0.1:9000.",
    ),
]

#: What the configuration alone cannot know.
RULES: Final = (clashes,)

PROBLEM = 1
UNUSABLE = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What was said before the name of the command."""

    file: Path | None = None
    assignments: tuple[str, ...] = ()


def file_of(context: typer.Context, file: Path | None) -> Path:
    """The configuration file of this call; `-c` may stand before or after the name of the command."""
    return find_file(file or _asked(context).file, os.environ)


def options_of(context: typer.Context) -> dict[SettingPath, Any]:
    """The settings given by `-o`; ends the command when one is not `KEY=VALUE`."""
    try:
        return dict(_parse_assignments(_asked(context).assignments))
    except SettingError as error:
        end_with(str(error), error.fix)


def settings_of(context: typer.Context, file: Path | None, *, with_secrets: bool = True) -> Loaded:
    """The settings in force; ends the command with findings and code 2 when they cannot be used."""
    try:
        return read(file_of(context, file), os.environ, options_of(context), with_secrets=with_secrets, rules=RULES)
    except ConfigError as error:
        print_findings(error.findings, to_stderr=True)
        raise typer.Exit(UNUSABLE) from None


def end_with(text: str, fix: str = "", *, code: int = UNUSABLE) -> NoReturn:
    """End the command with a sentence about what is wrong and one about what to do."""
    print_problem(text, fix)
    raise typer.Exit(code)


def _asked(context: typer.Context) -> Asked:
    return context.obj if isinstance(context.obj, Asked) else Asked()


def _parse_assignments(assignments: Iterable[str]) -> Iterable[tuple[SettingPath, Any]]:
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        if not equals:
            raise SettingError(f"“{assignment}” is not an option.", fix="Write it as KEY=VALUE.")
        yield parse_path(key), parse_assigned(value)
