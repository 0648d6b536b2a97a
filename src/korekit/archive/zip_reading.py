"""An archive read from a zip that a stranger may have made."""

import io
import os
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from korekit.archive.assembling import assembled
from korekit.archive.bot_archive import Archive
from korekit.archive.limits import Limits
from korekit.archive.members import DEFINITION, Kind, kind_of, left_by_a_system, trick_in
from korekit.archive.problems import ArchiveBroken, Findings
from korekit.archive.zip_directory import STORED, Entry, read_directory

__all__ = ["member_bytes", "read_zip"]

_CHUNK_BYTES = 1 << 18
_RATIO_FREE_BYTES = 1_000_000  # what a small member grows to costs nothing, whatever the ratio


def read_zip(source: BinaryIO | str | os.PathLike[str], limits: Limits | None = None) -> Archive:
    """The archive inside a zip, its members in memory and nowhere else.

    All members may share one top folder. Members that are no part of an export are never decompressed, and
    noted. Sizes are counted while decompressing; what the zip claims about itself only ever refuses it.

    Args:
        source: a path, or a binary file that can seek; it stays open and its position is lost.
        limits: what is too large; by default `Limits()`.

    Raises:
        ArchiveBroken: no zip, a member missing, damaged, or anything that `zip_directory.read_directory`,
            `members.trick_in` and the limits refuse.
    """
    limits = limits or Limits()
    try:
        if isinstance(source, str | os.PathLike):
            with open(source, "rb") as file:
                return _read(file, limits)
        return _read(source, limits)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise ArchiveBroken.because("", f"the zip cannot be read: {why or 'no such file'}") from None


def _read(file: BinaryIO, limits: Limits) -> Archive:
    entries = read_directory(file, limits)
    names = [entry.name for entry in entries]
    top = _top_folder(names)
    problems = _problems_of_names(names, top)
    if problems.has_errors:
        raise ArchiveBroken(problems.problems())
    members: list[tuple[str, bytes]] = []
    left_bytes = limits.total_bytes
    for entry in entries:
        name = entry.name.removeprefix(top)
        if kind_of(name) is Kind.OTHER or not entry.name.startswith(top):
            continue
        data = member_bytes(file, entry, limits, left_bytes)
        left_bytes -= len(data)
        members.append((name, data))
    return assembled(members, limits, problems.problems())


def _top_folder(names: Sequence[str]) -> str:
    """The folder that holds the definition, with its slash; empty when that is the top of the zip.

    Raises:
        ArchiveBroken: several folders hold a definition.
    """
    if DEFINITION in names:
        return ""
    tops = {
        top
        for name in names
        if name.count("/") == 1 and not left_by_a_system(name)
        for top, _, rest in [name.rpartition("/")]
        if rest == DEFINITION
    }
    if len(tops) > 1:
        raise ArchiveBroken.because(DEFINITION, "several folders of the zip hold one")
    return f"{tops.pop()}/" if tops else ""


def _problems_of_names(names: Sequence[str], top: str) -> Findings:
    problems = Findings()
    seen: set[str] = set()
    for name in names:
        if trick := trick_in(name):
            problems.error(name, "", trick)
        elif name.casefold() in seen:
            problems.error(name, "", "it is there twice")
        elif name.endswith("/") and name != top and not left_by_a_system(name):
            problems.error(name, "", "it is a folder, which no export holds")
        elif name != top and (not name.startswith(top) or kind_of(name.removeprefix(top)) is Kind.OTHER):
            problems.warning(name, "", "it is not a part of an export and was passed over")
        seen.add(name.casefold())
    return problems


def member_bytes(file: BinaryIO, entry: Entry, limits: Limits, left_bytes: int) -> bytes:
    """The member's bytes, counted as they come out.

    Raises:
        ArchiveBroken: more bytes than the limits allow, or not those that the zip announces.
    """
    at_most_bytes = min(limits.member_bytes, left_bytes)
    if entry.size_bytes > at_most_bytes:
        raise ArchiveBroken.because(entry.name, f"it is larger than the {at_most_bytes} bytes that are left for it")
    ratio_bytes = max(_RATIO_FREE_BYTES, entry.packed_bytes * limits.ratio)
    out = io.BytesIO()
    for piece in _pieces(file, entry):
        out.write(piece)
        if out.tell() > entry.size_bytes:
            raise ArchiveBroken.because(entry.name, "it holds more bytes than the zip announces")
        if out.tell() > ratio_bytes:
            raise ArchiveBroken.because(entry.name, f"it grows to more than {limits.ratio} times its packed size")
    data = out.getvalue()
    if len(data) != entry.size_bytes or zlib.crc32(data) != entry.crc:
        raise _damaged(entry)
    return data


def _pieces(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """The member's bytes in pieces of bounded size, so that a bomb is noticed before it is in memory."""
    if entry.method == STORED:
        yield from _packed(file, entry)
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in _packed(file, entry):
            if inflate.eof:
                raise _damaged(entry)
            while packed and not inflate.eof:
                yield inflate.decompress(packed, _CHUNK_BYTES)
                packed = inflate.unconsumed_tail
        while not inflate.eof and (piece := inflate.decompress(b"", _CHUNK_BYTES)):
            yield piece
    except zlib.error:
        raise _damaged(entry) from None
    if inflate.unused_data or not inflate.eof:
        raise _damaged(entry)


def _packed(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    file.seek(entry.data_at)
    left_bytes = entry.packed_bytes
    while left_bytes:
        chunk = file.read(min(_CHUNK_BYTES, left_bytes))
        if not chunk:
            raise _damaged(entry)
        left_bytes -= len(chunk)
        yield chunk


def _damaged(entry: Entry) -> ArchiveBroken:
    return ArchiveBroken.because(entry.name, "it is damaged: its bytes are not those that the zip announces")
