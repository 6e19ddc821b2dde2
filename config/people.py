"""Who works in a department, and what each may do, from the lists of departments and groups together."""

from collections.abc import Iterator

from config.departments import Agent
from config.groups import ROLES, Permission
from config.schema import Settings


def agents_of(settings: Settings, department: str) -> list[Agent]:
    """Its own agents, then those of its groups, each once: the first section about them counts."""
    given = settings.departments[department]
    found = {agent.jid: agent for agent in given.agents}
    for group in given.groups:
        for agent in members_of(settings, group):
            found.setdefault(agent.jid, agent)
    return list(found.values())


def members_of(settings: Settings, group: str) -> list[Agent]:
    """Those whom the group lists, then those who name it."""
    found = {agent.jid: agent for agent in settings.groups[group].agents}
    for agent in _everybody(settings):
        if group in agent.groups:
            found.setdefault(agent.jid, agent)
    return list(found.values())


def permissions_of(settings: Settings, jid: str) -> frozenset[Permission]:
    """What any of their groups permits; what an agent may do where no group says anything."""
    given = [
        group.permissions
        for key, group in settings.groups.items()
        if group.permissions is not None and any(agent.jid == jid for agent in members_of(settings, key))
    ]
    return frozenset(permission for each in given for permission in each) if given else frozenset(ROLES["agent"])


def _everybody(settings: Settings) -> Iterator[Agent]:
    for department in settings.departments.values():
        yield from department.agents
    for group in settings.groups.values():
        yield from group.agents
