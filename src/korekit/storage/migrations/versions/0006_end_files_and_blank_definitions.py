"""Give files an end, and have two jobs done: remove what ended, and take secured values out of stored definitions."""

import time
import uuid

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0006"
down_revision = "0005"

_KEPT_MS = 30 * 86_400_000
_JOB = """
INSERT INTO jobs (id, kind, account_id, state, request, answer, created_by, created_at, attempts)
SELECT CAST(:kind AS TEXT), CAST(:kind AS TEXT), '', 'pending', CAST(:request AS TEXT), '{}', '',
       CAST(:now AS BIGINT), 0
"""


def upgrade() -> None:
    """Make the table; files from before end 30 days from now."""
    op.create_table(
        "file_ends",
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("file_id"),
    )
    op.create_index("file_ends_at", "file_ends", ["at"])
    now = time.time_ns() // 1_000_000
    # Nobody could know before that files end.
    op.execute(f"INSERT INTO file_ends (file_id, at) SELECT id, {now + _KEPT_MS} FROM files")  # noqa: S608 - a number
    # A database without content has nothing to sweep and nothing to blank.
    for kind, request, table in (
        ("sweep-files", f'{{"database": "{uuid.uuid4()}"}}', "files"),
        ("blank-definitions", "{}", "bots"),
    ):
        job = sa.text(f"{_JOB} WHERE EXISTS (SELECT 1 FROM {table})")  # noqa: S608 - a table's name
        op.get_bind().execute(job, {"kind": kind, "request": request, "now": now})
