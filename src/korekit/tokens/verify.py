"""Whether a token was signed with one of an app's secrets, compared in constant time.

The key is the secret's text itself, its UTF-8 bytes. Source: contract, platform.md 2.
"""

import hmac
from collections.abc import Sequence
from typing import Any

from korekit.errors.token_causes import SignatureInvalid
from korekit.tokens.claims import check_claim_forms, check_times, client_id_of
from korekit.tokens.jws import SignedToken, read_jws
from korekit.tokens.tolerances import LENIENT, Tolerances

__all__ = ["is_signed_with", "matching_secret", "verify"]


def is_signed_with(token: SignedToken, secret: bytes) -> bool:
    """Whether this secret made the signature."""
    return hmac.compare_digest(hmac.digest(secret, token.signed_part, "sha256"), token.signature)


def matching_secret(token: SignedToken, secrets: Sequence[bytes]) -> int | None:
    """The index of the secret that made the signature, or `None`."""
    for index, secret in enumerate(secrets):
        if is_signed_with(token, secret):
            return index
    return None


def verify(token: bytes, secret: bytes, now_s: float, tolerances: Tolerances = LENIENT) -> dict[str, Any]:
    """The claims of a token that is well-formed, signed with `secret`, and valid now.

    Args:
        token: compact form.
        secret: the secret's text as bytes.
        now_s: seconds since the epoch.
        tolerances: what of the vendor's leniency to allow.

    Raises:
        Refusal: the first of the checks from `token` to `time` that fails.
    """
    signed = read_jws(token)
    check_claim_forms(signed.claims, tolerances)
    client_id_of(signed.claims, tolerances)
    if not is_signed_with(signed, secret):
        raise SignatureInvalid()
    check_times(signed.claims, now_s)
    return signed.claims
