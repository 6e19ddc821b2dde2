"""`parlour init`: a commented `parlour.yaml` with fresh secrets, filled in as far as this host knows the answers."""

import secrets
import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from bridge.cli.discovery import Server, find_server
from bridge.cli.options import PROBLEM, end_with
from bridge.cli.printing import console
from config import SettingError
from config.addresses import parse_domain, parse_jid
from config.document import Document, parse_path, parse_yaml
from config.replacing import replace_file

FILE = "parlour.yaml"


def init(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to put the file.")] = Path(),
    domain: Annotated[str, typer.Option(help="The domain of your XMPP server.", show_default="as found")] = "",
    agent: Annotated[list[str] | None, typer.Option(help="An agent's XMPP address; may be repeated.")] = None,
) -> None:
    """Write a commented parlour.yaml with fresh secrets."""
    file = directory / FILE
    if file.exists():
        end_with(
            f"{file} is there already.", "Move it away first, or change it: parlour config set KEY VALUE", code=PROBLEM
        )
    try:
        server = _server(domain)
        agents = [parse_jid(address) for address in agent or _ask_for_agents(server)]
    except SettingError as error:
        end_with(str(error), error.fix)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        replace_file(file, build_configuration(server, agents))
    except OSError as error:
        end_with(f"{file} cannot be written: {error.strerror}.")
    _say_what_is_next(file, server, agents)


def build_configuration(server: Server, agents: list[str]) -> str:
    """The example with this server's names, these agents, and secrets that nobody has seen."""
    text = files("config").joinpath("example.yaml").read_text(encoding="utf-8")
    document = Document(None, text, parse_yaml(text))
    values = {
        "public_url": f"https://chat.{server.domain}",
        "xmpp.domain": f"livechat.{server.domain}",
        "xmpp.muc": server.muc,
        "xmpp.secret": secrets.token_hex(32),
        "departments.support.agents": agents,
        "visitors.token_secret": secrets.token_hex(32),
    }
    for key, value in values.items():
        document = document.changed(parse_path(key), value)
    return document.source


def _server(domain: str) -> Server:
    if not domain:
        return find_server()
    name = parse_domain(domain)
    return Server(name, f"conference.{name}")


def _ask_for_agents(server: Server) -> list[str]:
    """Who answers is the one thing that no file of this host says; without a terminal a placeholder stands there."""
    if not sys.stdin.isatty():
        return [f"agent@{server.domain}"]
    answer = typer.prompt("Who answers visitors? XMPP addresses, with commas", default=f"agent@{server.domain}")
    return [address for address in str(answer).replace(",", " ").split() if address]


def _say_what_is_next(file: Path, server: Server, agents: list[str]) -> None:
    out = console()
    origin = f"found in {server.found_in}" if server.found_in else "please check"
    out.print(f"✓ {file} is written, readable by you alone.", style="green", markup=False)
    out.print(
        f"  XMPP server {server.domain}, group chat {server.muc} ({origin}); agents {', '.join(agents)}.", markup=False
    )
    option = "" if file.parent == Path() else f" -c {file}"
    out.print("Next:", style="bold")
    out.print(f"  parlour{option} snippet prosody    what belongs into Prosody (or: snippet ejabberd)", markup=False)
    out.print(f"  parlour{option} check --online     whether everything is there and willing", markup=False)
    out.print(f"  parlour{option} serve              run", markup=False)
