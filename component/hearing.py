"""What an agent's stanza in a visitor's room means: speech for the visitor, a command for us, or neither.

             “Hello”, a correction, a reply, a reaction, a retraction ──▶ the desk
             “!…” ──▶ `commands`, never the visitor        “/word …” ──▶ a hint to its author (“/me …” is speech)
             encrypted ──▶ an explanation to its author

Rule 1: what was not for the visitor does not become so by being corrected; their own ids are remembered for that.
Rule 2: an answer goes to its author alone, as a message from the department: nothing we say ever stands between the
        two in the room.
"""

import re
import secrets
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import structlog

from bridge.desk import Heard
from bridge.errors import Refused
from bridge.model import JID, Moment, Room
from component.commands import run_in_room, tell
from component.link import Link, bot_address
from component.stanzas.markup import bare
from component.stanzas.received import (
    Correction,
    Displayed,
    Encrypted,
    Line,
    Reaction,
    Received,
    Retraction,
    Writing,
)
from component.stanzas.said import build_line
from component.words import explain, say

_log: Final = structlog.get_logger("parlour.rooms")

REMEMBERED: Final = 64
_SLASH: Final = re.compile(r"/(?!me(?:\s|$))[A-Za-z][\w-]*(?=\s|$)")


@dataclass(slots=True)
class Hearing:
    """Of one room. `unspoken` are ids of lines that were not for the visitor, `writing` who is writing, by nick."""

    link: Link
    room: Room
    unspoken: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    writing: dict[str, JID | None] = field(default_factory=dict)

    async def hear(self, received: Received, who: Heard, *, is_fresh: bool) -> None:
        """Deal with one stanza of an agent. `is_fresh` is false for what lay in the archive so long that a command is
        out of date.
        """
        content = received.content
        if who.stanza_id is not None and who.stanza_id in self.unspoken:
            return
        try:
            if isinstance(content, Line):
                await self._speech(content, who, is_fresh=is_fresh)
            elif isinstance(content, Correction):
                await self._correction(content, who, is_fresh=is_fresh)
            elif isinstance(content, Encrypted):
                await self._keep_back(who)
                self.tell(who, say("encrypted", self.language(who), by=content.by))
            else:
                await self._other(content, who)
        except Refused as refusal:
            await self.link.desk.pass_over(who, fence=self.link.fence())
            self.tell(who, say("not_sent", self.language(who), reason=explain(refusal, self.language(who))))

    def gone(self, nick: str) -> None:
        """An occupant has left, perhaps in the middle of a word: nobody else will say that they stopped."""
        if nick in self.writing:
            agent = self.writing.pop(nick)
            self.link.desk.agent_types(self.room.visitor, nick, is_writing=False, agent=agent)

    def tell(self, who: Heard, words: str) -> None:
        """Say something to this agent only."""
        if who.agent is not None:
            self.tell_agent(who.agent, words)
            return
        department = self.link.directory.department(self.room.department)
        occupant, sender = f"{self.room.jid}/{who.nick}", bot_address(department)
        self.link.send(build_line(words, cid=secrets.token_hex(8), sender=sender, to=occupant, kind="chat"))

    def tell_agent(self, agent: JID, words: str) -> None:
        """Say something to this agent, in the chat with the department."""
        department = self.link.directory.department(self.room.department)
        tell(self.link, department, agent, f"[{self.room.nick}] {words}")

    def language(self, who: Heard) -> str:
        """In which this agent is spoken to."""
        return self.language_of(who.agent or JID(""))

    def language_of(self, agent: JID) -> str:
        """In which whoever has this address is spoken to."""
        known = self.link.directory.agent(self.room.department, agent)
        return known.language if known else self.link.directory.department(self.room.department).language

    async def _speech(self, line: Line, who: Heard, *, is_fresh: bool) -> None:
        if await self._is_for_us(line.text, who, is_fresh=is_fresh):
            return
        await self.link.desk.agent_writes(who, line.text, reply_ref=line.reply_to, fence=self.link.fence())

    async def _correction(self, correction: Correction, who: Heard, *, is_fresh: bool) -> None:
        was_unspoken = correction.target in self.unspoken
        if _is_command(correction.text) or _SLASH.match(correction.text):
            if not was_unspoken:
                await self.link.desk.agent_retracts(who, correction.target, fence=self.link.fence())
            await self._is_for_us(correction.text, who, is_fresh=is_fresh)
        elif was_unspoken:
            await self._keep_back(who)
            self.tell(who, say("corrected_note", self.language(who)))
        else:
            await self.link.desk.agent_corrects(who, correction.target, correction.text, fence=self.link.fence())

    async def _is_for_us(self, text: str, who: Heard, *, is_fresh: bool) -> bool:
        slash = _SLASH.match(text)
        if slash is None and not _is_command(text):
            return False
        if slash is None and is_fresh:
            await run_in_room(self.link, self.room, text, who, partial(self.tell, who))
        await self._keep_back(who)
        if slash is not None:
            self.tell(who, say("slash", self.language(who), word=slash[0]))
        return True

    async def _keep_back(self, who: Heard) -> None:
        """Not before it was dealt with: what failed because the store is away comes again, and must not be known."""
        await self.link.desk.pass_over(who, fence=self.link.fence())
        self.unspoken.extend(each for each in (who.message_id, who.origin_id, who.stanza_id) if each)

    async def _other(self, content: object, who: Heard) -> None:
        desk, fence = self.link.desk, self.link.fence()
        if isinstance(content, Retraction):
            await desk.agent_retracts(who, content.target, fence=fence)
        elif isinstance(content, Reaction):
            await desk.agent_reacts(who, content.target, content.emojis, fence=fence)
        elif isinstance(content, Displayed):
            await desk.agent_sees(who, content.target, fence=fence)
        elif isinstance(content, Writing):
            known = self.link.directory.agent(self.room.department, who.agent or "")
            if content.is_writing:
                self.writing[who.nick] = who.agent
            else:
                self.writing.pop(who.nick, None)
            name, is_writing = known.name if known else who.nick, content.is_writing
            desk.agent_types(self.room.visitor, name, is_writing=is_writing, agent=who.agent)


def who_said(room: Room, received: Received, *, nick: str, jid: str | None, at: Moment | None) -> Heard:
    """The desk's view of a stanza's author and ids."""
    return Heard(
        room=room.jid,
        agent=JID(bare(jid)) if jid else None,
        nick=nick,
        message_id=received.id,
        origin_id=received.origin_id,
        stanza_id=received.stanza_id,
        at=at,
    )


def _is_command(text: str) -> bool:
    return text.lstrip().startswith("!")
