"""Who is asked, who was asked, and how often."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INDEXES = (
    ("conversations_agent", "conversations", "agent", "state = 'active'"),
    ("offers_exclusive", "offers", "lane", "state = 'pending' AND is_exclusive"),
)

_ASK_AGAIN = """
INSERT INTO timers (kind, subject, due)
  SELECT 'offer', CAST(id AS VARCHAR), :now FROM conversations WHERE state = 'waiting'
"""


def upgrade() -> None:
    """Whoever waits is asked about again from here."""
    op.add_column("conversations", sa.Column("reminders", sa.Integer, nullable=False, server_default="0"))
    op.add_column("offers", sa.Column("is_exclusive", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("duties", sa.Column("asked_at", sa.BigInteger, nullable=False, server_default="0"))
    for name, table, column, where in _INDEXES:
        condition = sa.text(where)
        op.create_index(name, table, [column], sqlite_where=condition, postgresql_where=condition)
    op.get_bind().execute(sa.text(_ASK_AGAIN), {"now": round(time.time() * 1000)})
