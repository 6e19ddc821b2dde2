"""The pages that visitors saw, and who was shown whose card, in SQL."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Integer, bindparam, delete, insert, select, text, update

from bridge.model import JID, ConversationId, RoomId, Stay
from bridge.store.sql.rows import Rows
from bridge.store.sql.tables import introduced, trail

_ADD: Final = insert(trail)
_LEAVE: Final = update(trail).where(
    trail.c.room == bindparam("of_room"), trail.c.url == bindparam("of_url"), trail.c.at == bindparam("of_moment")
)
_newest = select(trail.c.id).where(trail.c.room == bindparam("of_room")).order_by(trail.c.id.desc())
_FORGET: Final = delete(trail).where(
    trail.c.room == bindparam("of_room"),
    trail.c.id <= _newest.limit(1).offset(bindparam("keep", type_=Integer)).scalar_subquery(),
)
_TRAIL: Final = (
    select(trail.c.url, trail.c.title, trail.c.at, trail.c.left_at)
    .where(trail.c.room == bindparam("of_room"))
    .order_by(trail.c.id.desc())
    .limit(bindparam("at_most", type_=Integer))
)

_IS_INTRODUCED: Final = select(introduced.c.agent).where(
    introduced.c.conversation == bindparam("of_conversation"), introduced.c.agent == bindparam("of_agent")
)
_INTRODUCE: Final = text(
    "INSERT INTO introduced (conversation, agent) VALUES (:conversation, :agent) ON CONFLICT DO NOTHING"
)


class TrailRows(Rows):
    """The part of `Work` that knows where a visitor has been."""

    def add_page(self, room: RoomId, stay: Stay) -> None:
        page = {"url": stay.url, "title": stay.title, "at": stay.at, "left_at": stay.left_at}
        self.write(_ADD, {"room": room, **page})

    def leave_page(self, room: RoomId, stay: Stay) -> None:
        which = {"of_room": room, "of_url": stay.url, "of_moment": stay.at}
        self.write(_LEAVE, {**which, "left_at": stay.left_at})

    def forget_pages(self, room: RoomId, keep: int) -> None:
        self.write(_FORGET, {"of_room": room, "keep": keep})

    def trail(self, room: RoomId, limit: int) -> Sequence[Stay]:
        newest_first = self.all(_TRAIL, of_room=room, at_most=limit)
        return [Stay(*row) for row in reversed(newest_first)]

    def is_introduced(self, conversation: ConversationId, agent: JID) -> bool:
        return self.one(_IS_INTRODUCED, of_conversation=conversation, of_agent=agent) is not None

    def set_introduced(self, conversation: ConversationId, agent: JID) -> None:
        self.write(_INTRODUCE, {"conversation": conversation, "agent": agent})
