"""The first tables: visitors, rooms, conversations, messages, offers, the outbox, duty, timers, shards."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _make_rooms()
    _make_conversations()
    _make_messages()
    _make_outbox()
    _make_duty()
    op.create_table(
        "shards",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("holder", sa.String, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
    )


def _make_rooms() -> None:
    op.create_table(
        "visitors",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "rooms",
        sa.Column("id", _number, primary_key=True),
        sa.Column("visitor", sa.String, sa.ForeignKey("visitors.id"), nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("department", sa.String, nullable=False),
        sa.Column("shard", sa.String, nullable=False),
        sa.Column("service", sa.String, nullable=False),
        sa.Column("jid", sa.String, nullable=False),
        sa.Column("visitor_jid", sa.String, nullable=False),
        sa.Column("nick", sa.String, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("is_made", sa.Boolean, nullable=False),
        sa.Column("cursor", sa.String),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("last_version", sa.Integer, nullable=False),
        sa.Column("agent_seen", sa.Integer, nullable=False),
        sa.Column("visitor_seen", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("rooms_visitor", "rooms", ["visitor"], unique=True)
    op.create_index("rooms_jid", "rooms", ["jid"], unique=True)


def _make_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", _number, primary_key=True),
        sa.Column("room", _number, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("department", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("page_url", sa.String, nullable=False),
        sa.Column("page_title", sa.String, nullable=False),
        sa.Column("page_referrer", sa.String, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("agent", sa.String),
        sa.Column("agent_name", sa.String, nullable=False),
        sa.Column("answered_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("conversations_room", "conversations", ["room", "id"])
    op.create_index("conversations_state", "conversations", ["state", "department", "id"])


def _make_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("room", _number, sa.ForeignKey("rooms.id"), primary_key=True, autoincrement=False),
        sa.Column("conversation", _number, sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("side", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("cid", sa.String),
        sa.Column("origin_id", sa.String),
        sa.Column("stanza_id", sa.String),
        sa.Column("notice", sa.String),
        sa.Column("reply", sa.Integer),
        sa.Column("edited_at", sa.BigInteger),
        sa.Column("retracted_at", sa.BigInteger),
        sa.Column("reactions", sa.String, nullable=False),
        sa.Column("delivery", sa.String, nullable=False),
    )
    op.create_index("messages_version", "messages", ["room", "version"])
    _make_partial("messages_visitor_cid", "messages", ["room", "cid"], "side = 'visitor'", unique=True)
    _make_partial("messages_agent_cid", "messages", ["room", "cid"], "side = 'agent'")
    _make_partial("messages_origin_id", "messages", ["room", "origin_id"], "origin_id IS NOT NULL")
    _make_partial("messages_stanza_id", "messages", ["room", "stanza_id"], "stanza_id IS NOT NULL", unique=True)
    _make_partial("messages_in_room", "messages", ["room", "seq"], "side = 'visitor' AND delivery = 'in_room'")
    _make_partial("messages_words", "messages", ["conversation", "seq"], "text <> ''")
    op.create_table(
        "aliases",
        sa.Column("room", _number, primary_key=True, autoincrement=False),
        sa.Column("ref", sa.String, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["room", "seq"], ["messages.room", "messages.seq"]),
    )


def _make_outbox() -> None:
    op.create_table(
        "offers",
        sa.Column("id", _number, primary_key=True),
        sa.Column("conversation", _number, sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("lane", sa.String, nullable=False),
        sa.Column("cid", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("stanza_id", sa.String),
        sqlite_autoincrement=True,
    )
    op.create_index("offers_conversation", "offers", ["conversation"])
    op.create_index("offers_cid", "offers", ["lane", "cid"])
    _make_partial("offers_stanza_id", "offers", ["lane", "stanza_id"], "stanza_id IS NOT NULL")
    op.create_table(
        "outgoing",
        sa.Column("id", _number, primary_key=True),
        sa.Column("shard", sa.String, nullable=False),
        sa.Column("department", sa.String, nullable=False),
        sa.Column("lane", sa.String, nullable=False),
        sa.Column("cid", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("outgoing_shard", "outgoing", ["shard", "id"])
    op.create_index("outgoing_lane", "outgoing", ["shard", "lane", "id"])
    op.create_index("outgoing_cid", "outgoing", ["lane", "cid"])


def _make_duty() -> None:
    op.create_table(
        "duties",
        sa.Column("department", sa.String, primary_key=True),
        sa.Column("agent", sa.String, primary_key=True),
        sa.Column("nick", sa.String, nullable=False),
        sa.Column("show", sa.String, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("is_on_duty", sa.Boolean, nullable=False),
    )
    op.create_table(
        "timers",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("subject", sa.String, primary_key=True),
        sa.Column("due", sa.BigInteger, nullable=False),
    )
    op.create_index("timers_due", "timers", ["due", "kind", "subject"])
    op.create_table(
        "welcomed",
        sa.Column("department", sa.String, primary_key=True),
        sa.Column("agent", sa.String, primary_key=True),
    )


def _make_partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
