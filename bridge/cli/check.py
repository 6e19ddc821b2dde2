"""`parlour check`: is the file right, and with `--online`, is everything that it names there and willing?"""

import asyncio
from typing import Annotated

import typer

from bridge.cli.options import PROBLEM as HAS_PROBLEMS
from bridge.cli.options import UNUSABLE, ConfigFile, settings_of
from bridge.cli.printing import build_finding, console, print_findings
from config import Settings, Severity

_ONLINE = (
    "Also connect: the XMPP server (only while no Parlour runs), its rooms and archive, the database, the mail server, "
    "the URL."
)
_CODES = {Severity.FINE: 0, Severity.ADVICE: 0, Severity.PROBLEM: HAS_PROBLEMS, Severity.FATAL: UNUSABLE}


def check(
    context: typer.Context,
    config: ConfigFile = None,
    online: Annotated[
        bool,
        typer.Option("--online", help=_ONLINE),
    ] = False,
) -> None:
    """Examine the configuration, and with --online everything that it names."""
    loaded = settings_of(context, config)
    print_findings(loaded.advice)
    code = asyncio.run(_examine(loaded.settings)) if online else 0
    if code == 0:
        everything = "Everything" if online else f"{loaded.document.file}"
        console().print(f"✓ {everything} is fine.", style="green", markup=False)
    raise typer.Exit(code)


async def _examine(settings: Settings) -> int:
    """Print each finding as it comes; the worst decides the exit code."""
    from bridge.cli.online import examine

    out = console()
    worst = 0
    with out.status("Looking…") as status:
        async for finding in examine(settings, tell=status.update):
            out.print(build_finding(finding))
            status.update(f"Looking… {finding.path} done")
            worst = max(worst, _CODES[finding.severity])
    return min(worst, UNUSABLE)
