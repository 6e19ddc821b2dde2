"""Agents' photos."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None is known yet; they come with the agents’ presence."""
    op.create_table(
        "portraits",
        sa.Column("agent", sa.String, primary_key=True),
        sa.Column("mark", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("picture", sa.LargeBinary, nullable=False),
    )
    op.create_index("portraits_name", "portraits", ["name"])
