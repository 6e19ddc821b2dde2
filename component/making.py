"""Making a visitor's room, and entering it again: the one order in which nothing gets lost on either server.

             the department joins ──110──▶ new? ──▶ configure ──▶ visitor becomes a member ──┐
                                              └─── known ───────────────────────────────────┴──▶ the visitor joins

Rule 1: each step waits for its answer. COMPAT ejabberd: questions sent right behind a join that creates the room may
        vanish.
Rule 2: the visitor never creates a room. Should they find themselves its owner (the room was lost between two steps),
        that is put right at once: in their name the room is closed to strangers and handed to the department.
Rule 3: a room into which the visitor may not come yet, or comes without having been let in, was made anew by one of us
        who was interrupted before anybody could know: it is finished.
Rule 4: an existing room is the same procedure with less to do, so that start, reconnect and repair are one thing.
"""

import contextlib
from collections.abc import Mapping
from typing import Final

import structlog

from bridge.model import Room
from component.capability import Capabilities, Capability
from component.errors import Denied
from component.questions import Questions
from component.rooms import Joined, Occupancy
from component.stanzas.faults import Fault
from component.stanzas.markup import bare
from component.stanzas.queries import build_affiliation, build_configuration

_log: Final = structlog.get_logger("parlour.rooms")

_NOT_ALLOWED_IN: Final = frozenset({"registration-required", "forbidden"})
TOO_MANY_ROOMS: Final = "resource-constraint"
LOCKED: Final = "item-not-found"  # COMPAT Prosody: whoever made it has not configured it yet


class Making:
    """How visitors' rooms come to be. `privacy` is the setting under `rooms`.

    A room whose department is another one now is handed over first: its old owner's address is ours still, and acts
    without being inside.
    """

    def __init__(self, questions: Questions, capabilities: Capabilities, *, privacy: str) -> None:
        self._questions = questions
        self._capabilities = capabilities
        self._privacy = privacy

    async def enter(
        self, room: Room, inside: Occupancy, *, owner_nick: str, title: str, is_new: bool
    ) -> tuple[str, bool]:
        """Have the visitor inside, too, in a room that is as it should be; the visitor's nick, and whether the room is
        new. Raises `Denied` and kin.
        """
        visitor = f"{room.visitor_jid}/web"
        if is_new or not room.is_made:
            await self._finish(room, inside, title)
        joined = inside.has(visitor) or await self._enter_visitor(room, inside, visitor)
        if joined is None or joined.is_stranger:
            _log.warning("room_unfinished", room=room.jid)
            await self._finish(room, inside, title)
            joined, is_new = joined or await inside.join(visitor, room.nick), True
        if joined.is_new or joined.is_owner:
            await self.put_right(room, inside, visitor, owner_nick=owner_nick, title=title)
            is_new = True
        return joined.nick, is_new

    async def configure(self, room: str, service: str, owner: str, wanted: Mapping[str, str]) -> Capability:
        """Give a room those settings that the server knows."""
        known = await self._capabilities.fields_of(room, service, owner)
        await self._questions.ask(build_configuration(known.fitting(wanted)), to=room, kind="set", sender=owner)
        return await self._capabilities.features_of(room, service, owner)

    async def rename(self, room: str, service: str, owner: str, title: str) -> None:
        """Change a room's name, and nothing else."""
        known = await self._capabilities.fields_of(room, service, owner)
        fields = known.fitting({"muc#roomconfig_roomname": title})
        await self._questions.ask(build_configuration(fields), to=room, kind="set", sender=owner)

    async def admit(self, room: str, jid: str, owner: str, affiliation: str = "member") -> None:
        """Make somebody a member."""
        await self._questions.ask(build_affiliation(jid, affiliation), to=room, kind="set", sender=owner)

    async def enter_owner(self, room: Room, inside: Occupancy, nick: str) -> bool:
        """Have the department inside, as owner; whether the room is new. Raises `Denied` and kin: `gone`, too, where
        somebody else has come to own the room.
        """
        owner = bare(inside.watcher)
        is_handed_over = room.is_made and room.owner != owner
        if is_handed_over:
            await self._try_to_admit(room, owner, room.owner, "owner")
        is_new = await self._join_as_owner(room, inside, nick)
        if is_handed_over and not is_new:
            await self._try_to_admit(room, room.owner, owner, "none")
        return is_new

    async def _try_to_admit(self, room: Room, jid: str, owner: str, affiliation: str) -> None:
        """It may have been done before, by one who was then interrupted; whether it was, the next step tells."""
        with contextlib.suppress(Denied):
            await self.admit(room.jid, jid, owner, affiliation)

    async def _join_as_owner(self, room: Room, inside: Occupancy, nick: str) -> bool:
        try:
            joined = await inside.join(inside.watcher, nick)
        except Denied as refusal:
            if refusal.fault.condition == LOCKED:
                raise _not_ours(room) from refusal
            if refusal.fault.condition != TOO_MANY_ROOMS:
                raise
            _log.error("too_many_rooms", room=room.jid, advice="raise max_user_conferences of mod_muc in ejabberd.yml")
            if not room.is_made:
                raise
            return False
        if joined.is_new and room.is_made:
            _log.warning("room_was_lost", room=room.jid)
        if not joined.is_owner:
            raise _not_ours(room)
        return joined.is_new

    async def _finish(self, room: Room, inside: Occupancy, title: str) -> None:
        """What makes it a visitor's room: closed to strangers, kept, and theirs to enter."""
        await self.configure(room.jid, room.service, inside.watcher, visitor_settings(title, self._privacy))
        await self.admit(room.jid, room.visitor_jid, inside.watcher)

    async def _enter_visitor(self, room: Room, inside: Occupancy, visitor: str) -> Joined | None:
        """`None` where nobody may enter before the room is configured."""
        try:
            return await inside.join(visitor, room.nick)
        except Denied as refusal:
            if refusal.fault.condition == LOCKED:
                return None
            if refusal.fault.condition not in _NOT_ALLOWED_IN:
                raise
        await self.admit(room.jid, room.visitor_jid, inside.watcher)
        return await inside.join(visitor, room.nick)

    async def put_right(self, room: Room, inside: Occupancy, visitor: str, *, owner_nick: str, title: str) -> None:
        """Take a room away from a visitor who has come to own it, while they stay inside. Raises `Denied` and kin.

        In the visitor's own name it is closed to strangers first; only then do the rights change hands.
        """
        _log.error("visitor_owned_room", room=room.jid)
        owner = inside.watcher
        await self.configure(room.jid, room.service, visitor, visitor_settings(title, self._privacy))
        await self.admit(room.jid, bare(owner), visitor, "owner")
        await inside.join(owner, owner_nick)
        await self.admit(room.jid, room.visitor_jid, owner)


def _not_ours(room: Room) -> Denied:
    _log.error("room_not_ours", room=room.jid, advice="somebody made it before us; its visitor gets another")
    return Denied(Fault("gone", "cancel", "Somebody else owns this room."), room.jid)


def visitor_settings(title: str, privacy: str) -> dict[str, str]:
    """A visitor's room: only for those who were let in, in no list, kept and archived, its subject ours."""
    return {
        **_settings(title, privacy),
        "muc#roomconfig_changesubject": "0",
        "muc#roomconfig_allowinvites": "0",
        "{http://prosody.im/protocol/muc}roomconfig_allowmemberinvites": "0",
    }


def lobby_settings(title: str, privacy: str) -> dict[str, str]:
    """A lobby: the same, but its members may set the subject."""
    return {**_settings(title, privacy), "muc#roomconfig_changesubject": "1"}


def _settings(title: str, privacy: str) -> dict[str, str]:
    return {
        "muc#roomconfig_roomname": title,
        "muc#roomconfig_persistentroom": "1",
        "muc#roomconfig_publicroom": "0",
        "public_list": "0",
        "muc#roomconfig_membersonly": "1",
        "muc#roomconfig_moderatedroom": "0",
        "muc#roomconfig_whois": "anyone" if privacy == "non-anonymous" else "moderators",
        "muc#roomconfig_enablearchiving": "1",
        "mam": "1",
    }
