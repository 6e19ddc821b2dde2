"""The commands of `parlour`; each imports what it needs only when it is called, so that the small ones answer at once.

Exit codes: 0 fine, 1 a problem, 2 unusable configuration or wrong usage.
"""

from typing import Annotated

import typer

from bridge import __version__
from bridge.cli import configuration
from bridge.cli.agent_client import agent_client
from bridge.cli.check import check
from bridge.cli.demonstration import demo
from bridge.cli.init import init
from bridge.cli.options import Asked, Assignments, ConfigFile
from bridge.cli.serving import serve
from bridge.cli.snippets.command import snippet

application = typer.Typer(
    name="parlour",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
application.command()(demo)
application.command()(init)
application.command()(check)
application.command()(serve)
application.add_typer(agent_client, name="agent-client")
application.add_typer(snippet, name="snippet")
application.add_typer(configuration.commands, name="config")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"parlour {__version__}")
        raise typer.Exit


@application.callback()
def parlour(
    context: typer.Context,
    config: ConfigFile = None,
    option: Assignments = None,
    version: Annotated[  # noqa: ARG001  (read by its callback)
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and end.")
    ] = False,
) -> None:
    """Website live chat that runs on the XMPP server an organisation already has."""
    context.obj = Asked(config, tuple(option or ()))
