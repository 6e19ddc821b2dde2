"""What several snippets are filled in with."""

from config import Settings

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PLACEHOLDER = "PUT THE SECRET HERE"


def secret_of(settings: Settings) -> str:
    """The component's secret; a placeholder when whoever asks may not read it."""
    return settings.xmpp.secret.get_secret_value() or _PLACEHOLDER


def host_of(settings: Settings) -> str:
    """The host, and port if there is one, under which browsers reach Parlour."""
    return settings.public_url.partition("://")[2]


def department_addresses(settings: Settings) -> list[str]:
    """The addresses that make rooms and speak to agents."""
    return [f"{name}@{settings.xmpp.domain}" for name in settings.departments]
