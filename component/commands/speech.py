"""Commands as they are said: who is answered where."""

import secrets
from collections.abc import Callable
from typing import Final

from bridge.desk import Heard, Wish
from bridge.directory import Agent, Department
from bridge.errors import Refused, Unknown
from bridge.model import JID, Room
from component.commands.command import Order
from component.commands.reading import Said, fill, is_whole, read_canned, read_line
from component.commands.table import commands_of
from component.link import Link
from component.stanzas.received import Correction, Encrypted, Line, Reaction, Received
from component.stanzas.said import build_line
from component.words import explain, say

THUMB: Final = "👍"
MAX_WORD: Final = 40


async def run_in_room(link: Link, room: Room, text: str, who: Heard, tell_author: Callable[[str], None]) -> None:
    """A line that begins with `!`, in a visitor's room."""
    department = link.directory.department(await link.desk.department_in(room.jid))
    agent = link.directory.agent(department.key, who.agent or "") or _stranger(department, who)
    order = Order(link, department, agent, room=room.jid, once=who.stanza_id)
    said = _read(link, agent, text, is_in_room=True)
    if said is None:
        word = text.lstrip().split(maxsplit=1)[0]
        tell_author(say("unknown_command", agent.language, word=word[:MAX_WORD]))
        return
    if said.command.hook is not None:
        # Noted before it is done: what is another system's is not asked of it anew after an interruption.
        await link.desk.pass_over(who, fence=link.fence())
    await _answer(order, said, tell_author)


async def hear_in_lobby(link: Link, department: Department, received: Received, *, agent: JID) -> None:
    """What an agent says or does in a lobby."""
    content = received.content
    if isinstance(content, Reaction):
        await _react(link, department, content, agent=agent, lane=department.lobby)
    elif isinstance(content, Line | Correction):
        await _hear(link, department, content, agent=agent, lane=department.lobby)


async def hear_direct(link: Link, department: Department, received: Received, *, agent: JID) -> None:
    """What an agent says or does in the chat with a department's own address; words are always answered."""
    content, language = received.content, _language(link, department, agent)
    if isinstance(content, Reaction):
        await _react(link, department, content, agent=agent, lane=agent)
    elif isinstance(content, Encrypted):
        tell(link, department, agent, say("encrypted", language, by=content.by))
    elif isinstance(content, Line | Correction) and not await _hear(link, department, content, agent=agent, lane=agent):
        tell(link, department, agent, say("not_understood", language))


def tell(link: Link, department: Department, to: str, words: str) -> None:
    """One message from a department's address."""
    link.send(build_line(words, cid=secrets.token_hex(8), sender=department.address, to=to, kind="chat"))


async def _hear(link: Link, department: Department, content: Line | Correction, *, agent: JID, lane: JID) -> bool:
    """Whether it was a command."""
    known = link.directory.agent(department.key, agent)
    if known is None:
        return False
    said = _read(link, known, content.text)
    if said is None:
        return False
    if not content.text.lstrip().startswith("!") and not _is_meant(said, is_in_lobby=lane == department.lobby):
        return False
    ref = content.reply_to if isinstance(content, Line) else None
    order = Order(link, department, known, number=said.number, lane=lane, ref=ref)
    await _answer(order, said, lambda words: tell(link, department, agent, words))
    return True


def _read(link: Link, agent: Agent, text: str, *, is_in_room: bool = False) -> Said | None:
    commands, directory = commands_of(link.directory, agent), link.directory
    said = read_line(text, agent.language, commands=commands, is_in_room=is_in_room)
    return said or read_canned(text, directory.canned, is_in_room=is_in_room)


def _is_meant(said: Said, *, is_in_lobby: bool) -> bool:
    """Whether a line without `!` is more than talk that begins with a command's word."""
    if is_in_lobby:
        return is_whole(said) and said.command.is_short
    return is_whole(said) or bool(said.command.parameters)


async def _answer(order: Order, said: Said, tell_author: Callable[[str], None]) -> None:
    """Do it, and tell its author what came of it. Nobody who talks waits for another system meanwhile."""

    async def answer() -> None:
        words = await _run(order, said)
        if words:
            tell_author(words)

    if said.command.hook is not None:
        order.link.run(answer())
    else:
        await answer()


async def _run(order: Order, said: Said) -> str:
    """What its author is to be told."""
    try:
        said.command.check_is_for(order.agent)
        return await said.command.run(fill(order, said))
    except Refused as refusal:
        return explain(refusal, order.language)


async def _react(link: Link, department: Department, reaction: Reaction, *, agent: JID, lane: JID) -> None:
    if not any(each.startswith(THUMB) for each in reaction.emojis):
        return
    try:
        await link.desk.take(Wish(agent, department.key, lane=lane, ref=reaction.target), fence=link.fence())
    except Unknown:
        return
    except Refused as refusal:
        tell(link, department, agent, explain(refusal, _language(link, department, agent)))


def _language(link: Link, department: Department, agent: JID) -> str:
    known = link.directory.agent(department.key, agent)
    return known.language if known else department.language


def _stranger(department: Department, who: Heard) -> Agent:
    """Somebody inside whom the directory does not know: they may read help, and little else."""
    return Agent(who.agent or JID(""), who.nick, language=department.language, permissions=frozenset())
