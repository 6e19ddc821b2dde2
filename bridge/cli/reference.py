"""The commands as people read them: `docs/commands.md`, made from the very definitions that run."""

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from bridge.cli.application import application

_OPENING = """\
# The command `parlour`

<!-- Made by scripts/reference from the commands in bridge/cli: change the sentences there. -->

`-c FILE` and `-o KEY=VALUE` may stand before every command. Without `-c` the file is `$PARLOUR_CONFIG`, else
`./parlour.yaml`, else `/etc/parlour/parlour.yaml`. `python -m bridge` is the same command.

Exit codes: 0 fine, 1 a problem, 2 unusable configuration or wrong usage.
"""


def build_command_reference() -> str:
    """The reference in Markdown."""
    parts = [part for name, command in _commands() for part in _describe(name, command)]
    return "\n".join([_OPENING, *parts]).rstrip() + "\n"


def command_names() -> list[str]:
    """Every command by its full name, `parlour config set`."""
    return [name for name, _ in _commands()]


def _commands() -> Iterator[tuple[str, Any]]:
    yield from _leaves("parlour", get_command(application))


def _leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, each in inner.items():
        yield from _leaves(f"{name} {word}", each)


def _describe(name: str, command: Any) -> Iterator[str]:
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    yield f"## `{' '.join([name, *(str(argument.metavar) for argument in arguments)])}`\n"
    yield f"{command.help}\n"
    rows = [f"| `{argument.metavar}` | {argument.help} |" for argument in arguments]
    rows += [f"| {_spelling(option)} | {option.help} |" for option in options if option.name != "config"]
    if rows:
        yield "\n".join(["| | |", "| --- | --- |", *rows]) + "\n"


def _spelling(option: Any) -> str:
    """How an option is written: `--port 8080`, `--redact` or `--no-redact`."""
    value = ""
    if not option.is_flag:
        value = f" {option.metavar or option.default or option.name.upper()}"
    return " or ".join(f"`{name}{value}`" for name in (*option.opts, *option.secondary_opts))
