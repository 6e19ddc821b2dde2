"""What agents note: who the visitor is, under what a conversation is filed, and whom nobody wants to hear for a
while.
"""

import re
from dataclasses import replace
from enum import StrEnum
from typing import Final

from bridge import text
from bridge.conversation import Cause
from bridge.desk import life
from bridge.desk.blocks import Blocking, find_block
from bridge.desk.context import Context
from bridge.desk.finding import Wish, find_near, find_visitor, hold
from bridge.directory import Permission
from bridge.errors import NotAllowed, Refused
from bridge.model import DAYS, Conversation, Moment, State, Visitor
from bridge.store.work import Work

MAX_TAGS: Final = 10
MAX_REASON: Final = 200
LONGEST_BLOCK: Final = 365 * DAYS
_PHONE: Final = re.compile(r"\+?[\d ()/.\-]{4,30}")
_TAG: Final = re.compile(r"[\w-]{1,30}")


class Detail(StrEnum):
    """Of a visitor; the name is what visitors may give themselves as well."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"


def note_detail(work: Work, context: Context, wish: Wish, detail: Detail, value: str) -> Visitor:
    """Keep what the visitor told; an empty value forgets it. Raises `Refused` and its kin with a sentence."""
    context.directory.check_may(wish.agent, Permission.CONTACT)
    room, _ = hold(work, find_near(work, context, wish))
    visitor = find_visitor(work, room)
    kept = {Detail.NAME: visitor.name, Detail.EMAIL: visitor.email, Detail.PHONE: visitor.phone}
    kept[detail] = _clean(detail, value)
    noted = replace(visitor, name=kept[Detail.NAME], email=kept[Detail.EMAIL], phone=kept[Detail.PHONE])
    work.put_visitor(noted)
    return noted


def tag(work: Work, context: Context, wish: Wish, words: str) -> Conversation:
    """File it under these words; one that begins with a minus is taken away. Raises `Refused` and its kin."""
    context.directory.check_may(wish.agent, Permission.CONTACT)
    _, conversation = hold(work, find_near(work, context, wish))
    tags = list(conversation.tags)
    for word in words.casefold().replace("#", " ").replace(",", " ").split():
        name = word.removeprefix("-")
        if not _TAG.fullmatch(name):
            raise Refused("“{tag}” cannot be a tag: letters, digits and dashes only.", tag=name[:40])
        tags = [each for each in tags if each != name] + ([] if word.startswith("-") else [name])
    if len(tags) > MAX_TAGS:
        raise Refused("A conversation may have {limit} tags.", limit=MAX_TAGS)
    tagged = replace(conversation, tags=tuple(tags))
    work.put_conversation(tagged)
    return tagged


def block(work: Work, context: Context, wish: Wish, span: int, reason: str) -> Blocking:
    """Do not hear this visitor for so many milliseconds (0: hear them again); what goes on with them ends. Raises
    `Refused` and its kin.
    """
    agent = context.directory.check_may(wish.agent, Permission.BLOCK)
    room, conversation = hold(work, find_near(work, context, wish))
    if span > LONGEST_BLOCK:
        raise NotAllowed("Nobody is kept out for longer than a year.")
    before, until = find_block(room, context.now), Moment(context.now + span) if span else None
    room = replace(room, blocked_until=until, blocked_reason=" ".join(reason.split())[:MAX_REASON] if span else "")
    work.put_room(room)
    if span and conversation.state is not State.CLOSED:
        life.end(work, context, room, conversation, cause=Cause.ENDED, by=agent.name)
    return Blocking(conversation, before, find_block(room, context.now))


def _clean(detail: Detail, value: str) -> str:
    given = value.strip()
    if detail is Detail.NAME:
        return text.clean_name(given)
    if detail is Detail.EMAIL:
        return text.clean_email(given)
    if given and not _PHONE.fullmatch(given):
        raise Refused("“{value}” does not look right.", value=given[:80])
    return given
