"""`parlour snippet`: what to paste into the XMPP server, the web server, systemd and the website."""

import os
from typing import Annotated

import typer

from bridge.cli.options import ConfigFile, end_with, file_of, options_of, settings_of
from bridge.cli.snippets.ejabberd import build_ejabberd
from bridge.cli.snippets.prosody import build_prosody
from bridge.cli.snippets.proxies import build_caddy, build_nginx
from bridge.cli.snippets.site import build_site
from bridge.cli.snippets.systemd import build_systemd
from config import ConfigError, Settings, read
from config.mistakes import suggest

snippet = typer.Typer(help="Print what to paste elsewhere, filled in.", no_args_is_help=True, rich_markup_mode=None)


@snippet.command()
def prosody(context: typer.Context, config: ConfigFile = None) -> None:
    """Lines for Prosody; they contain the secret."""
    typer.echo(build_prosody(_settings_with_secrets(context, config)), nl=False)


@snippet.command()
def ejabberd(context: typer.Context, config: ConfigFile = None) -> None:
    """Lines for ejabberd; they contain the secret."""
    typer.echo(build_ejabberd(_settings_with_secrets(context, config)), nl=False)


@snippet.command()
def nginx(context: typer.Context, config: ConfigFile = None) -> None:
    """A server block for nginx."""
    typer.echo(build_nginx(_settings(context, config)), nl=False)


@snippet.command()
def caddy(context: typer.Context, config: ConfigFile = None) -> None:
    """A site block for Caddy."""
    typer.echo(build_caddy(_settings(context, config)), nl=False)


@snippet.command()
def systemd(context: typer.Context, config: ConfigFile = None) -> None:
    """A unit for systemd."""
    typer.echo(build_systemd(_settings(context, config), file_of(context, config)), nl=False)


@snippet.command()
def site(
    context: typer.Context,
    config: ConfigFile = None,
    channel: Annotated[str, typer.Option(metavar="NAME", help="One of the channels of the configuration.")] = "default",
) -> None:
    """The script tag for the website, and its content security policy."""
    settings = _settings(context, config)
    if channel not in settings.channels:
        known = ", ".join(settings.channels)
        meant = suggest(channel, settings.channels)
        question = f" Did you mean “{meant}”?" if meant else ""
        end_with(f"There is no channel “{channel}”.{question}", f"The channels are: {known}.")
    typer.echo(build_site(settings, channel), nl=False)


def _settings(context: typer.Context, config: ConfigFile) -> Settings:
    return settings_of(context, config, with_secrets=False).settings


def _settings_with_secrets(context: typer.Context, config: ConfigFile) -> Settings:
    """With the secret where it may be read, so that the lines can be pasted as they are."""
    try:
        return read(file_of(context, config), os.environ, options_of(context)).settings
    except ConfigError:
        return _settings(context, config)
