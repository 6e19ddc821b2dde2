"""Who works here: departments, their agents, and the channels by which visitors reach them.

Made from the configuration by the composition root, and replaced as a whole when that is read again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bridge.canned import Canned
from bridge.errors import NotAllowed, Unknown
from bridge.hours import Hours
from bridge.model import JID, MINUTES, SECONDS, Moment, Notice


def pick(names: Mapping[str, str], *languages: str) -> str:
    """The name in the first of these languages that is there (`fa` serves `fa-IR`), else the one for everybody (under
    the empty tag), else the English one, else any; empty when there is none.
    """
    for language in languages:
        for tag in (language, language.partition("-")[0]):
            if tag and tag in names:
                return names[tag]
    return names.get("") or names.get("en") or next(iter(names.values()), "")


class Permission(StrEnum):
    """What somebody may do: be offered and take conversations, hand them over, call colleagues, change what is kept of
    a contact, read earlier conversations, keep somebody out, see figures, step into what others do.
    """

    ANSWER = "answer"
    TRANSFER = "transfer"
    INVITE = "invite"
    CONTACT = "contact"
    HISTORY = "history"
    BLOCK = "block"
    STATISTICS = "statistics"
    SUPERVISE = "supervise"


AGENTS_PERMISSIONS: Final = frozenset(
    {Permission.ANSWER, Permission.TRANSFER, Permission.INVITE, Permission.CONTACT, Permission.HISTORY}
)


@dataclass(frozen=True, slots=True)
class Agent:
    """One who answers. `name` is what visitors see, `language` what the desk speaks to them (BCP 47); `languages` are
    those in which they answer (none: all), `capacity` how many conversations they can have (`None`: as many as come).
    """

    jid: JID
    name: str
    language: str = "en"
    languages: tuple[str, ...] = ()
    level: int = 1
    capacity: int | None = None
    permissions: frozenset[Permission] = AGENTS_PERMISSIONS

    def speaks(self, language: str) -> bool:
        """Whether they answer in this language (`fa` serves `fa-IR`)."""
        wanted = language.partition("-")[0].lower()
        return not self.languages or any(each.partition("-")[0].lower() == wanted for each in self.languages)

    def may(self, permission: Permission) -> bool:
        """Whether they may do that."""
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class Department:
    """`address` is the JID that speaks for it, `lobby` its standing room; times are in milliseconds, an `alert` of 0
    means none. `fallback` is the key of the department that is asked when nobody answers here, or empty. `page_moves`:
    agents read where their visitor goes; `shows_status`: visitors read what its agents say of themselves;
    `shows_place`: where they stand in line. Without `hours` it is always within them. `texts` are its words for what
    visitors are told, by language tag.
    """

    key: str
    names: Mapping[str, str]
    address: JID
    lobby: JID
    agents: Mapping[JID, Agent]
    language: str = "en"
    routing: str = "everyone"
    agent_silence: int = 5 * MINUTES
    visitor_silence: int = 15 * MINUTES
    away_grace: int = 5 * MINUTES
    offer: int = 20 * SECONDS
    alert: int = 20 * SECONDS
    hours: Hours | None = None
    greetings: Mapping[str, str] = field(default_factory=dict)
    invitations: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[Notice, Mapping[str, str]] = field(default_factory=dict)
    fallback: str = ""
    page_moves: bool = True
    shows_status: bool = False
    shows_place: bool = True

    def is_within_hours(self, at: Moment) -> bool:
        """Whether its agents may be alerted then."""
        return self.hours is None or self.hours.is_open(at)

    def opens_at(self, at: Moment) -> Moment | None:
        """When its hours begin the next time; `None` within them, and where that is not known."""
        return None if self.hours is None or self.is_within_hours(at) else self.hours.next_opening(at)

    def name(self, language: str = "") -> str:
        """What it is called in a language, or in its own."""
        return pick(self.names, language, self.language) or self.key.title()


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in. Without `origins` any website may carry it. `typing_preview`: agents may read what is not sent yet, and
    visitors are told so. `shows_browsing`: visitors who have not opened the chat are seen as well. `asks_address`:
    those whom nobody answers may leave one.
    """

    key: str
    names: Mapping[str, str]
    department: str
    color: str
    origins: tuple[str, ...] = ()
    locale: str = ""
    typing_preview: bool = False
    shows_browsing: bool = False
    asks_address: bool = True

    def name(self, language: str = "") -> str:
        """What the widget calls itself."""
        return pick(self.names, language) or self.key.title()


@dataclass(frozen=True, slots=True)
class Hook:
    """A command of the site's own, which a web server of theirs answers under `url` within so many seconds; `secret`
    signs what it is asked. It is called by its key and by `words`, by language; `usages` name what follows, where
    anything may. `departments` are those whose agents have it (none: all).
    """

    key: str
    url: str
    secret: bytes = field(repr=False)
    words: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]
    usages: Mapping[str, str] = field(default_factory=dict)
    departments: tuple[str, ...] = ()
    permission: Permission = Permission.ANSWER
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where new rooms are made: our component's domain (the shard) and the server's MUC service."""

    shard: str
    service: JID


class AfterClose(StrEnum):
    """What becomes of a room when its conversation is over: its agents lose their membership, it is destroyed, or it
    stays as it is.
    """

    REVOKE = "revoke"
    DESTROY = "destroy"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Directory:
    """The whole of it; there is at least one department. `shows_address`: agents may know from which address a visitor
    comes; `sends_mail`: there is a mail server that takes letters. `release_after` is for how many milliseconds nobody
    must have written before `after_close` comes true.
    """

    departments: Mapping[str, Department]
    channels: Mapping[str, Channel]
    place: Place
    canned: Mapping[str, Canned] = field(default_factory=dict)
    hooks: Mapping[str, Hook] = field(default_factory=dict)
    shows_address: bool = False
    sends_mail: bool = False
    after_close: AfterClose = AfterClose.REVOKE
    release_after: int = 10 * MINUTES

    def department(self, key: str) -> Department:
        """By its key; the first one answers for a department that is not configured any more."""
        return self.departments.get(key) or next(iter(self.departments.values()))

    def channel(self, key: str) -> Channel:
        """By its key; raises `Unknown`."""
        if key not in self.channels:
            raise Unknown(f"There is no channel “{key}”.")
        return self.channels[key]

    def by_address(self, address: str) -> Department | None:
        """The department that speaks under this bare JID."""
        return next((each for each in self.departments.values() if each.address == address), None)

    def agent(self, department: str, jid: str) -> Agent | None:
        """An agent of that department, or of any: whoever is known under this bare JID."""
        here = self.departments.get(department)
        if here is not None and jid in here.agents:
            return here.agents[JID(jid)]
        return next((each.agents[JID(jid)] for each in self.departments.values() if jid in each.agents), None)

    def chain(self, department: Department) -> list[Department]:
        """It, then the one that is asked when nobody answers there, and so on; each once."""
        found = [department]
        while (key := found[-1].fallback) in self.departments and self.departments[key] not in found:
            found.append(self.departments[key])
        return found

    def departments_of(self, jid: str) -> list[Department]:
        """Where this agent answers."""
        return [each for each in self.departments.values() if jid in each.agents]

    def hooks_of(self, jid: str) -> list[Hook]:
        """The site's own commands in the departments in which this agent answers."""
        keys = {each.key for each in self.departments_of(jid)}
        return [each for each in self.hooks.values() if not each.departments or not keys.isdisjoint(each.departments)]

    def check_may(self, jid: str, permission: Permission) -> Agent:
        """The agent under this bare JID. Raises `NotAllowed` for somebody else, and for who has no such permission."""
        agent = self.agent("", jid)
        if agent is None:
            raise NotAllowed("Only agents can do that.")
        if not agent.may(permission):
            raise NotAllowed("You are not permitted to do that.")
        return agent
