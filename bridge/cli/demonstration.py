"""`parlour demo`: the main job in one page, with nothing to configure."""

from typing import Annotated

import typer

from bridge.cli.options import end_with


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is shown; 0 for any free port.")] = 8080,
    json: Annotated[bool, typer.Option("--json", help="Print one line of JSON when everything is ready.")] = False,
) -> None:
    """Show a sample shop and an agent's client side by side, on a private XMPP server."""
    try:
        from bridge.cli.demo import command
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("bridge.cli.demo"):
            raise
        end_with("The demonstration is not part of this installation.", "Run scripts/demo in a checkout of Parlour.")
    raise typer.Exit(command(port=port, json=json))
