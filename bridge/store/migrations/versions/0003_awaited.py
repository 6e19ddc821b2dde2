"""Whose word is awaited in a room, instead of a timer for each silence."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_FOLLOW = """
UPDATE rooms SET awaited = 'visitor', awaited_since = :now
  WHERE id IN (SELECT room FROM conversations WHERE state = 'active');
UPDATE rooms SET awaited = 'agent'
  WHERE id IN (SELECT room FROM conversations JOIN timers
    ON kind = 'agent_silence' AND subject = CAST(conversations.id AS VARCHAR) WHERE state = 'active');
INSERT INTO timers (kind, subject, due)
  SELECT 'silence', CAST(id AS VARCHAR), :now FROM conversations WHERE state = 'active';
DELETE FROM timers WHERE kind IN ('agent_silence', 'visitor_silence')
"""


def upgrade() -> None:
    """Silences of conversations that go on are counted anew from here."""
    op.add_column("rooms", sa.Column("awaited", sa.String))
    op.add_column("rooms", sa.Column("awaited_since", sa.BigInteger))
    now = round(time.time() * 1000)
    for statement in _FOLLOW.split(";"):
        values = {"now": now} if ":now" in statement else {}
        op.get_bind().execute(sa.text(statement), values)
