"""Who asked whom to take a conversation over."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PENDING = "state = 'pending'"


def upgrade() -> None:
    """Nobody has asked yet."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "handovers",
        sa.Column("conversation", number, sa.ForeignKey("conversations.id"), primary_key=True, autoincrement=False),
        sa.Column("asker", sa.String, nullable=False),
        sa.Column("asker_name", sa.String, nullable=False),
        sa.Column("department", sa.String, nullable=False),
        sa.Column("agent", sa.String),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("reminders", sa.Integer, nullable=False),
    )
    condition = sa.text(_PENDING)
    op.create_index("offers_pending", "offers", ["lane"], sqlite_where=condition, postgresql_where=condition)
