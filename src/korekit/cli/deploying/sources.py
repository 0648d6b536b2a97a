"""The archive that is deployed: read from the disk, or exported from a bot on another host."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from korekit.archive import Archive, ArchiveBroken, read_zip, write_zip
from korekit.cli.bots.parts import archive_at
from korekit.cli.deploying.journal import KeptFile
from korekit.cli.differences.states import HostedBot, state_at
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given

__all__ = ["archive_digest", "exported", "is_intact", "kept", "origin_of", "read_kept", "source_archive"]

# Always the same, so that the same bot gives the same file.
_TIME: Final = datetime(1980, 1, 1, tzinfo=UTC)
_CHUNK_BYTES: Final = 1 << 20


def origin_of(sources: tuple[str, ...]) -> HostedBot | None:
    """The bot on a host that is meant; None where files are.

    Raises:
        click.UsageError: one of several sources is a bot on a host, or something is no file.
    """
    hosted = [HostedBot.named(source) for source in sources]
    if any(hosted) and len(sources) > 1:
        raise click.UsageError("--from takes one bot on a host, or paths, not both.")
    missing = [source for source, bot in zip(sources, hosted, strict=True) if bot is None and not Path(source).exists()]
    if missing:
        raise click.UsageError(f"{missing[0]} is no file, no folder, and no bot such as st-…:published@PROFILE.")
    return hosted[0]


def source_archive(given: Given, sources: tuple[str, ...]) -> Archive:
    """What is to be deployed, read or exported.

    Raises:
        Failure: it cannot be had.
    """
    if origin_of(sources) is not None:
        return state_at(given, sources[0]).archive
    return archive_at(sources)


def archive_digest(archive: Archive) -> str:
    """The SHA-256 of what an archive holds, however it is packed."""
    digest = hashlib.sha256()
    members = [("definition", archive.definition), ("config", archive.config), ("icon", archive.icon or b"")]
    for name, data in [*members, *archive.functions]:
        digest.update(f"{len(name.encode())} {name} {len(data)} ".encode())
        digest.update(data)
    return digest.hexdigest()


def exported(archive: Archive, path: Path, base: Path) -> KeptFile:
    """An archive written to a file that its owner alone may read; it appears when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        part.chmod(0o600)
        write_zip(archive, file, at=_TIME)
    part.replace(path)
    return kept(path, base)


def kept(path: Path, base: Path) -> KeptFile:
    """A file as the journal names it: from the journal's folder, so that both can be moved together."""
    try:
        name = os.path.relpath(path, base)
    except ValueError:  # another drive
        name = str(path.absolute())
    return KeptFile(path=name, sha256=_file_digest(path))


def _file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def is_intact(file: KeptFile, base: Path) -> bool:
    """Whether the file is there and unchanged."""
    path = base / file.path
    return path.is_file() and _file_digest(path) == file.sha256


def read_kept(file: KeptFile, base: Path, what: str) -> Archive:
    """The archive in a file.

    Raises:
        Failure: it is gone, or was changed.
    """
    path = base / file.path
    if not is_intact(file, base):
        raise Failure(f"{path}, {what}, is gone or was changed.", "Put it back where it was.")
    try:
        return read_zip(path)
    except ArchiveBroken as broken:
        raise Failure(f"{path}: {broken}.", "Export the bot again, and begin anew.") from None
