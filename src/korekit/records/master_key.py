"""That the master key in the data folder is the one that the database was sealed with.

A value that the first start seals tells it. It lies beside the platform's key, under a number that no key has; a
database that an older version made gets it once its key has opened something that was sealed before.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import bindparam, select

from korekit.records.apps import app_secrets
from korekit.records.bot_secrets import bot_secrets, place_of_secret
from korekit.records.platform_keys import PLATFORM_KEY_PLACE, platform_keys
from korekit.storage.database import Database, Reader
from korekit.storage.sealing import MASTER_KEY, MasterKeyUnusable, Sealer, open_sealer
from korekit.storage.statements import Statement, insert_or_skip

__all__ = ["open_checked_sealer"]

_NUMBER: Final = 0
_PLACE: Final = "master-key"
_ADD = insert_or_skip(platform_keys)
_SEALED = Statement(select(platform_keys.c.sealed).where(platform_keys.c.id == bindparam("key_number")))
_A_BOT_SECRET = Statement(select(bot_secrets.c.sealed, bot_secrets.c.bot_id, bot_secrets.c.name).limit(1))
_AN_APP_SECRET = Statement(select(app_secrets.c.sealed, app_secrets.c.id).limit(1))


async def open_checked_sealer(folder: Path, database: Database, *, now_ms: int) -> Sealer:
    """The sealer of a data folder, whose key opens what the database holds; makes the key where nothing is sealed yet.

    Raises:
        MasterKeyUnusable: the key is missing beside sealed rows, is broken, or is another database's.
    """
    sealed = await _something_sealed(database)
    if sealed is not None and not (folder / MASTER_KEY).exists():
        raise MasterKeyUnusable(
            f"The secrets in the database are sealed with a {MASTER_KEY}, and {folder} has none.",
            f"Put that {MASTER_KEY} back into the folder, or name the folder that has it: --data DIR",
        )
    sealer = open_sealer(folder)
    if sealed is None or sealed[1] != _PLACE:
        _insist(sealer, sealed, folder)
        async with database.transaction() as transaction:
            value = sealer.seal(b"korekit", _PLACE)
            await transaction.run(_ADD, id=_NUMBER, sealed=value, kid="", created_at=now_ms)
        # Of processes that begin at once with two keys, the one that came first is right.
        sealed = await _something_sealed(database)
    _insist(sealer, sealed, folder)
    return sealer


def _insist(sealer: Sealer, sealed: tuple[bytes, str] | None, folder: Path) -> None:
    if sealed is not None and not sealer.opens(*sealed):
        raise MasterKeyUnusable(
            f"The {MASTER_KEY} in {folder} is not the one that the secrets in the database are sealed with.",
            "Name the folder that belongs to the database, --data DIR, or put its own key back into this one.",
        )


async def _something_sealed(reader: Reader) -> tuple[bytes, str] | None:
    """A sealed value with its place: the one that is made for this, else any."""
    if row := await reader.one(_SEALED, key_number=_NUMBER):
        return row[0], _PLACE
    if row := await reader.one(_SEALED, key_number=1):
        return row[0], PLATFORM_KEY_PLACE
    if row := await reader.one(_AN_APP_SECRET):
        return row[0], f"secret:{row[1]}"
    if row := await reader.one(_A_BOT_SECRET):
        return row[0], place_of_secret(row[1], row[2])
    return None
