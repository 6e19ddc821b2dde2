"""How all that waits and goes on reads: one line a conversation, to one agent, in their language."""

from typing import Final

from bridge.desk import Ongoing, Overview
from bridge.directory import Directory
from bridge.model import Moment, Side, State
from component.cards import ago, name_briefly
from component.words import mark, say

TALKS_SHOWN: Final = 20


def build_overview(overview: Overview, directory: Directory, language: str) -> str:
    """How many there are, then those that wait, then those that go on, the longest first; with their department where
    there are several.
    """
    talks = [*overview.waiting, *overview.active]
    if not talks:
        return say("talks_none", language)
    lines = [say("talks", language, waiting=len(overview.waiting), active=len(overview.active))]
    for talk in talks[:TALKS_SHOWN]:
        department = directory.department(talk.conversation.department).name(language)
        shown = department if len(overview.departments) > 1 else ""
        lines.append(_talk(talk, shown, overview.now, language))
    left_out = len(talks) - TALKS_SHOWN
    lines += [say("talks_more", language, count=left_out)] if left_out > 0 else []
    return "\n".join(lines)


def _talk(talk: Ongoing, department: str, now: Moment, language: str) -> str:
    conversation = talk.conversation
    sign = mark(conversation.state, is_overdue=conversation.is_overdue)
    head = say("talk", language, mark=sign, number=conversation.id, name=talk.visitor_name)
    stands = _waits if conversation.state is State.WAITING else _goes_on
    facts = [head, name_briefly(conversation.page), stands(talk, now, language), department]
    return " · ".join(each for each in facts if each)


def _waits(talk: Ongoing, now: Moment, language: str) -> str:
    """Since when it waits again is not known."""
    key = "talk_waits" if talk.conversation.answered_at is None else "talk_waits_again"
    return say(key, language, span=ago(now - talk.conversation.opened_at, language))


def _goes_on(talk: Ongoing, now: Moment, language: str) -> str:
    agent = talk.conversation.agent_name
    if talk.awaited is None or talk.awaited_since is None:
        return agent
    key = "talk_agent" if talk.awaited is Side.AGENT else "talk_visitor"
    return say(key, language, agent=agent, span=ago(now - talk.awaited_since, language))
