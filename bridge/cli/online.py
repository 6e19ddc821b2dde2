"""What `parlour check --online` looks at: the database, the XMPP server with all that Parlour asks of it, the mail
server, the public URL.

Rule: under one domain there is one connection. So the XMPP server is examined only while nobody else speaks for the
      domain, and a Parlour that starts meanwhile waits: the check holds the domain's lease, under a name of its own.
"""

import asyncio
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, suppress

from bridge.cli.posting import account_of, examine_mail
from bridge.errors import LostShard, ParlourError, Unavailable
from bridge.lease import LIFE, MARGIN, Lease
from bridge.store.work import Store
from config import Finding, Settings, Severity
from config.kinds import hide_password

PATIENCE = LIFE + MARGIN
_DEADLINE = 5.0
_STORE_FIX = "Look at store.url, at the rights of its directory, or at the database server."


async def examine(
    settings: Settings, *, tell: Callable[[str], object], patience: float = PATIENCE
) -> AsyncIterator[Finding]:
    """One finding for each thing that was looked at, as soon as it is known; `tell` hears what is waited for."""
    yield await examine_store(settings)
    async with aclosing(examine_server(settings, tell=tell, patience=patience)) as findings:
        async for finding in findings:
            yield finding
    account = account_of(settings)
    if account is not None:
        yield await examine_mail(account)
    yield await asyncio.to_thread(examine_public_url, settings.public_url)


async def examine_server(
    settings: Settings, *, tell: Callable[[str], object], patience: float = PATIENCE
) -> AsyncGenerator[Finding, None]:
    """What the doctor finds, or that Parlour is running. A claim that a killed process has left behind is waited for,
    up to `patience` seconds.
    """
    from component.doctor import examine as examine_connected

    is_alone = not await _may_be_running(settings.store.url)
    looking = examine_connected(settings) if is_alone else _examine_holding(settings, tell=tell, patience=patience)
    async with aclosing(looking) as findings:
        async for finding in findings:
            yield finding


async def _may_be_running(url: str) -> bool:
    """Whether there is a database in which a Parlour could hold the lease; without one it sends nothing."""
    from bridge.store.sql import describe

    try:
        return (await describe(url)).revision is not None
    except ParlourError:
        return False


async def _examine_holding(
    settings: Settings, *, tell: Callable[[str], object], patience: float
) -> AsyncGenerator[Finding, None]:
    from bridge.store.sql import visit_store
    from component.doctor import examine as examine_connected

    store, domain = visit_store(settings.store.url), settings.xmpp.domain
    lease = Lease(store, domain, f"check-{secrets.token_hex(3)}", clock=time.monotonic)
    try:
        holder = await store.holder_of(domain)
        if holder is not None:
            tell(f"{domain} is held by {holder}. Waiting whether it still runs…")
        async with lease.held(within=patience), aclosing(examine_connected(settings, may_send=lease.is_held)) as found:
            async for finding in found:
                yield finding
    except LostShard:
        yield await _tell_who_runs(store, domain)
    except Unavailable:
        text = "The database stopped answering. Whether Parlour is running cannot be known, so this was not examined."
        yield Finding(Severity.PROBLEM, text, path="xmpp.server", fix="Check again when the database answers.")
    finally:
        await store.close()


async def _tell_who_runs(store: Store, domain: str) -> Finding:
    holder = None
    with suppress(Unavailable):
        holder = await store.holder_of(domain)
    name = f" as {holder}" if holder else ""
    text = f"Parlour is running{name} and speaks for {domain}, so the XMPP server was not examined beside it."
    fix = "Two connections under one domain would share what visitors and agents say. Stop Parlour, then check again."
    return Finding(Severity.PROBLEM, text, path="xmpp.server", fix=fix)


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
