"""Rules between settings: what each alone cannot know. Each yields the path of the setting that is to be changed."""

from collections.abc import Callable, Iterable, Iterator

from config.commands import NEW_KEY
from config.departments import Agent
from config.document import Document, SettingPath
from config.findings import Finding, Severity
from config.mistakes import suggest
from config.people import agents_of
from config.schema import Settings
from config.secret_files import database_file, exposed_secrets

Located = tuple[SettingPath, Finding]
Rule = Callable[[Settings], Iterable[Located]]

_SHORTEST_KEY = 16
_NEW_KEY = "openssl rand -hex 32"


def contradictions(settings: Settings) -> Iterator[Located]:
    """What makes these settings unusable."""
    yield from _departments(settings)
    yield from _groups(settings)
    yield from _fallbacks(settings)
    for name, canned in settings.canned.items():
        yield from _named_departments(("canned", name), canned.departments, settings)
    for name, hook in settings.commands.items():
        yield from _named_departments(("commands", name), hook.departments, settings)
    yield from _channels(settings)
    yield from _domains(settings)
    if settings.agent_client.enabled and settings.agent_client.websocket is None:
        text = "The setting “websocket” is missing: agents in the browser reach their XMPP server by it."
        fix = "Add, under agent_client: websocket: wss://xmpp.example.org/xmpp-websocket"
        yield ("agent_client", "enabled"), _fatal(text, fix=fix)


def missing_secrets(settings: Settings) -> Iterator[Located]:
    """Secrets without which nothing runs; not asked for where settings are only shown."""
    if not settings.xmpp.secret.get_secret_value():
        fix = f"Give the same password as in the XMPP server, as secret or secret_file. A new one: {_NEW_KEY}"
        yield ("xmpp", "secret"), _fatal("The setting “secret” is missing.", fix=fix)
    key = settings.visitors.token_secret
    if key is None and settings.store.url.startswith("postgresql:"):
        fix = f"With PostgreSQL every node has to sign with the same key. A new one: {_NEW_KEY}"
        yield ("visitors", "token_secret"), _fatal("The setting “token_secret” is missing.", fix=fix)
    if key is not None and len(key.get_secret_value()) < _SHORTEST_KEY:
        text = f"This key is too short: {_SHORTEST_KEY} characters are the least."
        yield ("visitors", "token_secret"), _fatal(text, fix=f"A new one: {_NEW_KEY}")
    for name, hook in settings.commands.items():
        if hook.secret is None:
            fix = f"Give the same key as in the web server, as secret or secret_file. A new one: {NEW_KEY}"
            yield ("commands", name, "secret"), _fatal("The setting “secret” is missing.", fix=fix)


def advice(settings: Settings) -> Iterator[Located]:
    """What works, and could be better."""
    if settings.public_url.startswith("http://") and not _is_local(settings.public_url):
        text = "Visitors' words travel unencrypted, and browsers refuse the widget on https pages."
        yield (
            ("public_url",),
            Finding(Severity.ADVICE, text, fix="Put a proxy with a certificate before Parlour: parlour snippet caddy"),
        )
    if (places := settings.visitors.places) is not None and not places.is_file():
        fix = "Download one that names cities, such as GeoLite2 City or DB-IP City Lite, or leave the setting out."
        yield ("visitors", "places"), Finding(Severity.ADVICE, f"There is no file {places}.", fix=fix)
    if settings.visitors.token_secret is None and database_file(settings):
        text = "The key of visitors' tokens is kept beside the database."
        fix = f"Set it, so that it does not depend on one directory. A new one: {_NEW_KEY}"
        yield ("visitors", "token_secret"), Finding(Severity.ADVICE, text, fix=fix)


def exposures(document: Document) -> Iterator[Located]:
    """Secrets that every account of this host can read."""
    if document.file is None:
        return
    for path, file in exposed_secrets(document.plain(), document.file):
        text = f"Every account of this host can read this secret, in {file}."
        yield path, Finding(Severity.ADVICE, text, fix=f"chmod o-r {file}")


def _departments(settings: Settings) -> Iterator[Located]:
    lobbies: dict[str, str] = {}
    for name, department in settings.departments.items():
        yield from _agents(("departments", name), department.agents, settings)
        yield from _named_groups(("departments", name), department.groups, settings)
        if all(each in settings.groups for each in department.groups) and not agents_of(settings, name):
            fix = "Give it a list of addresses as “agents”, or names of groups as “groups”."
            yield ("departments", name), _fatal("Nobody answers in this department.", fix=fix)
        lobby = department.lobby or ""
        if lobby in lobbies:
            text = f"The department “{lobbies[lobby]}” has this lobby already."
            yield ("departments", name, "lobby"), _fatal(text, fix="Give each department a lobby of its own.")
        lobbies[lobby] = name


def _groups(settings: Settings) -> Iterator[Located]:
    for name, group in settings.groups.items():
        yield from _agents(("groups", name), group.agents, settings)


def _agents(path: SettingPath, agents: Iterable[Agent], settings: Settings) -> Iterator[Located]:
    seen: set[str] = set()
    for index, agent in enumerate(agents):
        if agent.jid in seen:
            yield (*path, "agents", index), _fatal(f"“{agent.jid}” is in this list twice.")
        seen.add(agent.jid)
        yield from _named_groups((*path, "agents", index), agent.groups, settings)


def _named_groups(path: SettingPath, groups: Iterable[str], settings: Settings) -> Iterator[Located]:
    for index, group in enumerate(groups):
        if group not in settings.groups:
            yield (*path, "groups", index), _unknown("group", group, settings.groups)


def _fallbacks(settings: Settings) -> Iterator[Located]:
    for name, department in settings.departments.items():
        if department.fallback == name:
            yield ("departments", name, "fallback"), _fatal("A department cannot be its own fallback.")
        elif department.fallback is not None and department.fallback not in settings.departments:
            missing = _unknown("department", department.fallback, settings.departments)
            yield ("departments", name, "fallback"), missing


def _channels(settings: Settings) -> Iterator[Located]:
    for name, channel in settings.channels.items():
        yield from _named_departments(("channels", name), channel.departments, settings)


def _named_departments(path: SettingPath, departments: Iterable[str], settings: Settings) -> Iterator[Located]:
    for index, department in enumerate(departments):
        if department not in settings.departments:
            yield (*path, "departments", index), _unknown("department", department, settings.departments)


def _domains(settings: Settings) -> Iterator[Located]:
    if settings.xmpp.domain == settings.xmpp.muc:
        fix = "“domain” is Parlour's own and new; “muc” is the server's group chat service, which was there before."
        yield ("xmpp", "domain"), _fatal("The component and the group chat service have the same domain.", fix=fix)
        return
    for name, department in settings.departments.items():
        if department.lobby and department.lobby.endswith(f"@{settings.xmpp.domain}"):
            text = "The lobby must be a room of the group chat service, not of Parlour's own domain."
            yield ("departments", name, "lobby"), _fatal(text, fix=f"For example {name}-lobby@{settings.xmpp.muc}")


def _unknown(kind: str, name: str, known: Iterable[str]) -> Finding:
    names = ", ".join(known) or "none"
    return _fatal(f"There is no {kind} “{name}”.", suggestion=suggest(name, known), fix=f"The {kind}s are: {names}.")


def _fatal(text: str, *, suggestion: str = "", fix: str = "") -> Finding:
    return Finding(Severity.FATAL, text, suggestion=suggestion, fix=fix)


def _is_local(url: str) -> bool:
    host = url.partition("://")[2]
    return host.startswith(("localhost", "127.", "[::1]"))
