"""The icon of a bot that brought none: a plain square, made here.

An export always holds an icon. Source: contract, export-archive.md.
"""

import struct
import zlib
from functools import cache

__all__ = ["default_icon"]

_SIDE = 48
_COLOUR = b"\x00\x9d\xab"


@cache
def default_icon() -> bytes:
    """A PNG of 48 by 48 pixels in the builder's default colour."""
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    rows = (b"\x00" + _COLOUR * _SIDE) * _SIDE
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
