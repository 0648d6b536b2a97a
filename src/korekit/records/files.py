"""Uploaded and exported files: which account owns which content, and until when.

A row goes when its time is over; content goes once nothing names it, which `features.files.sweeping` sees to.

Source: contract, platform.md 1.1, observed-errors.md 2.1.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Index, bindparam, delete, select, update

from korekit.ids import FileId
from korekit.storage.database import Reader, Transaction
from korekit.storage.metadata import number, table, text
from korekit.storage.statements import Statement, insert_into

__all__ = [
    "ADD_FILE",
    "KEPT_MS",
    "StoredFile",
    "end_file",
    "expired_files",
    "file_ends",
    "files",
    "find_file",
    "forget_files",
    "keep_until",
]

# How long a file is kept unless the platform is told otherwise: 30 days.
KEPT_MS: Final = 30 * 86_400_000

files = table(
    "files",
    text("id", key=True),
    text("account_id"),
    text("sha256"),
    text("sha1"),
    number("size"),
    text("name"),
    text("context"),
    text("extension"),
    text("uploaded_by"),
    number("created_at"),
    Index("files_account_id", "account_id", "created_at"),
)
# When files end; one without a row here is kept for good.
file_ends = table("file_ends", text("file_id", key=True), number("at"), Index("file_ends_at", "at"))

ADD_FILE = insert_into(files)
_FILE = Statement(
    select(files.c.id, files.c.sha256, files.c.size, files.c.name, file_ends.c.at)
    .select_from(files.outerjoin(file_ends, files.c.id == file_ends.c.file_id))
    .where(files.c.id == bindparam("file_id"))
    .where(files.c.account_id == bindparam("account_id"))
)
_KEEP_UNTIL = insert_into(file_ends)
_END = Statement(
    update(file_ends)
    .where(file_ends.c.file_id == bindparam("ended"))
    .where(file_ends.c.at > bindparam("until"))
    .values(at=bindparam("until"))
)
_EXPIRED = Statement(
    select(files.c.id, files.c.sha256)
    .select_from(file_ends.join(files, files.c.id == file_ends.c.file_id))
    .where(file_ends.c.at <= bindparam("now"))
    .order_by(file_ends.c.at, file_ends.c.file_id)
    .limit(bindparam("count"))
)
_FORGET = (
    Statement(delete(files).where(files.c.id == bindparam("file_id"))),
    Statement(delete(file_ends).where(file_ends.c.file_id == bindparam("file_id"))),
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of an account. `size`: bytes; `ends_at`: milliseconds, `None` for one that is kept for good."""

    id: FileId
    sha256: str
    size: int
    name: str
    ends_at: int | None = None


async def find_file(reader: Reader, account_id: str, file_id: str) -> StoredFile | None:
    """The file with this id, if the account uploaded it."""
    row = await reader.one(_FILE, account_id=account_id, file_id=file_id)
    return None if row is None else StoredFile(FileId(row[0]), *row[1:])


async def keep_until(transaction: Transaction, file_id: str, until: int) -> None:
    """Say when a file ends, in the transaction that adds it."""
    await transaction.run(_KEEP_UNTIL, file_id=file_id, at=until)


async def end_file(transaction: Transaction, file_id: str, *, until: int) -> None:
    """Let a file end earlier; one that is kept for good, or ends before, is left as it is."""
    await transaction.run(_END, ended=file_id, until=until)


async def expired_files(reader: Reader, *, now_ms: int, count: int) -> list[tuple[str, str]]:
    """Some files whose time is over: id, and SHA-256 of the content."""
    return [(row[0], row[1]) for row in await reader.all(_EXPIRED, now=now_ms, count=count)]


async def forget_files(transaction: Transaction, file_ids: list[str]) -> None:
    """Remove rows of files."""
    rows: list[dict[str, Any]] = [{"file_id": file_id} for file_id in file_ids]
    for statement in _FORGET:
        await transaction.run_many(statement, rows)
