"""Secrets at rest: sealed with a key that lives beside the database, not in it.

AES-256-GCM; the row's own name is bound to what is sealed, so that a sealed value cannot be moved to another row.
"""

import contextlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["MASTER_KEY", "MasterKeyUnusable", "Sealer", "open_sealer"]

# The file in the data folder.
MASTER_KEY: Final = "master.key"
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32


class MasterKeyUnusable(Exception):
    """The master key is missing, broken or another one. `hint`: what helps."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class Sealer:
    """Seals and opens small values."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        # Signing has a key of its own, so that a signature tells nothing of the sealing one.
        self._signing_key = hmac.digest(key, b"korekit addresses", "sha256")

    def __repr__(self) -> str:
        return "Sealer()"

    def sign(self, value: bytes) -> bytes:
        """32 bytes that only this platform can make for the value."""
        return hmac.digest(self._signing_key, value, "sha256")

    def seal(self, value: bytes, place: str) -> bytes:
        """A value sealed for one place, for example `secret:<id>`."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The value that was sealed for this place.

        Raises:
            cryptography.exceptions.InvalidTag: another key or another place.
        """
        return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())

    def opens(self, sealed: bytes, place: str) -> bool:
        """Whether the value was sealed with this key for this place."""
        try:
            self.open(sealed, place)
        except InvalidTag:
            return False
        return True


def open_sealer(folder: Path) -> Sealer:
    """The sealer of a data folder; makes its key, readable by its owner only, on first use.

    Raises:
        MasterKeyUnusable: the file holds no key.
    """
    path = folder / MASTER_KEY
    if not path.exists():
        _make_key(path)
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise MasterKeyUnusable(
            f"{path} holds no key: that is a line of {_KEY_BYTES * 2} hexadecimal digits.",
            f"Put the {MASTER_KEY} back that was kept with the backup of this platform.",
        )
    return Sealer(key)


def _make_key(path: Path) -> None:
    """Make the file whole or not at all; of processes that start at once, one makes it."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(AESGCM.generate_key(_KEY_BYTES * 8).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
