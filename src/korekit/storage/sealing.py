"""Secrets at rest: sealed with a key that lives beside the database, not in it.

AES-256-GCM; the row's own name is bound to what is sealed, so that a sealed value cannot be moved to another row.
"""

import hmac
import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["Sealer", "open_sealer"]

_NONCE_BYTES = 12


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


def open_sealer(folder: Path) -> Sealer:
    """The sealer of a data folder; makes its key, readable by its owner only, on first use."""
    path = folder / "master.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Sealer(bytes.fromhex(path.read_text().strip()))
    key = AESGCM.generate_key(256)
    with os.fdopen(descriptor, "w") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return Sealer(key)
