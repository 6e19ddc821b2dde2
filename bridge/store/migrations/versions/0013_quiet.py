"""Which agents want nothing repeated that they did not notice."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everybody is told, as before."""
    op.create_table("quiet", sa.Column("agent", sa.String, primary_key=True))
