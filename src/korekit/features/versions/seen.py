"""A bot and its versions as a signed-in user sees them."""

from collections.abc import Mapping, Sequence

from korekit.calls.call import Call
from korekit.catalog.bot_versions import BotVersion
from korekit.clock import iso_time
from korekit.errors.console import NotFound
from korekit.ids import UserId
from korekit.records.accounts import User
from korekit.records.bot_versions import Version, find_version
from korekit.records.bots import Bot
from korekit.records.definitions import stored_size
from korekit.storage.blobs import BlobStore

__all__ = ["bot_version", "seen"]


async def bot_version(call: Call, bot: Bot, number: int) -> Version:
    """One version of a bot.

    Raises:
        NotFound: it has no such version.
    """
    version = await find_version(call.database, bot.id, number)
    if version is None:
        raise NotFound()
    return version


def seen(
    blobs: BlobStore, bot: Bot, versions: Sequence[Version], people: Mapping[UserId, User | None]
) -> list[BotVersion]:
    """Versions with their sizes. Blocks."""
    listed = []
    for version in versions:
        user = people.get(version.published_by)
        listed.append(
            BotVersion(
                number=version.number,
                comment=version.comment,
                published_on=iso_time(version.published_at),
                published_by=user.email if user is not None else version.published_by,
                size_bytes=stored_size(blobs, bot, version.stored),
            )
        )
    return listed
