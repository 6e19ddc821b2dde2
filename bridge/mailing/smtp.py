"""One letter to the mail server (RFC 5321), and whether that server would take any.

Rule 1: only what the server says of the letter itself with a 5xx is for good. Whatever keeps us from handing it over
        (nobody there, no certificate, no login) may be put right, so the letter waits.
Rule 2: it is never sent unencrypted where encryption was asked for, nor to a server without the right certificate.
"""

import contextlib
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from bridge.errors import ParlourError, Refused, Unavailable
from bridge.mailing.account import Account, Security

_FOR_GOOD: Final = range(500, 600)
_GOODBYE: Final = 2.0  # seconds; the letter is theirs already


class NotLetIn(Unavailable):
    """The server is there, but does not let us in with this name and password."""


async def deliver(account: Account, message: EmailMessage) -> None:
    """Hand a letter over. Raises `Refused` with the server's words when it will never take it, `Unavailable` when it
    may later.
    """
    async with _signed_in(account) as server:
        try:
            await server.send_message(message)
        except (SMTPException, OSError) as error:
            raise _translated(error) from error


async def knock(account: Account) -> None:
    """Connect, encrypt, sign in, and go. Raises `NotLetIn`, or `Unavailable` for all that comes before."""
    async with _signed_in(account):
        pass


@contextlib.asynccontextmanager
async def _signed_in(account: Account) -> AsyncIterator[SMTP]:
    server = SMTP(
        hostname=account.host,
        port=account.port,
        local_hostname=account.domain,
        use_tls=account.security is Security.TLS,
        start_tls=account.security is Security.STARTTLS,
        timeout=account.timeout,
    )
    try:
        await server.connect()
    except (SMTPException, OSError) as error:
        raise Unavailable(_reason(error)) from error
    try:
        if account.username:
            await _sign_in(server, account)
        yield server
        with contextlib.suppress(SMTPException, OSError):
            await server.quit(timeout=_GOODBYE)
    finally:
        server.close()


async def _sign_in(server: SMTP, account: Account) -> None:
    try:
        await server.login(account.username, account.password)
    except (SMTPException, OSError) as error:
        raise NotLetIn(_reason(error)) from error


def _translated(error: Exception) -> ParlourError:
    first = error.recipients[0] if isinstance(error, SMTPRecipientsRefused) else error
    is_for_good = isinstance(first, SMTPResponseException) and first.code in _FOR_GOOD
    if is_for_good or isinstance(first, SMTPNotSupported):
        return Refused(_reason(first))
    return Unavailable(_reason(first))


def _reason(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__
