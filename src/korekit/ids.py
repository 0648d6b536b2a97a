"""Ids in the forms that the public API uses.

A prefixed id is `<prefix>-<uuid>` whose uuid has the shape of version 5, which real clients check;
records without a prefix have 24 hex digits. Source: contract, platform.md 1.1.
"""

import os
import uuid
from collections.abc import Callable
from typing import NewType

__all__ = [
    "AccountId",
    "BotId",
    "ClientId",
    "FileId",
    "Ids",
    "JobId",
    "TraceId",
    "UserId",
    "derived_id",
]

AccountId = NewType("AccountId", str)
UserId = NewType("UserId", str)
BotId = NewType("BotId", str)
ClientId = NewType("ClientId", str)
FileId = NewType("FileId", str)
JobId = NewType("JobId", str)
TraceId = NewType("TraceId", str)


class Ids:
    """Makes new ids from a source of random bytes, which tests may replace by a counted one."""

    __slots__ = ("_random",)

    def __init__(self, random: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random

    def uuid(self) -> str:
        """A random uuid in the shape of version 5, RFC 4122 variant."""
        raw = bytearray(self._random(16))
        raw[6] = raw[6] & 0x0F | 0x50
        raw[8] = raw[8] & 0x3F | 0x80
        return str(uuid.UUID(bytes=bytes(raw)))

    def prefixed(self, prefix: str) -> str:
        """A new `<prefix>-<uuid>`, for example `st-…` for a bot."""
        return f"{prefix}-{self.uuid()}"

    def hex24(self) -> str:
        """24 lower-case hex digits: accounts, files, roles."""
        return self._random(12).hex()

    def secret(self, size_bytes: int = 32) -> bytes:
        """Random bytes for a secret, a session or an unguessable address."""
        return self._random(size_bytes)

    def trace(self) -> TraceId:
        """A trace id: 128 random bits as 32 hex digits."""
        return TraceId(self._random(16).hex())


def derived_id(space: str, name: str) -> str:
    """The same version 5 uuid for the same two texts."""
    return str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, "korekit:" + space), name))
