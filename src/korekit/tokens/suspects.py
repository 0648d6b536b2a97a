"""Why a signature does not fit: the secrets that people sign with by mistake, tried one by one.

Runs after the answer is decided, on the owner's side only; the caller learns nothing of it.
"""

import base64
import binascii
from collections.abc import Iterable, Sequence
from typing import Final

from korekit.errors.token_causes import (
    SignatureInvalid,
    SignatureSecretDecoded,
    SignatureSecretDecorated,
    SignatureSecretOfOtherApp,
    SignatureSecretPlaceholder,
    SignatureSecretRetired,
)
from korekit.tokens.jws import SignedToken
from korekit.tokens.verify import is_signed_with

__all__ = ["DECORATIONS", "PLACEHOLDER_SECRETS", "explain_signature"]

PLACEHOLDER_SECRETS: Final = (
    b"your-256-bit-secret",
    b"a-string-secret-at-least-256-bits-long",
    b"secret",
    b"your-secret",
    b"your_secret",
    b"your-secret-key",
    b"client_secret",
    b"clientSecret",
    b"<client-secret>",
    b"CLIENT_SECRET",
    b"your_client_secret",
    b"your-client-secret",
    b"YOUR_CLIENT_SECRET",
    b"YOUR_SECRET",
    b"{{clientSecret}}",
    b"{{client_secret}}",
    b"<clientSecret>",
    b"<CLIENT_SECRET>",
    b"secret-key",
    b"secretkey",
    b"mysecret",
    b"my-secret",
    b"shhhhh",
    b"undefined",
    b"null",
    b"None",
    b"changeme",
    b"password",
    b"",
)
# What stands before and behind a secret that was copied along with something.
DECORATIONS: Final = (
    *((b"", b"\n"), (b"", b"\r\n"), (b"", b" "), (b" ", b""), (b" ", b" "), (b"\n", b""), (b"\t", b"")),
    *((b'"', b'"'), (b"'", b"'"), (b"`", b"`"), (b"<", b">"), (b"", b"\r"), (b"", b","), (b'"', b'",')),
)
_EXPECTED: Final = "a signature by the app's client secret"


def explain_signature(
    token: SignedToken, secrets: Sequence[bytes], retired: Sequence[bytes], others: Iterable[bytes]
) -> SignatureInvalid:
    """The most exact cause for a signature that none of `secrets` made.

    Args:
        token: the token as read.
        secrets: the app's current secrets.
        retired: secrets of the app whose overlap has ended.
        others: secrets of other apps of the same account.
    """
    if any(is_signed_with(token, secret) for secret in retired):
        return SignatureSecretRetired(expected="a secret of the app that counts now", found="one that was replaced")
    for secret in secrets:
        if any(is_signed_with(token, key) for key in _decoded(secret)):
            return SignatureSecretDecoded(expected="the secret's text", found="its base64-decoded bytes")
        if any(is_signed_with(token, key) for key in _decorated(secret)):
            return SignatureSecretDecorated(
                expected="the secret as it stands",
                found="the secret with quotes, blanks or line ends, or without its `=`",
            )
    for key in PLACEHOLDER_SECRETS:
        if is_signed_with(token, key):
            found = f"the sample `{key.decode()}`" if key else "an empty secret"
            return SignatureSecretPlaceholder(expected=_EXPECTED, found=found)
    if any(is_signed_with(token, key) for key in others):
        return SignatureSecretOfOtherApp(expected=_EXPECTED, found="the secret of another app of the account")
    return SignatureInvalid()


def _decoded(secret: bytes) -> list[bytes]:
    found: list[bytes] = []
    for text in (secret, secret.translate(bytes.maketrans(b"-_", b"+/"))):
        try:
            found.append(base64.b64decode(text, validate=True))
        except binascii.Error:
            continue
    return found


def _decorated(secret: bytes) -> list[bytes]:
    return [before + secret + after for before, after in DECORATIONS] + [secret.rstrip(b"=")]
