"""Files, addressed by the SHA-256 of their content, under the data folder.

A file is complete and on the disk before its address is given out, so that a row which names it never names nothing.
"""

import contextlib
import hashlib
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from korekit.storage.holding import held

__all__ = ["Blob", "BlobStore"]

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Blob:
    """What was stored. `sha256`, `sha1`: in hex; `size`: in bytes."""

    sha256: str
    sha1: str
    size: int


class BlobStore:
    """Keeps each content once. `folder`: where."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    def temporary(self) -> Path:
        """A path for a file that is being received, on the same file system."""
        return self._incoming / secrets.token_hex(16)

    def path(self, sha256: str) -> Path:
        """Where the content lies."""
        return self.folder / sha256[:2] / sha256

    async def put(self, content: bytes | Path) -> Blob:
        """Store bytes, or a file made by `temporary`, which is moved in."""
        import asyncio  # lazy: a helper process, which only blocks, does without its 8 MB

        return await asyncio.to_thread(self.put_now, content)

    def put_now(self, content: bytes | Path) -> Blob:
        """The same, for code that runs in a thread already."""
        source = content if isinstance(content, Path) else self._write(content)
        sha256, sha1, size = hashlib.sha256(), hashlib.sha1(usedforsecurity=False), 0
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                sha256.update(chunk)
                sha1.update(chunk)
                size += len(chunk)
            os.fsync(file.fileno())
        target = self.path(sha256.hexdigest())
        if not target.parent.exists():
            target.parent.mkdir(exist_ok=True)
            _sync_folder(self.folder)
        # Its age counts from now, and nobody removes an old file of the same content in between.
        os.utime(source)
        with held(self.folder, is_shared=True):
            os.replace(source, target)
        _sync_folder(target.parent)
        return Blob(sha256.hexdigest(), sha1.hexdigest(), size)

    def _write(self, content: bytes) -> Path:
        path = self.temporary()
        path.write_bytes(content)
        return path

    async def get(self, sha256: str) -> bytes:
        """The content."""
        import asyncio  # lazy: see above

        return await asyncio.to_thread(self.get_now, sha256)

    def get_now(self, sha256: str) -> bytes:
        """The same, for code that runs in a thread already."""
        return self.path(sha256).read_bytes()

    def discard_incoming(self, *, older_than_s: float = 0) -> None:
        """Delete what was being received when a process ended.

        Args:
            older_than_s: spare what was begun since; other processes may still receive it.
        """
        before = time.time() - older_than_s
        for path in self._incoming.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime <= before:
                    path.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
