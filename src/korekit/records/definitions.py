"""A bot's archive between the blob store and memory: each member is a file, named by its content.

Values of secured variables never lie in these files; `bot_secrets` keeps them, sealed. All functions here block; they
run in a worker thread.
"""

import json
from dataclasses import dataclass

from korekit.archive import Archive, SecuredValues, secured_values, without_secrets
from korekit.archive.default_icon import default_icon
from korekit.archive.empty_bot import empty_archive
from korekit.ids import derived_id
from korekit.records.bot import Bot
from korekit.storage.blobs import BlobStore

__all__ = [
    "StoredArchive",
    "blank_archive",
    "knowledge_id",
    "load_archive",
    "store_archive",
    "stored_in",
    "stored_size",
]


@dataclass(frozen=True, slots=True)
class StoredArchive:
    """Where an archive lies: SHA-256 of each member; `functions`: JSON `[[name, sha256], …]`."""

    definition: str | None
    config: str | None
    icon_file: str | None
    functions: str


def knowledge_id(bot_id: str, ref_id: str) -> str:
    """The 24 hex digits that stand for a knowledge graph of a bot; no archive holds them."""
    return derived_id(bot_id, ref_id).replace("-", "")[:24]


def stored_in(bot: Bot) -> StoredArchive:
    """Where the configured definition of a bot lies."""
    return StoredArchive(bot.definition, bot.config, bot.icon_file, bot.functions)


def store_archive(blobs: BlobStore, archive: Archive) -> StoredArchive:
    """Keep every member but the values of secured variables; they are on the disk when this returns.

    Raises:
        ArchiveBroken: it is unclear what is secured.
    """
    archive = without_secrets(archive)
    functions = [[name, blobs.put_now(content).sha256] for name, content in archive.functions]
    return StoredArchive(
        definition=blobs.put_now(archive.definition).sha256,
        config=blobs.put_now(archive.config).sha256,
        icon_file=blobs.put_now(archive.icon).sha256 if archive.icon is not None else None,
        functions=json.dumps(functions),
    )


def blank_archive(blobs: BlobStore, bot: Bot, stored: StoredArchive) -> tuple[StoredArchive, SecuredValues] | None:
    """A stored archive without the values of secured variables, and these; `None` where it has none, as it should.

    Raises:
        ArchiveBroken: it is unclear what is secured.
    """
    archive = load_archive(blobs, bot, stored)
    if without_secrets(archive) == archive:
        return None
    return store_archive(blobs, archive), secured_values(archive)


def load_archive(blobs: BlobStore, bot: Bot, stored: StoredArchive) -> Archive:
    """The archive of a bot; a bot that was never filled has an empty one."""
    icon = blobs.get_now(stored.icon_file) if stored.icon_file is not None else default_icon()
    if stored.definition is None or stored.config is None:
        return empty_archive(bot.id, bot.ref_id, bot.name, bot.default_language, icon)
    return Archive(
        definition=blobs.get_now(stored.definition),
        config=blobs.get_now(stored.config),
        icon=icon,
        functions=tuple((name, blobs.get_now(sha256)) for name, sha256 in json.loads(stored.functions)),
    )


def stored_size(blobs: BlobStore, bot: Bot, stored: StoredArchive) -> int:
    """Bytes of all members, unpacked."""
    if stored.definition is None or stored.config is None:
        archive = load_archive(blobs, bot, stored)
        return len(archive.definition) + len(archive.config) + len(archive.icon or b"")
    icon = len(default_icon()) if stored.icon_file is None else blobs.path(stored.icon_file).stat().st_size
    members = [stored.definition, stored.config, *(sha256 for _, sha256 in json.loads(stored.functions))]
    return icon + sum(blobs.path(sha256).stat().st_size for sha256 in members)
