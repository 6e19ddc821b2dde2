"""What agents can tell the desk in words: in a visitor's room with `!`, in the lobby and to the department's address
without.

Rule 1: a line in a visitor's room that begins with `!` never reaches the visitor, known or not; what we do not know
        is explained.
Rule 2: in the lobby agents talk among themselves: only words that are wholly a command are one, and nothing else is
        answered.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final

from bridge.desk import Heard, Wish
from bridge.directory import Department
from bridge.errors import Refused, Unknown
from bridge.model import JID
from component.cards import build_card
from component.link import Link
from component.stanzas.received import Correction, Encrypted, Line, Reaction, Received
from component.stanzas.said import build_line
from component.words import is_help, parse_decline, parse_take, say

if TYPE_CHECKING:
    from component.hearing import Hearing

THUMB: Final = "👍"


async def run_in_room(hearing: "Hearing", text: str, who: Heard) -> None:
    """A line that begins with `!`, in a visitor's room."""
    word = text.lstrip().split(maxsplit=1)[0]
    command = _IN_ROOM.get(word.lstrip("!").casefold())
    if command is None:
        hearing.tell(who, say("unknown_command", hearing.language(who), word=word[:40]))
        return
    try:
        await command(hearing, who)
    except Refused as refusal:
        hearing.tell(who, str(refusal))


async def hear_in_lobby(link: Link, department: Department, received: Received, *, agent: JID) -> None:
    """What an agent says or does in a lobby."""
    content = received.content
    if isinstance(content, Reaction):
        await _react(link, department, content, agent=agent, lane=department.lobby)
    elif isinstance(content, Line | Correction):
        ref = content.reply_to if isinstance(content, Line) else None
        await _order(link, department, content.text, agent=agent, lane=department.lobby, ref=ref)


async def hear_direct(link: Link, department: Department, received: Received, *, agent: JID) -> None:
    """What an agent says or does in the chat with a department's own address; words are always answered."""
    content, language = received.content, _language(link, department, agent)
    if isinstance(content, Reaction):
        await _react(link, department, content, agent=agent, lane=agent)
    elif isinstance(content, Encrypted):
        tell(link, department, agent, say("encrypted", language, by=content.by))
    elif isinstance(content, Line | Correction):
        ref = content.reply_to if isinstance(content, Line) else None
        if not await _order(link, department, content.text, agent=agent, lane=agent, ref=ref):
            tell(link, department, agent, say("not_understood", language))


def tell(link: Link, department: Department, to: str, words: str) -> None:
    """One message from a department's address."""
    link.send(build_line(words, cid=secrets.token_hex(8), sender=department.address, to=to, kind="chat"))


async def _order(link: Link, department: Department, text: str, *, agent: JID, lane: JID, ref: str | None) -> bool:
    language = _language(link, department, agent)
    wants_one, number = parse_take(text, language)
    declines, declined = parse_decline(text, language)
    if wants_one:
        wish = Wish(agent, department.key, lane=lane, ref=ref, number=number)
        await _try(link, department, agent, link.desk.take(wish, fence=link.fence()))
    elif declines:
        wish = Wish(agent, department.key, lane=lane, ref=ref, number=declined)
        await _try(link, department, agent, link.desk.decline(wish, fence=link.fence()))
    elif is_help(text, language):
        tell(link, department, agent, say("help_desk", language))
    else:
        return False
    return True


async def _react(link: Link, department: Department, reaction: Reaction, *, agent: JID, lane: JID) -> None:
    if not any(each.startswith(THUMB) for each in reaction.emojis):
        return
    try:
        await link.desk.take(Wish(agent, department.key, lane=lane, ref=reaction.target), fence=link.fence())
    except Unknown:
        return
    except Refused as refusal:
        tell(link, department, agent, str(refusal))


async def _try(link: Link, department: Department, agent: JID, act: Awaitable[object]) -> None:
    """What the desk refuses, it says to the agent."""
    try:
        await act
    except Refused as refusal:
        tell(link, department, agent, str(refusal))


async def _take_here(hearing: "Hearing", who: Heard) -> None:
    if who.agent is None:
        hearing.tell(who, say("help_room", hearing.language(who)))
        return
    wish = Wish(who.agent, hearing.room.department, room=hearing.room.jid)
    await hearing.link.desk.take(wish, fence=hearing.link.fence())


async def _decline_here(hearing: "Hearing", who: Heard) -> None:
    if who.agent is None:
        hearing.tell(who, say("help_room", hearing.language(who)))
        return
    wish = Wish(who.agent, hearing.room.department, room=hearing.room.jid)
    await hearing.link.desk.decline(wish, fence=hearing.link.fence())


async def _close_here(hearing: "Hearing", _who: Heard) -> None:
    await hearing.link.desk.close_conversation(hearing.room.jid, fence=hearing.link.fence())


async def _info_here(hearing: "Hearing", who: Heard) -> None:
    card = await hearing.link.desk.describe(hearing.room.jid)
    hearing.tell(who, build_card(card, hearing.language(who)))


async def _note(_hearing: "Hearing", _who: Heard) -> None:
    """It stands in the room, where colleagues read it, and goes nowhere else."""


async def _help_here(hearing: "Hearing", who: Heard) -> None:
    hearing.tell(who, say("help_room", hearing.language(who)))


def _language(link: Link, department: Department, agent: JID) -> str:
    known = link.directory.agent(department.key, agent)
    return known.language if known else department.language


_Command = Callable[["Hearing", Heard], Awaitable[None]]
_IN_ROOM: Final[Mapping[str, _Command]] = {
    "take": _take_here,
    "بردار": _take_here,
    "decline": _decline_here,
    "رد": _decline_here,
    "close": _close_here,
    "پایان": _close_here,
    "info": _info_here,
    "کیست": _info_here,
    "note": _note,
    "یادداشت": _note,
    "help": _help_here,
    "راهنما": _help_here,
}
