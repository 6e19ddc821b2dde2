"""The desk's directory, as the configuration describes it."""

from collections.abc import Mapping

from bridge.canned import Canned
from bridge.directory import AfterClose, Agent, Channel, Department, Directory, Hook, Permission, Place
from bridge.hours import Hours
from bridge.model import JID, Notice
from config import Settings, agents_of, permissions_of
from config.commands import signing_key
from config.departments import Texts
from config.hours import Hours as GivenHours

_LEVELS = ("junior", "regular", "senior")


def directory_of(settings: Settings) -> Directory:
    """Departments, agents and channels, with every default filled in."""
    return Directory(
        departments={key: _department(settings, key) for key in settings.departments},
        channels={key: _channel(settings, key) for key in settings.channels},
        place=Place(shard=settings.xmpp.domain, service=JID(settings.xmpp.muc)),
        canned={
            key: Canned(key, given.category, given.text.texts, given.departments)
            for key, given in settings.canned.items()
        },
        hooks={key: _hook(settings, key) for key in settings.commands},
        shows_address=settings.visitors.show_address,
        sends_mail=settings.mail is not None,
        after_close=AfterClose(settings.rooms.after_close),
        release_after=_milliseconds(settings.rooms.release_after.total_seconds()),
    )


def _department(settings: Settings, key: str) -> Department:
    given = settings.departments[key]
    agents = [
        Agent(
            jid=JID(agent.jid),
            name=agent.name or agent.jid.partition("@")[0].replace(".", " ").title(),
            language=agent.language or given.language,
            languages=agent.languages,
            level=_LEVELS.index(agent.level),
            capacity=agent.capacity,
            permissions=frozenset(Permission(each) for each in permissions_of(settings, agent.jid)),
        )
        for agent in agents_of(settings, key)
    ]
    return Department(
        key=key,
        names=given.name.texts,
        address=JID(f"{key}@{settings.xmpp.domain}"),
        lobby=JID(given.lobby),
        agents={agent.jid: agent for agent in agents},
        language=given.language,
        routing=given.routing,
        agent_silence=_milliseconds(given.timers.agent_silence.total_seconds()),
        visitor_silence=_milliseconds(given.timers.visitor_silence.total_seconds()),
        away_grace=_milliseconds(given.timers.away_grace.total_seconds()),
        offer=_milliseconds(given.timers.offer.total_seconds()),
        alert=_milliseconds(given.timers.alert.total_seconds()),
        fallback=given.fallback or "",
        page_moves=given.page_moves,
        hours=_hours(given.hours),
        shows_status=given.show_status,
        shows_place=given.show_place,
        greetings=given.greeting.texts if given.greeting else {},
        invitations=given.invitation.texts,
        texts=_texts(given.texts),
    )


def _texts(texts: Texts) -> dict[Notice, Mapping[str, str]]:
    wordings = {
        Notice.WAITING: texts.waiting,
        Notice.WAITING_AGAIN: texts.waiting_again,
        Notice.NOBODY_HERE: texts.nobody_here,
        Notice.UNANSWERED: texts.unanswered,
        Notice.JOINED: texts.joined,
        Notice.CLOSED: texts.closed,
        Notice.TIMED_OUT: texts.timed_out,
    }
    return {notice: wording.texts for notice, wording in wordings.items() if wording is not None}


def _hours(hours: GivenHours | None) -> Hours | None:
    if hours is None:
        return None
    holidays = {day: each.spans for day, each in hours.holidays.days.items()}
    return Hours(timezone=hours.timezone, week=hours.week, holidays=holidays)


def _channel(settings: Settings, key: str) -> Channel:
    given = settings.channels[key]
    return Channel(
        key=key,
        names=given.name.texts,
        department=given.departments[0],
        color=given.color,
        origins=given.origins,
        locale=given.locale or "",
        typing_preview=given.typing_preview,
        shows_browsing=given.show_browsing,
        asks_address=given.offline_form,
    )


def _hook(settings: Settings, key: str) -> Hook:
    given = settings.commands[key]
    return Hook(
        key=key,
        url=given.url,
        secret=signing_key(given.secret.get_secret_value()) if given.secret else b"",
        words=given.words,
        titles=given.title.texts,
        usages=given.usage.texts if given.usage else {},
        departments=given.departments,
        permission=Permission(given.permission),
        timeout=given.timeout.total_seconds(),
    )


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
