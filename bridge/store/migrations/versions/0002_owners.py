"""Who owns a room on the server; and by what rooms of a department, and conversations that ended lately, are found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rooms", sa.Column("owner", sa.String, nullable=False, server_default=""))
    op.execute("UPDATE rooms SET owner = department || '@' || shard")
    op.create_index("rooms_department", "rooms", ["shard", "department"])
    op.create_index("conversations_closed", "conversations", ["closed_at"])
