"""What a bot keeps that no archive may hold: credentials of its channels, values of collections and secured variables.

Each is a small JSON document, sealed for its bot and its name.
"""

from collections.abc import Collection
from typing import Any, Final

import msgspec
from sqlalchemy import PrimaryKeyConstraint, bindparam, delete, select

from korekit.archive import SecuredValues
from korekit.storage.database import Reader, Transaction
from korekit.storage.metadata import blob, number, table, text
from korekit.storage.sealing import Sealer
from korekit.storage.statements import Statement, insert_into

__all__ = [
    "SECURED_VARIABLES",
    "bot_secrets",
    "forget_secrets",
    "forget_values",
    "keep_secret",
    "keep_values",
    "place_of_secret",
    "read_secret",
]

SECURED_VARIABLES: Final = "secured-variables"

bot_secrets = table(
    "bot_secrets",
    text("bot_id"),
    text("name"),
    blob("sealed"),
    number("changed_at"),
    PrimaryKeyConstraint("bot_id", "name"),
)

_ADD = insert_into(bot_secrets)
_DELETE = Statement(
    delete(bot_secrets)
    .where(bot_secrets.c.bot_id == bindparam("bot_id"))
    .where(bot_secrets.c.name == bindparam("name"))
)
_DELETE_ALL = Statement(delete(bot_secrets).where(bot_secrets.c.bot_id == bindparam("bot_id")))
_ONE = Statement(
    select(bot_secrets.c.sealed)
    .where(bot_secrets.c.bot_id == bindparam("bot_id"))
    .where(bot_secrets.c.name == bindparam("name"))
)
_decoder: Final = msgspec.json.Decoder(dict[str, Any])


async def keep_secret(
    transaction: Transaction, sealer: Sealer, bot_id: str, name: str, document: dict[str, Any], *, now_ms: int
) -> None:
    """Keep a document in the place of the one of this name; whoever calls holds the bot."""
    sealed = sealer.seal(msgspec.json.encode(document), place_of_secret(bot_id, name))
    await transaction.run(_DELETE, bot_id=bot_id, name=name)
    await transaction.run(_ADD, bot_id=bot_id, name=name, sealed=sealed, changed_at=now_ms)


async def read_secret(reader: Reader, sealer: Sealer, bot_id: str, name: str) -> dict[str, Any]:
    """The document of this name; an empty one where there is none."""
    row = await reader.one(_ONE, bot_id=bot_id, name=name)
    return {} if row is None else _decoder.decode(sealer.open(row[0], place_of_secret(bot_id, name)))


async def keep_values(
    transaction: Transaction,
    sealer: Sealer,
    bot_id: str,
    secured: SecuredValues,
    *,
    now_ms: int,
    is_older: bool = False,
) -> None:
    """Keep the values that secured variables came with; whoever calls holds the bot.

    One that came without keeps what it has. So does one that the bot lost, because a version may bring it back.

    Args:
        transaction: in which the bot's definition changes.
        sealer: seals them.
        bot_id: the bot.
        secured: secured variables of the bot, with the values that came along.
        now_ms: the time.
        is_older: what is kept already counts more.
    """
    if not any(given for variables in secured.values() for given in variables.values()):
        return
    kept = await read_secret(transaction, sealer, bot_id, SECURED_VARIABLES)
    for kind, variables in secured.items():
        for key, given in variables.items():
            if given:
                own = kept.setdefault(kind, {}).setdefault(key, {})
                own.update({**given, **own} if is_older else given)
    await keep_secret(transaction, sealer, bot_id, SECURED_VARIABLES, kept, now_ms=now_ms)


async def forget_values(
    transaction: Transaction, sealer: Sealer, bot_id: str, blanked: Collection[tuple[str, str]], *, now_ms: int
) -> None:
    """Blank values of secured variables; whoever calls holds the bot.

    Args:
        transaction: in which the bot's definition changes.
        sealer: seals what is left.
        bot_id: the bot.
        blanked: key and language, which is empty for environment variables.
        now_ms: the time.
    """
    kept = await read_secret(transaction, sealer, bot_id, SECURED_VARIABLES)
    for variables in kept.values():
        for key, language in blanked:
            variables.get(key, {}).pop(language, None)
    if kept:
        await keep_secret(transaction, sealer, bot_id, SECURED_VARIABLES, kept, now_ms=now_ms)


async def forget_secrets(transaction: Transaction, bot_id: str) -> None:
    """Remove all that is kept of a bot, which is deleted."""
    await transaction.run(_DELETE_ALL, bot_id=bot_id)


def place_of_secret(bot_id: str, name: str) -> str:
    """What the document of this name is sealed for."""
    return f"bot-secret:{bot_id}:{name}"
