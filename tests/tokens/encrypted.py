"""Encrypted tokens put together by hand, right or wrong, for the tests of decryption."""

import json
import os
import warnings
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwe
from joserfc.errors import SecurityWarning
from joserfc.jwk import KeyFlexible, OctKey, RSAKey

from tests.tokens.victim import b64, unb64

__all__ = ["by_hand", "encrypted", "oct_key", "rsa_key"]

_OAEP: Final = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)


def encrypted(plaintext: bytes, key: KeyFlexible, alg: str = "RSA-OAEP", enc: str = "A256GCM", **header: Any) -> bytes:
    """An encrypted token of any algorithm that joserfc knows, with further header parameters."""
    registry = jwe.JWERegistry(algorithms=[alg, enc, "DEF"], strict_check_header=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        return jwe.encrypt_compact({"alg": alg, "enc": enc, **header}, plaintext, key, registry=registry).encode()


def _public_key(jwk: Mapping[str, Any]) -> rsa.RSAPublicKey:
    """The public key of a JWK."""
    n, e = (int.from_bytes(unb64(jwk[name].encode()), "big") for name in ("n", "e"))
    return rsa.RSAPublicNumbers(e, n).public_key()


def by_hand(
    plaintext: bytes,
    jwk: Mapping[str, Any],
    header: bytes | Mapping[str, Any],
    *,
    content_key: bytes | None = None,
    iv: bytes | None = None,
) -> bytes:
    """An encrypted token by RSA-OAEP and AES-GCM whatever its header says: any header's bytes, any sizes."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    key, nonce = content_key or os.urandom(32), iv or os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, plaintext, b64(text))
    parts = (text, _public_key(jwk).encrypt(key, _OAEP), nonce, sealed[:-16], sealed[-16:])
    return b".".join(map(b64, parts))


def oct_key(raw: bytes) -> OctKey:
    """A symmetric key."""
    return OctKey.import_key(raw)


def rsa_key(jwk: Mapping[str, Any]) -> RSAKey:
    """An RSA key, without what would pin it to one use."""
    return RSAKey.import_key({name: value for name, value in jwk.items() if name not in ("alg", "use", "key_ops")})
