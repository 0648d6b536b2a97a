"""Uploaded files: which account owns which content.

Source: contract, platform.md 1.1, observed-errors.md 2.1.
"""

from dataclasses import dataclass

from sqlalchemy import Index, bindparam, select

from korekit.ids import FileId
from korekit.storage.database import Reader
from korekit.storage.metadata import number, table, text
from korekit.storage.statements import Statement, insert_into

__all__ = [
    "ADD_FILE",
    "StoredFile",
    "files",
    "find_file",
]

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

ADD_FILE = insert_into(files)
_FILE = Statement(
    select(files.c.id, files.c.sha256, files.c.size, files.c.name)
    .where(files.c.id == bindparam("file_id"))
    .where(files.c.account_id == bindparam("account_id"))
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of an account. `size`: bytes."""

    id: FileId
    sha256: str
    size: int
    name: str


async def find_file(reader: Reader, account_id: str, file_id: str) -> StoredFile | None:
    """The file with this id, if the account uploaded it."""
    row = await reader.one(_FILE, account_id=account_id, file_id=file_id)
    return None if row is None else StoredFile(FileId(row[0]), row[1], row[2], row[3])
