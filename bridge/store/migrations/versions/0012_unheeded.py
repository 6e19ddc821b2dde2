"""From which word on an agent has not heeded what a visitor wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody is told of what was written before."""
    op.add_column("rooms", sa.Column("unheeded", sa.Integer, nullable=False, server_default="0"))
