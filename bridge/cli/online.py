"""What `parlour check --online` looks at: the database, the XMPP server with all that Parlour asks of it, the public
URL.
"""

import asyncio
import urllib.error
import urllib.request
from collections.abc import AsyncIterator

from config import Finding, Settings, Severity

_DEADLINE = 5.0


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """One finding for each thing that was looked at, as soon as it is known."""
    from component.doctor import examine as examine_server

    async for finding in examine_server(settings):
        yield finding
    yield await asyncio.to_thread(examine_public_url, settings.public_url)


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
