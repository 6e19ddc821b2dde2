"""The tables, and the indexes by which each question on the way of a message finds its rows without looking at others.

Rule 1: columns stand in the order of the dataclass's fields (`bridge.model`), so that a row reads like the value.
Rule 2: a moment is a number of milliseconds; an enumeration is its word; what has a shape of its own is JSON.
Rule 3: a change here goes with a migration (`bridge/store/migrations`); a test compares the two.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    false,
    text,
    true,
)

metadata: Final = MetaData()

# SQLite numbers rows by itself only where the type is called INTEGER.
Number: Final = BigInteger().with_variant(Integer(), "sqlite")


def _partly(name: str, *columns: Column[str] | Column[int], where: str, unique: bool = False) -> Index:
    """An index of some rows only. A query uses it when it says `where` with the same words."""
    condition: ColumnElement[bool] = text(where)  # type: ignore[assignment]
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


visitors: Final = Table(
    "visitors",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("language", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("email", String, nullable=False, server_default=""),
    Column("phone", String, nullable=False, server_default=""),
)

rooms: Final = Table(
    "rooms",
    metadata,
    Column("id", Number, primary_key=True),
    Column("visitor", String, ForeignKey("visitors.id"), nullable=False),
    Column("channel", String, nullable=False),
    Column("department", String, nullable=False),
    Column("shard", String, nullable=False),
    Column("service", String, nullable=False),
    Column("jid", String, nullable=False),
    Column("visitor_jid", String, nullable=False),
    Column("nick", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("is_made", Boolean, nullable=False),
    Column("cursor", String),
    Column("last_seq", Integer, nullable=False),
    Column("last_version", Integer, nullable=False),
    Column("agent_seen", Integer, nullable=False),
    Column("visitor_seen", Integer, nullable=False),
    Column("owner", String, nullable=False, server_default=""),
    Column("awaited", String),
    Column("awaited_since", BigInteger),
    Column("blocked_until", BigInteger),
    Column("blocked_reason", String, nullable=False, server_default=""),
    Column("unheeded", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
Index("rooms_visitor", rooms.c.visitor, unique=True)
Index("rooms_jid", rooms.c.jid, unique=True)
Index("rooms_department", rooms.c.shard, rooms.c.department)

conversations: Final = Table(
    "conversations",
    metadata,
    Column("id", Number, primary_key=True),
    Column("room", Number, ForeignKey("rooms.id"), nullable=False),
    Column("department", String, nullable=False),
    Column("state", String, nullable=False),
    Column("page_url", String, nullable=False),
    Column("page_title", String, nullable=False),
    Column("page_referrer", String, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("agent", String),
    Column("agent_name", String, nullable=False),
    Column("answered_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("tags", String, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
Index("conversations_room", conversations.c.room, conversations.c.id)
Index("conversations_state", conversations.c.state, conversations.c.department, conversations.c.id)
Index("conversations_opened", conversations.c.department, conversations.c.opened_at)
Index("conversations_closed", conversations.c.closed_at)
IS_ACTIVE: Final = "state = 'active'"
_partly("conversations_agent", conversations.c.agent, where=IS_ACTIVE)

messages: Final = Table(
    "messages",
    metadata,
    Column("room", Number, ForeignKey("rooms.id"), primary_key=True, autoincrement=False),
    Column("conversation", Number, ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("side", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("text", String, nullable=False),
    Column("name", String, nullable=False),
    Column("author", String, nullable=False),
    Column("cid", String),
    Column("origin_id", String),
    Column("stanza_id", String),
    Column("notice", String),
    Column("reply", Integer),
    Column("edited_at", BigInteger),
    Column("retracted_at", BigInteger),
    Column("reactions", String, nullable=False),
    Column("delivery", String, nullable=False),
)
# Agents' clients count their message ids as they like; only a visitor's is ours to keep unique.
IS_VISITORS: Final = "side = 'visitor'"
IS_AGENTS: Final = "side = 'agent'"
IS_IN_ROOM: Final = "side = 'visitor' AND delivery = 'in_room'"
HAS_TEXT: Final = "text <> ''"
Index("messages_version", messages.c.room, messages.c.version)
_partly("messages_visitor_cid", messages.c.room, messages.c.cid, where=IS_VISITORS, unique=True)
_partly("messages_agent_cid", messages.c.room, messages.c.cid, where=IS_AGENTS)
_partly("messages_origin_id", messages.c.room, messages.c.origin_id, where="origin_id IS NOT NULL")
_partly("messages_stanza_id", messages.c.room, messages.c.stanza_id, where="stanza_id IS NOT NULL", unique=True)
_partly("messages_in_room", messages.c.room, messages.c.seq, where=IS_IN_ROOM)
_partly("messages_words", messages.c.conversation, messages.c.seq, where=HAS_TEXT)

aliases: Final = Table(
    "aliases",
    metadata,
    Column("room", Number, primary_key=True, autoincrement=False),
    Column("ref", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    ForeignKeyConstraint(["room", "seq"], ["messages.room", "messages.seq"]),
)

offers: Final = Table(
    "offers",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation", Number, ForeignKey("conversations.id"), nullable=False),
    Column("lane", String, nullable=False),
    Column("cid", String, nullable=False),
    Column("state", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("stanza_id", String),
    Column("is_exclusive", Boolean, nullable=False, server_default=false()),
    sqlite_autoincrement=True,
)
IS_PENDING: Final = "state = 'pending'"
_partly("offers_pending", offers.c.lane, where=IS_PENDING)
IS_THEIRS_ALONE: Final = "state = 'pending' AND is_exclusive"
_partly("offers_exclusive", offers.c.lane, where=IS_THEIRS_ALONE)
Index("offers_conversation", offers.c.conversation)
Index("offers_cid", offers.c.lane, offers.c.cid)
_partly("offers_stanza_id", offers.c.lane, offers.c.stanza_id, where="stanza_id IS NOT NULL")

handovers: Final = Table(
    "handovers",
    metadata,
    Column("conversation", Number, ForeignKey("conversations.id"), primary_key=True, autoincrement=False),
    Column("asker", String, nullable=False),
    Column("asker_name", String, nullable=False),
    Column("department", String, nullable=False),
    Column("agent", String),
    Column("note", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("reminders", Integer, nullable=False),
)

outgoing: Final = Table(
    "outgoing",
    metadata,
    Column("id", Number, primary_key=True),
    Column("shard", String, nullable=False),
    Column("department", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("cid", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("content", String, nullable=False),
    sqlite_autoincrement=True,
)
Index("outgoing_shard", outgoing.c.shard, outgoing.c.id)
Index("outgoing_lane", outgoing.c.shard, outgoing.c.lane, outgoing.c.id)
Index("outgoing_cid", outgoing.c.lane, outgoing.c.cid)

duties: Final = Table(
    "duties",
    metadata,
    Column("department", String, primary_key=True),
    Column("agent", String, primary_key=True),
    Column("nick", String, nullable=False),
    Column("show", String, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("is_on_duty", Boolean, nullable=False),
    Column("asked_at", BigInteger, nullable=False, server_default="0"),
    Column("is_inside", Boolean, nullable=False, server_default=true()),
    Column("wish", String, nullable=False, server_default=""),
    Column("devices", String),
)

timers: Final = Table(
    "timers",
    metadata,
    Column("kind", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("due", BigInteger, nullable=False),
)
Index("timers_due", timers.c.due, timers.c.kind, timers.c.subject)

welcomed: Final = Table(
    "welcomed",
    metadata,
    Column("department", String, primary_key=True),
    Column("agent", String, primary_key=True),
)

quiet: Final = Table("quiet", metadata, Column("agent", String, primary_key=True))

trail: Final = Table(
    "trail",
    metadata,
    Column("id", Number, primary_key=True),
    Column("room", Number, ForeignKey("rooms.id"), nullable=False),
    Column("url", String, nullable=False),
    Column("title", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("left_at", BigInteger),
    sqlite_autoincrement=True,
)
Index("trail_room", trail.c.room, trail.c.id)

# Which agent was shown the visitor's card in which conversation.
introduced: Final = Table(
    "introduced",
    metadata,
    Column("conversation", Number, ForeignKey("conversations.id"), primary_key=True, autoincrement=False),
    Column("agent", String, primary_key=True),
)

portraits: Final = Table(
    "portraits",
    metadata,
    Column("agent", String, primary_key=True),
    Column("mark", String, nullable=False),
    Column("name", String, nullable=False),
    Column("picture", LargeBinary, nullable=False),
)
Index("portraits_name", portraits.c.name)

letters: Final = Table(
    "letters",
    metadata,
    Column("id", Number, primary_key=True),
    Column("shard", String, nullable=False),
    Column("department", String, nullable=False),
    Column("asker", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("cid", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    sqlite_autoincrement=True,
)
Index("letters_due", letters.c.shard, letters.c.due_at, letters.c.id)

# One row for each domain of ours: who speaks for it, until when (by this database's clock), for the how-manieth time.
shards: Final = Table(
    "shards",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
)
