"""What `parlour check --online` finds out about the XMPP server: everything that Parlour needs, tried with a room of
its own.

             connect ──▶ rooms' service ──▶ make a room ──▶ configure ──▶ write and read its archive ──▶ remove it
                     └──▶ many rooms (ejabberd) · upload · the agents' servers · what only an administrator sees

Rule 1: every thing looked at is a finding, also when it is well; the later ones are only tried when the earlier ones
        are.
Rule 2: whatever was made is removed again, also after a failure.
Rule 3: whoever calls holds the domain's lease, or knows that nobody can (`may_send`). COMPAT ejabberd lets a second
        process in under the same domain and shares out stanzas between both; Prosody with `kick_old` throws the first
        one out.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Final
from xml.etree.ElementTree import Element

from component import remedies
from component.capability import EJABBERD, PROSODY, Capabilities, Capability
from component.errors import Denied, Disconnected, NoAnswer, Rejected
from component.making import Making, visitor_settings
from component.questions import Questions
from component.rooms import Occupancy
from component.stanzas.markup import UPLOAD
from component.stanzas.presences import parse_presence
from component.stanzas.queries import (
    INFO_PAYLOAD,
    ITEMS_PAYLOAD,
    build_destruction,
    build_slot_request,
    parse_info,
    parse_items,
    parse_slot,
)
from component.stanzas.said import build_words
from component.stream import Stream
from config import Finding, Settings, Severity, agents_of

MANY_ROOMS: Final = 110  # more than ejabberd's default lets one address into
SLOW_ROOM: Final = 0.5  # seconds
_WANTED: Final = {
    "muc_membersonly": "for members only",
    "muc_hidden": "hidden from lists",
    "muc_persistent": "kept when nobody is inside",
}
_NOT_SEEN: Final = "cannot be seen from outside: compare"


def _always() -> bool:
    return True


async def examine(settings: Settings, *, may_send: Callable[[], bool] = _always) -> AsyncGenerator[Finding, None]:
    """Connect and look; one finding after the other. Raises nothing that an XMPP server can cause."""
    surgery = _Surgery(settings, may_send)
    try:
        async for finding in surgery.examine():
            yield finding
    except (Disconnected, NoAnswer) as error:
        yield _finding(Severity.PROBLEM, "xmpp", f"The server stopped answering: {error}")
    finally:
        await surgery.tidy()


class _Surgery:
    """One examination over one stream."""

    def __init__(self, settings: Settings, may_send: Callable[[], bool]) -> None:
        xmpp = settings.xmpp
        self._settings = settings
        self._owner = f"{next(iter(settings.departments))}@{xmpp.domain}/check"
        self._visitor = f"check-{secrets.token_hex(3)}@{xmpp.domain}"
        self._room = f"parlour-check-{secrets.token_hex(4)}@{xmpp.muc}"
        self._rooms: dict[str, Occupancy] = {}
        self._flavour = ""
        self.stream = Stream(
            domain=xmpp.domain,
            secret=xmpp.secret.get_secret_value(),
            receive=self._receive,
            may_send=may_send,
        )
        self._questions = Questions(self.stream.send, anybody=self._owner)
        self._capabilities = Capabilities(self._questions)
        self._making = Making(self._questions, self._capabilities, privacy=settings.rooms.privacy)

    async def examine(self) -> AsyncIterator[Finding]:
        """Everything, in order."""
        connected = await self._connect()
        yield connected
        if connected.severity is Severity.FATAL:
            return
        service = await self._look_at_service()
        yield service
        if service.severity is Severity.FINE:
            async for finding in self._try_room():
                yield finding
        async for finding in self._try_upload():
            yield finding
        for finding in await self._reach_agents():
            yield finding
        for finding in self._tell_what_cannot_be_seen():
            yield finding

    async def tidy(self) -> None:
        """Leave nothing behind."""
        if self.stream.is_open:
            with contextlib.suppress(Disconnected):
                await self._end_rooms()
        self._questions.end()
        await self.stream.close()

    def _receive(self, stanza: Element) -> bool:
        if stanza.tag.endswith("}iq"):
            return self._questions.take_answer(stanza)
        if stanza.tag.endswith("}message"):
            return self._questions.take_archived(stanza)
        presence = parse_presence(stanza)
        inside = self._rooms.get(presence.room) if presence else None
        if presence is not None and inside is not None:
            inside.take(presence)
        return True

    async def _connect(self) -> Finding:
        xmpp, lines = self._settings.xmpp, remedies.component_lines(self._settings)
        try:
            await self.stream.open(xmpp.server.host, xmpp.server.port)
        except Rejected as rejection:
            if rejection.condition == "conflict":
                text = f"Another process is connected as {xmpp.domain}. Stop Parlour, then check again."
                return _finding(Severity.FATAL, "xmpp.domain", text)
            text = (
                f"The server at {xmpp.server} refuses {xmpp.domain}: {rejection}. Is the secret the same on both sides?"
            )
            return _finding(Severity.FATAL, "xmpp.secret", text, fix=lines)
        except Disconnected as error:
            return _finding(Severity.FATAL, "xmpp.server", f"No component can connect there. {error}", fix=lines)
        return _finding(Severity.FINE, "xmpp.server", f"Connected to {xmpp.server} as {xmpp.domain}.")

    async def _look_at_service(self) -> Finding:
        muc = self._settings.xmpp.muc
        try:
            info = parse_info(await self._questions.ask(INFO_PAYLOAD, to=muc))
        except (Denied, NoAnswer) as error:
            fix = remedies.service_lines(self._settings)
            return _finding(Severity.FATAL, "xmpp.muc", f"There is no group chat service {muc}. {error}", fix=fix)
        if not any(category == "conference" for category, _, _ in info.identities):
            return _finding(Severity.FATAL, "xmpp.muc", f"{muc} is not a group chat service.")
        return _finding(Severity.FINE, "xmpp.muc", f"{muc} is a group chat service.")

    async def _try_room(self) -> AsyncIterator[Finding]:
        inside, began = self._occupancy(self._room), time.monotonic()
        try:
            await inside.join(self._owner, "Parlour")
            known = await self._making.configure(
                self._room,
                self._settings.xmpp.muc,
                self._owner,
                visitor_settings("Check", self._settings.rooms.privacy),
            )
            await self._making.admit(self._room, self._visitor, self._owner)
            await inside.join(f"{self._visitor}/web", "Vera")
        except (Denied, NoAnswer) as error:
            fix = remedies.creation_lines(self._settings)
            yield _finding(Severity.FATAL, "room creation", f"Parlour cannot make rooms. {error}", fix=fix)
            return
        took = time.monotonic() - began
        self._flavour = known.flavour
        severity = Severity.ADVICE if took > SLOW_ROOM else Severity.FINE
        yield _finding(severity, "room creation", f"A room was made in {took * 1000:.0f} ms.")
        yield self._judge_configuration(known)
        yield await self._try_archive(known)
        if self._flavour == EJABBERD:
            yield await self._try_many_rooms()

    def _judge_configuration(self, known: Capability) -> Finding:
        missing = [words for feature, words in _WANTED.items() if feature not in known.features]
        if missing:
            text = f"A room could not be configured: it is not {', not '.join(missing)}."
            return _finding(Severity.PROBLEM, "room configuration", text)
        return _finding(Severity.FINE, "room configuration", "A room is hidden, kept, and for members only.")

    async def _try_archive(self, known: Capability) -> Finding:
        fix = remedies.service_lines(self._settings, self._flavour)
        if not known.has_archive:
            text = "Rooms have no archive: what agents say while Parlour is away would be lost."
            return _finding(Severity.PROBLEM, "archive", text, fix=fix)
        cid = secrets.token_hex(8)
        self.stream.send(build_words("Is this kept?", cid=cid, sender=f"{self._visitor}/web", room=self._room))
        try:
            await self._questions.round_trip(self._settings.xmpp.muc)
            found, _ = await self._questions.read_page(self._room, sender=self._owner, after=None, size=20)
        except (Denied, NoAnswer) as error:
            return _finding(Severity.PROBLEM, "archive", f"A room's archive cannot be read. {error}", fix=fix)
        if not any(each.message.id == cid for each in found):
            return _finding(Severity.PROBLEM, "archive", "A message was not in its room's archive.", fix=fix)
        return _finding(Severity.FINE, "archive", "A message was written and read back from the room's archive.")

    async def _try_many_rooms(self) -> Finding:
        """COMPAT ejabberd: `max_user_conferences` counts the rooms of one address, and ours sits in every open one."""
        prefix, muc = secrets.token_hex(4), self._settings.xmpp.muc
        for number in range(MANY_ROOMS):
            inside = self._occupancy(f"parlour-check-{prefix}-{number}@{muc}")
            try:
                await inside.join(self._owner, "Parlour")
            except Denied as refusal:
                text = f"A department can be in {number + 1} rooms at a time: {refusal.fault}."
                return _finding(Severity.PROBLEM, "many rooms", text, fix=remedies.many_rooms_lines())
        return _finding(Severity.FINE, "many rooms", f"A department can be in more than {MANY_ROOMS} rooms at a time.")

    async def _try_upload(self) -> AsyncIterator[Finding]:
        try:
            service = self._settings.xmpp.upload or await self._find_upload()
            if service is None:
                fix = remedies.upload_lines(self._settings, self._flavour)
                yield _finding(Severity.ADVICE, "upload", "There is no upload service: no files can be sent.", fix=fix)
                return
            request = build_slot_request("check.txt", 5, "text/plain")
            sender = f"{self._visitor}/web"
            answer = await self._questions.ask(request, to=service, sender=sender)
        except (Denied, NoAnswer) as error:
            fix = remedies.upload_lines(self._settings, self._flavour)
            yield _finding(Severity.ADVICE, "upload", f"Visitors may not send files. {error}", fix=fix)
            return
        if parse_slot(answer):
            yield _finding(Severity.FINE, "upload", f"{service} takes files from visitors.")

    async def _find_upload(self) -> str | None:
        host = self._settings.xmpp.muc.partition(".")[2]
        for address in parse_items(await self._questions.ask(ITEMS_PAYLOAD, to=host)):
            try:
                info = parse_info(await self._questions.ask(INFO_PAYLOAD, to=address, patience=3.0))
            except (Denied, NoAnswer):
                continue
            if UPLOAD in info.features:
                return address
        return None

    async def _reach_agents(self) -> list[Finding]:
        hosts = {
            agent.jid.partition("@")[2]
            for department in self._settings.departments
            for agent in agents_of(self._settings, department)
        }
        return list(await asyncio.gather(*(self._reach(host) for host in sorted(hosts))))

    async def _reach(self, host: str) -> Finding:
        """Its answer comes back to our own domain, so it can reach that, too."""
        xmpp = self._settings.xmpp
        is_elsewhere = not xmpp.muc.endswith(f".{host}")
        try:
            await self._questions.ask(INFO_PAYLOAD, to=host)
        except (Denied, NoAnswer) as error:
            fix = remedies.federation_lines(self._settings, host, self._flavour) if is_elsewhere else ""
            text = f"{host} cannot be reached, so agents there get no offers. {error}"
            return _finding(Severity.PROBLEM, "agents", text, fix=fix)
        text = f"{host} answers."
        if is_elsewhere:
            text += f" If it is another server: whether it reaches {xmpp.muc}, too, cannot be seen from here."
        return _finding(Severity.FINE, "agents", text)

    def _tell_what_cannot_be_seen(self) -> list[Finding]:
        if self._flavour == PROSODY:
            text = f"Three of Prosody's defaults are meant for small servers. Whether they are set {_NOT_SEEN}"
            return [_finding(Severity.ADVICE, "speed", text, fix=remedies.busy_prosody_lines(self._settings))]
        if self._flavour == EJABBERD:
            text = (
                "With its own storage (Mnesia), an ejabberd that is killed forgets the last two or three seconds. "
                f"Whether SQL is used {_NOT_SEEN}"
            )
            durability = _finding(Severity.ADVICE, "durability", text, fix=remedies.durable_ejabberd_lines())
            text = (
                f"By default a client may send 3 kB a second; an agent in many rooms needs more. The limit {_NOT_SEEN}"
            )
            return [durability, _finding(Severity.ADVICE, "speed", text, fix=remedies.busy_ejabberd_lines())]
        return []

    def _occupancy(self, room: str) -> Occupancy:
        return self._rooms.setdefault(room, Occupancy(room, self._owner, self.stream.send))

    async def _end_rooms(self) -> None:
        for room, inside in self._rooms.items():
            if not inside.is_watched:
                continue
            try:
                await self._questions.ask(build_destruction("checked"), to=room, kind="set", sender=self._owner)
            except (Denied, NoAnswer):
                inside.leave(self._owner, "Parlour")


def _finding(severity: Severity, path: str, text: str, *, fix: str = "") -> Finding:
    return Finding(severity, text, path=path, fix=fix)
