"""Add who changed the scopes of apps, and when each was saved."""

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table; of scopes that were saved before nothing is known."""
    op.create_table(
        "scope_edits",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "scope_id"),
    )
