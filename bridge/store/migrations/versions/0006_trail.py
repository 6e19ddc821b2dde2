"""The pages that visitors saw, and which agent was shown the card of whom."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "trail",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("room", _NUMBER, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("left_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("trail_room", "trail", ["room", "id"])
    op.create_table(
        "introduced",
        sa.Column("conversation", _NUMBER, sa.ForeignKey("conversations.id"), primary_key=True, autoincrement=False),
        sa.Column("agent", sa.String, primary_key=True),
    )
