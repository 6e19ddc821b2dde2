"""Who has which conversation, whom it is offered to, and who was asked to take it over, in SQL."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, delete, select, text

from bridge.model import JID, Conversation, ConversationId, Handover, Moment
from bridge.store.sql.rooms import read_conversation
from bridge.store.sql.rows import Rows
from bridge.store.sql.tables import IS_ACTIVE, IS_PENDING, conversations, handovers, offers

_BEGUN_SINCE: Final = (
    select(conversations)
    .where(conversations.c.department == bindparam("of_department"), conversations.c.opened_at >= bindparam("since"))
    .order_by(conversations.c.opened_at, conversations.c.id)
)
_ACTIVE_OF: Final = (
    select(conversations)
    .where(text(IS_ACTIVE), conversations.c.agent == bindparam("of_agent"))
    .order_by(conversations.c.id)
)
_offered = select(offers.c.conversation).where(text(IS_PENDING), offers.c.lane == bindparam("of_agent"))
_OFFERED_TO: Final = select(conversations).where(conversations.c.id.in_(_offered)).order_by(conversations.c.id)

_HANDOVER: Final = select(handovers).where(handovers.c.conversation == bindparam("of_conversation"))
_PUT_HANDOVER: Final = text(
    "INSERT INTO handovers (conversation, asker, asker_name, department, agent, note, made_at, reminders)"
    " VALUES (:conversation, :asker, :asker_name, :department, :agent, :note, :made_at, :reminders)"
    " ON CONFLICT (conversation) DO UPDATE"
    " SET asker = excluded.asker, asker_name = excluded.asker_name, department = excluded.department,"
    " agent = excluded.agent, note = excluded.note, made_at = excluded.made_at, reminders = excluded.reminders"
)
_REMOVE_HANDOVER: Final = delete(handovers).where(handovers.c.conversation == bindparam("of_conversation"))


class HandingRows(Rows):
    """The part of `Work` that knows whose a conversation is, and whose it may become."""

    def begun_since(self, department: str, since: Moment) -> Sequence[Conversation]:
        return [read_conversation(row) for row in self.all(_BEGUN_SINCE, of_department=department, since=since)]

    def active_of(self, agent: JID) -> Sequence[Conversation]:
        return [read_conversation(row) for row in self.all(_ACTIVE_OF, of_agent=agent)]

    def offered_to(self, agent: JID) -> Sequence[Conversation]:
        return [read_conversation(row) for row in self.all(_OFFERED_TO, of_agent=agent)]

    def handover(self, conversation: ConversationId) -> Handover | None:
        row = self.one(_HANDOVER, of_conversation=conversation)
        return None if row is None else Handover(*row)

    def put_handover(self, handover: Handover) -> None:
        target = {"department": handover.department, "agent": handover.agent, "note": handover.note}
        asked = {"asker": handover.asker, "asker_name": handover.asker_name, "made_at": handover.made_at}
        number = {"conversation": handover.conversation, "reminders": handover.reminders}
        self.write(_PUT_HANDOVER, {**number, **asked, **target})

    def remove_handover(self, conversation: ConversationId) -> None:
        self.write(_REMOVE_HANDOVER, {"of_conversation": conversation})
