"""What agents note about visitors and conversations, and whom they keep out."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is noted yet."""
    op.add_column("rooms", sa.Column("blocked_until", sa.BigInteger))
    texts = [("visitors", "email"), ("visitors", "phone"), ("conversations", "tags"), ("rooms", "blocked_reason")]
    for table, column in texts:
        op.add_column(table, sa.Column(column, sa.String, nullable=False, server_default=""))
    op.create_index("conversations_opened", "conversations", ["department", "opened_at"])
