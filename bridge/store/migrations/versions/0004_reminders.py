"""How often agents were asked again about a conversation that waits."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("reminders", sa.Integer, nullable=False, server_default="0"))
