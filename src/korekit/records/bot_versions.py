"""What is read of a bot's versions, and that a bot was put back to one and not published since.

The versions themselves are rows of `bots.bot_versions`; their files are shared with the bot by content.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from korekit.ids import UserId
from korekit.records.bots import bot_versions
from korekit.records.definitions import StoredArchive
from korekit.storage.database import Reader, Row, Transaction
from korekit.storage.metadata import number, table, text
from korekit.storage.statements import Statement, insert_into

__all__ = [
    "Version",
    "find_version",
    "is_restored_unpublished",
    "list_versions",
    "mark_restored",
    "restored_bots",
    "restored_version",
    "unmark_restored",
]

# Bots that were put back to a version; the row goes with the next publish.
restored_bots = table(
    "restored_bots",
    text("bot_id", key=True),
    number("version"),
    text("restored_by"),
    number("restored_at"),
)

_MARK = insert_into(restored_bots)
_UNMARK = Statement(delete(restored_bots).where(restored_bots.c.bot_id == bindparam("bot_id")))
_MARKED = Statement(select(restored_bots.c.version).where(restored_bots.c.bot_id == bindparam("bot_id")))
_COLUMNS = [column for column in bot_versions.columns if column.name != "bot_id"]
_OF_BOT = select(*_COLUMNS).where(bot_versions.c.bot_id == bindparam("bot_id"))
_PAGE = Statement(_OF_BOT.order_by(bot_versions.c.number.desc()).limit(bindparam("count")).offset(bindparam("first")))
_ONE = Statement(_OF_BOT.where(bot_versions.c.number == bindparam("number")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A state of a bot that was published. `number`: from 1; `published_at`: milliseconds."""

    number: int
    comment: str
    stored: StoredArchive
    published_by: UserId
    published_at: int


def _version(row: Row) -> Version:
    return Version(
        number=row[0],
        comment=row[1],
        stored=StoredArchive(row[2], row[3], row[4], row[5]),
        published_by=row[6],
        published_at=row[7],
    )


async def list_versions(reader: Reader, bot_id: str, *, first: int, count: int) -> list[Version]:
    """Versions of a bot, newest first, from row number `first`."""
    return [_version(row) for row in await reader.all(_PAGE, bot_id=bot_id, first=first, count=count)]


async def find_version(reader: Reader, bot_id: str, number: int) -> Version | None:
    """One version of a bot."""
    row = await reader.one(_ONE, bot_id=bot_id, number=number)
    return None if row is None else _version(row)


async def is_restored_unpublished(reader: Reader, bot_id: str) -> bool:
    """Whether the bot was put back to a version and not published since: then no import into it is taken."""
    return await reader.one(_MARKED, bot_id=bot_id) is not None


async def restored_version(reader: Reader, bot_id: str) -> int | None:
    """The version that the bot was put back to and not published since."""
    row = await reader.one(_MARKED, bot_id=bot_id)
    return None if row is None else row[0]


async def mark_restored(
    transaction: Transaction, bot_id: str, version: int, *, restored_by: str, restored_at: int
) -> None:
    """Say that a bot was put back to a version; whoever calls holds the bot."""
    await transaction.run(_UNMARK, bot_id=bot_id)
    await transaction.run(_MARK, bot_id=bot_id, version=version, restored_by=restored_by, restored_at=restored_at)


async def unmark_restored(transaction: Transaction, bot_id: str) -> None:
    """Say that a bot was published."""
    await transaction.run(_UNMARK, bot_id=bot_id)
