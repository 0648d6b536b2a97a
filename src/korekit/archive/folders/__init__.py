"""The archive of a bot as a folder of small files, for git."""

from korekit.archive.folders.disk import is_unpacked, read_unpacked, write_unpacked
from korekit.archive.folders.packing import Packed, pack
from korekit.archive.folders.unpacking import unpack

__all__ = ["Packed", "is_unpacked", "pack", "read_unpacked", "unpack", "write_unpacked"]
