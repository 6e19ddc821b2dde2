"""Words that the administrator wrote, as this visitor reads them: in their language, with what is known filled in."""

from collections.abc import Mapping

from bridge.canned import fill_in
from bridge.desk.context import Context
from bridge.directory import pick
from bridge.model import Conversation, Room
from bridge.store.work import Work


def word(
    work: Work, context: Context, room: Room, conversation: Conversation, texts: Mapping[str, str], *, agent: str
) -> str:
    """One of these texts (by language tag), or nothing where there is none; `agent` is the name of whoever is meant."""
    if not texts:
        return ""
    visitor = work.visitor(room.visitor)
    language = visitor.language if visitor else ""
    department = context.directory.department(conversation.department)
    facts = {
        "visitor": visitor.name if visitor and visitor.name else room.nick,
        "agent": agent,
        "department": department.name(language),
        "number": conversation.id,
        "page": conversation.page.url,
    }
    return fill_in(pick(texts, language, department.language), facts)
