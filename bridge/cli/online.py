"""What `parlour check --online` looks at: the database, the XMPP server with all that Parlour asks of it, the public
URL.
"""

import asyncio
import urllib.error
import urllib.request
from collections.abc import AsyncIterator

from bridge.errors import ParlourError
from config import Finding, Settings, Severity
from config.kinds import hide_password

_DEADLINE = 5.0
_STORE_FIX = "Look at store.url, at the rights of its directory, or at the database server."


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """One finding for each thing that was looked at, as soon as it is known."""
    from component.doctor import examine as examine_server

    yield await examine_store(settings)
    async for finding in examine_server(settings):
        yield finding
    yield await asyncio.to_thread(examine_public_url, settings.public_url)


async def examine_store(settings: Settings) -> Finding:
    """Whether the database answers, and is of an age that this Parlour can use; nothing in it is changed."""
    from bridge.store.sql import describe

    place = f"store {hide_password(settings.store.url)}"
    try:
        found = await describe(settings.store.url)
    except ParlourError as error:
        return Finding(Severity.FATAL, str(error), path=place)
    if found.problem:
        severity = Severity.FATAL if found.is_reachable else Severity.PROBLEM
        return Finding(severity, found.problem, path=place, fix=_STORE_FIX)
    if found.revision is None:
        return Finding(Severity.FINE, "The database will be made at the first start.", path=place)
    if found.revision != found.head:
        text = f"The database answers; the next start brings it from revision {found.revision} to {found.head}."
        return Finding(Severity.FINE, text, path=place)
    return Finding(Severity.FINE, "The database answers, and is up to date.", path=place)


def examine_public_url(url: str) -> Finding:
    """Whether a Parlour answers under its public URL."""
    place = f"public_url {url}"
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=_DEADLINE) as answer:  # noqa: S310  (http or https, by the schema)
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        fix = "Start it with `parlour serve`; `parlour snippet nginx` and `snippet caddy` print what stands before it."
        return Finding(Severity.ADVICE, f"Nothing answers there yet ({reason}).", path=place, fix=fix)
    if status == 200:
        return Finding(Severity.FINE, "Parlour answers.", path=place)
    fix = "Compare the web server's configuration with `parlour snippet nginx` or `parlour snippet caddy`."
    return Finding(
        Severity.PROBLEM, f"Something answers, but not Parlour (HTTP {status} at /healthz).", path=place, fix=fix
    )
