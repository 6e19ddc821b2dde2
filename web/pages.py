"""Our own pages: the chat without any website round it, and where the administrators' console will be."""

from importlib.metadata import PackageNotFoundError, metadata
from typing import Final

from quart import Blueprint, Response, render_template

from web.reception import Reception
from web.words import Tongue, asked_tongue

DEFAULT: Final = "default"
_COMMANDS: Final = {
    "parlour check --online": "console_check",
    "parlour config show --redact": "console_show",
    "parlour snippet site": "console_snippet",
}


def blueprint(reception: Reception) -> Blueprint:
    """`/chat`, `/chat/<channel>` and `/console`."""
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    async def front() -> Response:
        return Response(status=302, headers={"Location": "/chat"})

    @pages.get("/chat")
    @pages.get("/chat/<key>")
    async def chat(key: str = DEFAULT) -> Response:
        channel = reception.channel(key)
        tongue = asked_tongue(channel.locale)
        name = channel.name(tongue.language)
        return await render_page("chat.html", tongue, channel=channel, channel_name=name)

    @pages.get("/console")
    async def console() -> Response:
        tongue = asked_tongue()
        commands = {command: tongue.words[word] for command, word in _COMMANDS.items()}
        return await render_page("console.html", tongue, commands=commands.items(), documentation=_documentation())

    return pages


async def render_page(template: str, tongue: Tongue, status: int = 200, **facts: object) -> Response:
    """A page of ours, in a language, as it is at this moment."""
    response = Response(
        await render_template(template, tongue=tongue, **facts), status, content_type="text/html; charset=utf-8"
    )
    response.headers["Content-Language"] = tongue.language
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _documentation() -> str:
    """Where this release says that its documentation is, or empty."""
    try:
        urls = metadata("parlour").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    named = dict(each.split(", ", 1) for each in urls if ", " in each)
    return str(named.get("Documentation", named.get("Homepage", "")))
