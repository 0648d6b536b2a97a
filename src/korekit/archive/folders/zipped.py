"""A zip that holds an export, or the folder that `unpack` made of one: what a browser sends, or a git host offers."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from korekit.archive.bot_archive import Archive
from korekit.archive.folders import layout
from korekit.archive.folders.disk import can_be_part
from korekit.archive.folders.packing import pack
from korekit.archive.limits import Limits
from korekit.archive.members import DEFINITION, trick_in
from korekit.archive.problems import ArchiveBroken
from korekit.archive.zip_directory import Entry, read_directory
from korekit.archive.zip_reading import member_bytes, read_zip

__all__ = ["read_zip_or_folder"]

# The directory of a zip may have a megabyte, which is some ten thousand entries.
_FILES_AT_MOST: Final = 20_000


def read_zip_or_folder(path: str | os.PathLike[str], limits: Limits | None = None) -> Archive:
    """The archive in a zip: an export as it is, or an unpacked folder, wherever it lies in the zip.

    Args:
        path: of the zip.
        limits: what is too large; by default `Limits()`. A folder may have 20,000 files.

    Raises:
        ArchiveBroken: as `read_zip` and `pack` say; or several folders of the zip are unpacked bots.
    """
    limits = limits or Limits()
    try:
        with Path(path).open("rb") as file:
            entries = read_directory(file, replace(limits, members=_FILES_AT_MOST))
            top = _unpacked_top([entry.name for entry in entries])
            if top is not None:
                return pack(_files(file, entries, top, limits), limits).archive
    except OSError:
        # `read_zip` meets it again, and says so.
        pass
    return read_zip(path, limits)


def _unpacked_top(names: Iterable[str]) -> str | None:
    """The folder with the mark of `unpack`, with its slash; None for a zip that has none, or is an export."""
    found = set()
    for name in names:
        folder, _, last = name.rpartition("/")
        if last == DEFINITION and name.count("/") < 2:
            return None
        if last == layout.MARK:
            found.add(f"{folder}/" if folder else "")
    if len(found) > 1:
        why = f"several folders of the zip are unpacked bots: {', '.join(sorted(found)[:4])}; zip one of them"
        raise ArchiveBroken.because(layout.MARK, why)
    return found.pop() if found else None


def _files(file: BinaryIO, entries: Iterable[Entry], top: str, limits: Limits) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left_bytes = limits.total_bytes
    for entry in entries:
        path = entry.name.removeprefix(top)
        if not entry.name.startswith(top) or not can_be_part(path):
            continue
        if trick := trick_in(entry.name):
            raise ArchiveBroken.because(entry.name, trick)
        if path in found:
            raise ArchiveBroken.because(entry.name, "it is there twice")
        found[path] = member_bytes(file, entry, limits, left_bytes)
        left_bytes -= len(found[path])
    return found
