"""What agents wish for their duty, and what their devices show beyond the lobby."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whoever is known until now is in the lobby."""
    op.add_column("duties", sa.Column("is_inside", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("duties", sa.Column("wish", sa.String, nullable=False, server_default=""))
    op.add_column("duties", sa.Column("devices", sa.String))
