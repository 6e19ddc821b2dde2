"""The mail server, as the configuration describes it, and as `parlour check --online` finds it."""

from typing import Final

from bridge.errors import Unavailable
from bridge.mailing.account import Account, Security
from bridge.mailing.smtp import NotLetIn, knock
from config import Finding, Settings, Severity

_PORTS: Final = {
    Security.STARTTLS: "With starttls the port is usually 587; a server that only knows port 465 wants security: tls.",
    Security.TLS: "With tls the port is usually 465; a server that only knows port 587 wants security: starttls.",
    Security.NONE: "Is the mail server of this machine running?",
}
_CERTIFICATE: Final = (
    "Its certificate has to be valid for the host's name as it stands in mail.server, and from an authority that this "
    "machine trusts (or the file in SSL_CERT_FILE names)."
)


def account_of(settings: Settings) -> Account | None:
    """Where letters go, or `None` where there is no mail server."""
    mail = settings.mail
    if mail is None:
        return None
    return Account(
        host=mail.server.host,
        port=mail.server.port,
        security=Security(mail.security),
        sender=mail.sender.address,
        name=mail.sender.name,
        domain=settings.xmpp.domain,
        username=mail.username or "",
        password=mail.password.get_secret_value() if mail.password else "",
        timeout=mail.timeout.total_seconds(),
    )


async def examine_mail(account: Account) -> Finding:
    """Whether the mail server is there, encrypted as it should be, and lets us in; nothing is sent."""
    place = f"mail.server {account.host}:{account.port}"
    try:
        await knock(account)
    except NotLetIn as error:
        text = f"The mail server does not let “{account.username}” in: {error}"
        fix = "Compare mail.username and mail.password with what the mail server's administrator gave you."
        return Finding(Severity.PROBLEM, text, path=place, fix=fix)
    except Unavailable as error:
        text = f"No letter can be sent there, and those that agents order wait. {error}"
        fix = _CERTIFICATE if "certificate" in str(error) else _PORTS[account.security]
        return Finding(Severity.PROBLEM, text, path=place, fix=fix)
    who = account.username or "us"
    return Finding(Severity.FINE, f"The mail server lets {who} in ({account.security}).", path=place)
