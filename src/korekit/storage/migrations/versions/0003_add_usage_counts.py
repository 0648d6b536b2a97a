"""Add counted calls, and find the jobs of an account without looking at all of them."""

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table and the index."""
    op.create_table(
        "usage_counts",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("secret_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "day", "operation", "secret_id", "cause"),
    )
    op.create_index("usage_counts_account_id", "usage_counts", ["account_id", "day"])
    op.create_index("usage_counts_day", "usage_counts", ["day"])
    op.create_index("jobs_account_id", "jobs", ["account_id", "created_at"])
