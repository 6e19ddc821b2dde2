"""`parlour config`: show what is in force, print the schema, and change one setting with every comment kept."""

import json
import os
from typing import Annotated

import typer

from bridge.cli.options import RULES, UNUSABLE, ConfigFile, end_with, file_of, settings_of
from bridge.cli.printing import console, print_findings
from config import ConfigError, SettingError, build_json_schema
from config.document import Document, SettingPath, build_path, parse_path, parse_value, read_document
from config.environment import apply, read_environment, variable_for
from config.loader import examine
from config.replacing import replace_file

commands = typer.Typer(help="Show, describe and change the configuration.", no_args_is_help=True, rich_markup_mode=None)


@commands.command()
def show(
    context: typer.Context,
    config: ConfigFile = None,
    redact: Annotated[bool, typer.Option(help="Hide secrets.")] = True,
) -> None:
    """Print every setting in force: file, environment, options and defaults together."""
    from config.showing import build_yaml

    settings = settings_of(context, config, with_secrets=not redact).settings
    typer.echo(build_yaml(settings, redact=redact), nl=False)


@commands.command()
def schema() -> None:
    """Print the JSON Schema of the file, for editors."""
    typer.echo(json.dumps(build_json_schema(), indent=2, ensure_ascii=False))


@commands.command("set")
def change(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="A setting, such as http.listen.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Its value as YAML, such as '[a, b]'.")],
    config: ConfigFile = None,
) -> None:
    """Change one setting in the file; comments stay, and a value that would break the file is refused."""
    try:
        path = parse_path(key)
        document = read_document(file_of(context, config)).changed(path, parse_value(value))
        overruled = _check_usable(document, path)
    except SettingError as error:
        end_with(str(error), error.fix)
    except ConfigError as error:
        print_findings(error.findings, to_stderr=True)
        raise typer.Exit(UNUSABLE) from None
    _write(document)
    console().print(f"{document.file}: {build_path(path)} is set.", markup=False)
    if overruled:
        console().print(f"But the environment has {overruled}, which comes before the file.", markup=False)


def _check_usable(document: Document, path: SettingPath) -> str:
    """Raise `ConfigError` unless the changed file can be used; the variable that overrules it, if there is one."""
    assert document.file is not None
    plain = document.plain()
    changes = read_environment(os.environ, plain)
    apply(plain, changes)
    directory = document.file.resolve().parent
    examine(document, plain, directory, frozenset(changes), with_secrets=False, rules=RULES)
    return variable_for(path) if path in changes else ""


def _write(document: Document) -> None:
    assert document.file is not None
    try:
        replace_file(document.file, document.source)
    except OSError as error:
        end_with(
            f"{document.file} cannot be written: {error.strerror}.", "Run the command as somebody who may write it."
        )
