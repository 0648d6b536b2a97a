"""A bot's archive taken apart into a folder for git, and put together again."""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from korekit.archive import Archive, ArchiveBroken, laid_out, without_secrets, write_zip
from korekit.archive.folders import Packed, is_unpacked, pack, read_unpacked, unpack, write_unpacked
from korekit.cli.bots.parts import archive_at
from korekit.cli.bots.problems import refuse_errors
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, say

__all__ = ["compare_folder", "pack_folder", "unpack_archive"]

# Always the same, so that the same folder gives the same zip.
_TIME: Final = datetime(1980, 1, 1, tzinfo=UTC)
_HELPS: Final = "Mend what is named above, or name another folder; --force writes beside other things."
_STATES: Final = {"added": "A", "changed": "M", "removed": "D"}


def unpack_archive(given: Given, source: str, folder: str, *, is_forced: bool) -> None:
    """Write the files of an archive into a folder, and tell what changed there.

    Raises:
        Failure: the archive cannot be read, or the folder is another's.
    """
    archive = archive_at((source,))
    try:
        files = unpack(archive)
        pack(files)  # what could not be packed again is not unpacked
        written = write_unpacked(folder, files, is_forced=is_forced)
    except ArchiveBroken as broken:
        refuse_errors(broken.problems, "Nothing was unpacked.", _HELPS)
        raise
    if _has_secrets(archive):
        say("note: the values of secured variables were left out; they are never written to a folder.")
    if given.is_json:
        print_json({"folder": folder, "written": written.written, "removed": written.removed})
    else:
        done = f"{len(written.written)} files written, {len(written.removed)} removed"
        click.echo(f"{folder}: {len(files)} files, {done}")


def pack_folder(given: Given, folder: str, target: str, *, is_forced: bool) -> None:
    """Write the archive that a folder is.

    Raises:
        Failure: the folder has errors, or the target is there already.
    """
    path = Path(target)
    if path.exists() and not is_forced:
        raise Failure(f"{target} is there already.", "Name another file, or say --force.")
    archive = _packed(folder)
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with temporary.open("xb") as file:
            write_zip(archive, file, at=_TIME)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    if given.is_json:
        print_json({"file": target, "sizeBytes": path.stat().st_size, "bot": archive.name})
    else:
        click.echo(target)


def compare_folder(given: Given, folder: str, target: str) -> bool:
    """Print what packing the folder would change in an archive; answers whether it would change nothing.

    Raises:
        Failure: one of them cannot be read.
    """
    ours, theirs = laid_out(_packed(folder)), laid_out(archive_at((target,)))
    new, old = unpack(ours), unpack(theirs)
    found = {
        "added": sorted(new.keys() - old.keys()),
        "changed": sorted(path for path in new.keys() & old.keys() if new[path] != old[path]),
        "removed": sorted(old.keys() - new.keys()),
    }
    is_same = ours == theirs
    if given.is_json:
        print_json({"isSame": is_same, **found})
    else:
        for kind, paths in found.items():
            for path in paths:
                click.echo(f"{_STATES[kind]} {path}")
    if not is_same:
        say(f"{target} is not what {folder} packs to.")
    return is_same


def _packed(folder: str) -> Archive:
    """The archive of an unpacked folder, or of a plain one that holds the members."""
    if not is_unpacked(folder):
        return archive_at((folder,))
    packed = _read(folder)
    problems = packed.problems()
    refuse_errors(problems, f"{folder} cannot be packed.", "Mend what is named above.")
    for note in packed.archive.notes:
        say(f"note: {packed.origins.told(note)}")
    if _has_secrets(packed.archive):
        say("note: the values of secured variables are left out; set them on the platform, not in the folder.")
    return packed.archive


def _read(folder: str) -> Packed:
    try:
        return pack(read_unpacked(folder))
    except ArchiveBroken as broken:
        refuse_errors(broken.problems, f"{folder} cannot be packed.", "Mend what is named above.")
        raise


def _has_secrets(archive: Archive) -> bool:
    return without_secrets(archive) != archive
