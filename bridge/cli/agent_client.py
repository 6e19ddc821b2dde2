"""`parlour agent-client`: the files of the agents' client in the browser."""

import typer

from bridge.cli.options import PROBLEM, ConfigFile, end_with, settings_of

agent_client = typer.Typer(
    help="The agents' client in the browser, /agent.", no_args_is_help=True, rich_markup_mode=None
)


@agent_client.callback()
def _together() -> None:
    """Keeps `fetch` a word of its own."""


@agent_client.command()
def fetch(context: typer.Context, config: ConfigFile = None) -> None:
    """Fetch Converse.js from npm into the directory of agent_client.files."""
    from bridge.cli.demo import converse
    from bridge.cli.demo.problem import DemoProblem

    target = settings_of(context, config, with_secrets=False).settings.agent_client.files
    try:
        converse.renew(target)
    except DemoProblem as problem:
        end_with(str(problem), problem.fix, code=PROBLEM)
    typer.echo(f"Converse.js is in {target}. Restart Parlour to serve it at /agent.")
