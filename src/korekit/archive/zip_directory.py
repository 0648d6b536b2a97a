"""The central directory of a zip, and nothing that it does not say twice.

Read by hand rather than with `zipfile`, which parses as many entries as a file claims, and which before Python
3.11.8 takes entries that overlap. Only what an export can hold is understood: one disk, no zip64, no encryption.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16; contract, export-archive.md, Container.
"""

import itertools
import stat
import struct
from dataclasses import dataclass, replace
from typing import BinaryIO

from korekit.archive.limits import Limits
from korekit.archive.problems import ArchiveBroken

__all__ = ["DEFLATED", "STORED", "Entry", "read_directory"]

STORED = 0
DEFLATED = 8

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_COMMENT_BYTES_AT_MOST = 0xFFFF
_CENTRAL_BYTES_AT_MOST = 1_000_000
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000  # plain, strong, and the directory itself
_UTF8_NAME = 0x0800
_ZIP64 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One member as the central directory tells it; sizes are claims.

    Attributes:
        name: as stored; a folder's ends with a slash.
        method: `STORED` or `DEFLATED`.
        crc: CRC-32 of the decompressed bytes.
        packed_bytes: size in the zip.
        size_bytes: size when decompressed.
        data_at: where the packed bytes start, or, as the directory tells it, where the local header does.
    """

    name: str
    method: int
    crc: int
    packed_bytes: int
    size_bytes: int
    data_at: int


def read_directory(file: BinaryIO, limits: Limits) -> list[Entry]:
    """The members of a zip, in the order they lie in it, each with the place of its packed bytes.

    Args:
        file: the whole zip, seekable.
        limits: `zip_bytes` and `members` apply here.

    Raises:
        ArchiveBroken: not a zip, too large, damaged, or of a sort that is not taken: encrypted, in several
            parts, zip64, with links or devices, with entries that overlap or that a local header denies.
    """
    central_at, central, count = _central_directory(file, limits)
    entries: list[Entry] = []
    at = 0
    for _ in range(count):
        entry, at = _entry(central, at)
        entries.append(entry)
    if at != len(central):
        raise ArchiveBroken.because("", "the zip's directory holds more than its members")
    placed = sorted((_placed(file, entry, central_at) for entry in entries), key=lambda place: place.header_at)
    for before, after in itertools.pairwise(placed):
        if after.header_at < before.end:
            raise ArchiveBroken.because(after.entry.name, "it overlaps another member")
    return [place.entry for place in placed]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    header_at: int
    end: int
    entry: Entry


def _central_directory(file: BinaryIO, limits: Limits) -> tuple[int, bytes, int]:
    """Where the directory is, its bytes, and how many entries the zip claims."""
    size_bytes = file.seek(0, 2)
    if size_bytes > limits.zip_bytes:
        raise ArchiveBroken.because("", f"the zip is larger than {limits.zip_bytes} bytes")
    tail_at = max(0, size_bytes - _END.size - _COMMENT_BYTES_AT_MOST)
    file.seek(tail_at)
    tail = file.read()
    at, fields = _end_record(tail)
    disk, first_disk, here, count, central_bytes, central_at = fields
    if disk or first_disk or here != count:
        raise ArchiveBroken.because("", "the zip is one part of several")
    if _ZIP64 in (central_bytes, central_at):
        raise ArchiveBroken.because("", "the zip is of the zip64 kind")
    if count > limits.members:
        raise ArchiveBroken.because("", f"it has more than {limits.members} members")
    if central_bytes > _CENTRAL_BYTES_AT_MOST or central_at + central_bytes != tail_at + at:
        raise ArchiveBroken.because("", "the zip's directory is not where its end says")
    file.seek(central_at)
    return central_at, file.read(central_bytes), count


def _end_record(tail: bytes) -> tuple[int, tuple[int, ...]]:
    """Where the end record starts, and its numbers; its comment reaches exactly to the end of the file."""
    at = tail.rfind(b"PK\5\6")
    while at >= 0:
        if len(tail) - at >= _END.size:
            _, *fields, comment_bytes = _END.unpack_from(tail, at)
            if len(tail) - at == _END.size + comment_bytes:
                return at, tuple(fields)
        at = tail.rfind(b"PK\5\6", 0, at + 3)
    raise ArchiveBroken.because("", "it is not a zip file, or is cut off")


def _entry(central: bytes, at: int) -> tuple[Entry, int]:
    """The entry at a place of the directory, and the place of the next."""
    if len(central) - at < _CENTRAL.size or central[at : at + 4] != b"PK\1\2":
        raise ArchiveBroken.because("", "the zip's directory is damaged")
    fields = _CENTRAL.unpack_from(central, at)
    flags, method, crc, packed_bytes, size_bytes = fields[3], fields[4], *fields[7:10]
    name_bytes, extra_bytes, comment_bytes, disk = fields[10:14]
    name_at = at + _CENTRAL.size
    raw_name = central[name_at : name_at + name_bytes]
    name = raw_name.decode("utf-8" if flags & _UTF8_NAME else "cp437", "replace")
    if flags & _ENCRYPTED:
        raise ArchiveBroken.because(name, "it is encrypted")
    if method not in (STORED, DEFLATED):
        raise ArchiveBroken.because(name, f"it is packed by method {method}, not stored or deflated")
    if stat.S_IFMT(fields[15] >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveBroken.because(name, "it is a link or a device, not a file")
    if disk or _ZIP64 in (packed_bytes, size_bytes, fields[16]):
        raise ArchiveBroken.because(name, "it lies outside this zip or is of the zip64 kind")
    entry = Entry(
        name=name, method=method, crc=crc, packed_bytes=packed_bytes, size_bytes=size_bytes, data_at=fields[16]
    )
    return entry, name_at + name_bytes + extra_bytes + comment_bytes


def _placed(file: BinaryIO, entry: Entry, central_at: int) -> _Place:
    """The entry with the place of its data, once its local header agrees with the directory."""
    header_at = entry.data_at
    file.seek(header_at)
    header = file.read(_LOCAL.size)
    if header_at >= central_at or len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
        raise ArchiveBroken.because(entry.name, "its place in the zip holds no member")
    fields = _LOCAL.unpack(header)
    flags, method, name_bytes, extra_bytes = fields[2], fields[3], fields[9], fields[10]
    name = file.read(name_bytes).decode("utf-8" if flags & _UTF8_NAME else "cp437", "replace")
    if name != entry.name or method != entry.method or flags & _ENCRYPTED:
        raise ArchiveBroken.because(entry.name, "the zip's directory and the member's own header disagree")
    data_at = header_at + _LOCAL.size + name_bytes + extra_bytes
    end = data_at + entry.packed_bytes
    if end > central_at:
        raise ArchiveBroken.because(entry.name, "it is cut off")
    return _Place(header_at=header_at, end=end, entry=replace(entry, data_at=data_at))
