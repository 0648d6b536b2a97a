"""Bots with their definitions: the configured one, and every one that was published.

A definition is a file of the blob store; the row names it. Source: contract, platform.md 1.1, admin-data.yaml get-bots.
"""

from sqlalchemy import Index, PrimaryKeyConstraint, bindparam, func, select, update

from korekit.records.bot import Bot
from korekit.storage.database import Reader, Row, Transaction
from korekit.storage.metadata import number, table, text
from korekit.storage.statements import Statement, insert_into

__all__ = [
    "ADD_BOT",
    "ADD_VERSION",
    "BOTS_OF_ACCOUNT",
    "BOT_ACCOUNT",
    "BOT_IDS_OF_ACCOUNT",
    "COUNT_BOTS",
    "DELETE_BOT",
    "LAST_VERSION",
    "MARK_PUBLISHED",
    "UPDATE_DEFINITION",
    "Bot",
    "bot_versions",
    "bots",
    "find_any_bot",
    "find_bot",
    "hold_as_read",
    "hold_bot",
    "list_bots",
]

bots = table(
    "bots",
    text("id", key=True),
    text("account_id"),
    text("ref_id"),
    text("name"),
    text("description"),
    text("purpose"),
    text("type"),
    text("default_language"),
    text("languages"),
    text("icon"),
    text("color"),
    text("status"),
    text("details"),
    # The stored archive: SHA-256 of the definition, the config, the icon; functions as JSON [[name, sha256], …].
    text("definition", optional=True),
    text("config", optional=True),
    text("icon_file", optional=True),
    text("functions"),
    text("created_by"),
    number("created_at"),
    number("deleted_at", optional=True),
    Index("bots_account_id", "account_id", "created_at", "id"),
)
bot_versions = table(
    "bot_versions",
    text("bot_id"),
    number("number"),
    text("comment"),
    text("definition", optional=True),
    text("config", optional=True),
    text("icon_file", optional=True),
    text("functions"),
    text("published_by"),
    number("published_at"),
    PrimaryKeyConstraint("bot_id", "number"),
)

ADD_BOT = insert_into(bots)
ADD_VERSION = insert_into(bot_versions)
_COLUMNS = [column for column in bots.columns if column.name != "deleted_at"]
_BOT = select(*_COLUMNS).where(bots.c.deleted_at.is_(None))
_BOT_BY_ID = Statement(_BOT.where(bots.c.id == bindparam("bot_id")).where(bots.c.account_id == bindparam("account_id")))
_ANY_BOT = Statement(select(*_COLUMNS).where(bots.c.id == bindparam("bot_id")))
# Whose a bot is, for the check of a call.
BOT_ACCOUNT = Statement(
    select(bots.c.account_id).where(bots.c.id == bindparam("bot_id")).where(bots.c.deleted_at.is_(None))
)
BOTS_OF_ACCOUNT = Statement(
    _BOT.where(bots.c.account_id == bindparam("account_id"))
    .order_by(bots.c.created_at, bots.c.id)
    .limit(bindparam("count"))
    .offset(bindparam("first"))
)
# Deleted ones as well: what was counted for them counts on.
BOT_IDS_OF_ACCOUNT = Statement(select(bots.c.id).where(bots.c.account_id == bindparam("account_id")))
COUNT_BOTS = Statement(
    select(func.count())
    .select_from(bots)
    .where(bots.c.account_id == bindparam("account_id"))
    .where(bots.c.deleted_at.is_(None))
)
UPDATE_DEFINITION = Statement(
    update(bots)
    .where(bots.c.id == bindparam("bot"))
    .where(bots.c.deleted_at.is_(None))
    .values(
        ref_id=bindparam("new_ref_id"),
        name=bindparam("new_name"),
        default_language=bindparam("new_language"),
        languages=bindparam("new_languages"),
        definition=bindparam("new_definition"),
        config=bindparam("new_config"),
        icon_file=bindparam("new_icon"),
        functions=bindparam("new_functions"),
        # What takes effect without a publish gives the status that the bot had.
        status=bindparam("new_status", "configured"),
    )
)
_HOLD_BOT = Statement(
    update(bots)
    .where(bots.c.id == bindparam("bot"))
    .where(bots.c.account_id == bindparam("account"))
    .where(bots.c.deleted_at.is_(None))
    .values(status=bots.c.status)
)
DELETE_BOT = Statement(
    update(bots)
    .where(bots.c.id == bindparam("bot"))
    .where(bots.c.deleted_at.is_(None))
    .values(deleted_at=bindparam("now"))
)
MARK_PUBLISHED = Statement(update(bots).where(bots.c.id == bindparam("bot")).values(status="published"))
LAST_VERSION = Statement(
    select(
        bot_versions.c.number,
        bot_versions.c.definition,
        bot_versions.c.config,
        bot_versions.c.icon_file,
        bot_versions.c.functions,
        bot_versions.c.published_at,
    )
    .where(bot_versions.c.bot_id == bindparam("bot_id"))
    .order_by(bot_versions.c.number.desc())
    .limit(1)
)


_FIELDS = tuple(column.name for column in _COLUMNS)


def _bot(row: Row) -> Bot:
    return Bot(**dict(zip(_FIELDS, row, strict=True)))


async def find_bot(reader: Reader, account_id: str, bot_id: str) -> Bot | None:
    """The bot with this id, if it is the account's."""
    row = await reader.one(_BOT_BY_ID, account_id=account_id, bot_id=bot_id)
    return None if row is None else _bot(row)


async def find_any_bot(reader: Reader, bot_id: str) -> Bot | None:
    """The bot with this id, whoever's it is and even if it was deleted: for the platform's own work."""
    row = await reader.one(_ANY_BOT, bot_id=bot_id)
    return None if row is None else _bot(row)


async def hold_bot(transaction: Transaction, account_id: str, bot_id: str) -> bool:
    """Let other changes of a bot wait until the transaction ends.

    Whoever writes to a bot's change log holds the bot, so that no number is given twice; and holds it before the epoch
    moves, so that no two changes wait for each other.

    Returns:
        Whether the account has this bot.
    """
    return bool(await transaction.run(_HOLD_BOT, bot=bot_id, account=account_id))


async def list_bots(reader: Reader, account_id: str, *, first: int, count: int) -> list[Bot]:
    """Bots of an account in the order of their creation, from row number `first`."""
    rows = await reader.all(BOTS_OF_ACCOUNT, account_id=account_id, first=first, count=count)
    return [_bot(row) for row in rows]


async def hold_as_read(transaction: Transaction, bot: Bot) -> bool:
    """The same for a bot that was read before; false where it is gone or has changed since."""
    is_there = await hold_bot(transaction, bot.account_id, bot.id)
    return is_there and await find_bot(transaction, bot.account_id, bot.id) == bot
