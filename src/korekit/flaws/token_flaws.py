"""Flaws of the token itself: one entry a cause, everything else as in a good token.

Which causes there are is the error classes' business; a test compares.
"""

import base64
import binascii
import hmac
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from korekit.errors import token_causes as causes
from korekit.errors.app_causes import AppUnknown
from korekit.errors.refusal import Refusal
from korekit.flaws.signer import FlawedToken, FlawImpossible, Signer
from korekit.tokens.claims import JTI_LIFETIME_S
from korekit.tokens.mint import HEADER, sign
from korekit.tokens.names import APP_ID
from korekit.tokens.segments import encode_segment
from korekit.tokens.suspects import PLACEHOLDER_SECRETS

__all__ = ["TOKEN_FLAWS", "TokenFlaw"]

# Clocks of two machines differ; a flaw of time must outlast that.
_FAR_S: Final = 600
_CUT_CHARACTERS: Final = 10


@dataclass(frozen=True, slots=True)
class TokenFlaw:
    """How a flaw is made. `needs`: what must be so at the host besides, empty where nothing must."""

    make: Callable[[Signer], FlawedToken]
    needs: str = ""


def _plain(make: Callable[[Signer], str], needs: str = "") -> TokenFlaw:
    """A flaw of the signed token, which is then sent as the app's tokens are."""
    return TokenFlaw(lambda signer: FlawedToken(value=signer.sealed(make(signer))), needs)


def _claiming(change: Callable[[Signer, dict[str, Any]], None]) -> Callable[[Signer], str]:
    """A flaw of the claims, signed as it should be."""

    def make(signer: Signer) -> str:
        claims = signer.claims()
        change(signer, claims)
        return signer.signed(claims)

    return make


def _keyed(key: Callable[[Signer], bytes]) -> Callable[[Signer], str]:
    """A good token, signed with another key."""
    return lambda signer: sign(HEADER, signer.claims(), key(signer))


def _written(part: Mapping[str, Any]) -> bytes:
    return json.dumps(part, separators=(",", ":")).encode()


def _malformed(signer: Signer) -> str:
    # The claims without their last brace, under a signature that is good.
    segments = encode_segment(_written(HEADER)), encode_segment(_written(signer.claims())[:-1])
    signed_part = b".".join(segments)
    digest = hmac.digest(signer.secret.encode(), signed_part, "sha256")
    return (signed_part + b"." + encode_segment(digest)).decode()


def _truncated(signer: Signer) -> str:
    return signer.signed(signer.claims())[:-_CUT_CHARACTERS]


def _unsigned(signer: Signer) -> str:
    return signer.signed(signer.claims()).rpartition(".")[0] + "."


def _other_algorithm(signer: Signer) -> str:
    # Signed with HS512 indeed: it is a good token, for a platform that takes it.
    segments = (encode_segment(_written(part)) for part in ({**HEADER, "alg": "HS512"}, signer.claims()))
    signed_part = b".".join(segments)
    digest = hmac.digest(signer.secret.encode(), signed_part, "sha512")
    return (signed_part + b"." + encode_segment(digest)).decode()


def _without_app_id(signer: Signer, claims: dict[str, Any]) -> None:
    del claims[APP_ID]


def _misspelled(signer: Signer, claims: dict[str, Any]) -> None:
    claims[APP_ID.lower()] = claims.pop(APP_ID)


def _bot_id(signer: Signer, claims: dict[str, Any]) -> None:
    claims[APP_ID] = f"st-{signer.client_id.partition('-')[2]}"


def _nobodys_app(signer: Signer, claims: dict[str, Any]) -> None:
    from korekit.ids import Ids  # lazy: `uuid` costs more than the token

    claims[APP_ID] = Ids().prefixed("cs")


def _expired(signer: Signer, claims: dict[str, Any]) -> None:
    claims["exp"] = int(signer.now_s) - _FAR_S
    claims["iat"] = claims["exp"] - _FAR_S


def _early(signer: Signer, claims: dict[str, Any]) -> None:
    # What ends before it begins never counts, however long somebody keeps it.
    claims["nbf"] = claims.get("exp", int(signer.now_s)) + _FAR_S


def _without_jti(signer: Signer, claims: dict[str, Any]) -> None:
    claims.pop("jti", None)


def _long_lived(signer: Signer, claims: dict[str, Any]) -> None:
    claims.setdefault("jti", os.urandom(16).hex())
    claims["exp"] = int(signer.now_s) + JTI_LIFETIME_S + _FAR_S


def _replayed(signer: Signer) -> FlawedToken:
    claims = signer.claims()
    claims.setdefault("jti", os.urandom(16).hex())
    latest = int(signer.now_s) + JTI_LIFETIME_S
    claims["exp"] = min(claims.get("exp", latest), latest)
    token = signer.sealed(signer.signed(claims))
    return FlawedToken(value=token, first=token)


def _altered(signer: Signer) -> FlawedToken:
    claims = signer.claims()
    if "jti" in claims:
        raise FlawImpossible(
            "A token that is good for one call is not remembered: its edited copy looks like any forgery."
        )
    original = signer.signed(claims)
    header, _, signature = original.split(".")
    edited = encode_segment(_written({**claims, "iat": claims["iat"] + 1})).decode()
    return FlawedToken(value=signer.sealed(f"{header}.{edited}.{signature}"), first=signer.sealed(original))


def _random_secret(signer: Signer) -> bytes:
    return base64.b64encode(os.urandom(32))


def _decoded(signer: Signer) -> bytes:
    try:
        return base64.b64decode(signer.secret, validate=True)
    except binascii.Error:
        raise FlawImpossible("The secret is no base64, so nobody decodes it by mistake.") from None


def _decorated(signer: Signer) -> bytes:
    return signer.secret.encode() + b"\n"


def _placeholder(signer: Signer) -> bytes:
    return PLACEHOLDER_SECRETS[0]


def _other_secret(signer: Signer) -> bytes:
    if not signer.other_secret:
        raise FlawImpossible("It takes the secret of another app of the account.")
    return signer.other_secret.encode()


def _retired_secret(signer: Signer) -> bytes:
    if not signer.retired_secret:
        raise FlawImpossible("It takes the secret that the app had before it was rotated.")
    return signer.retired_secret.encode()


def _only_signed(signer: Signer) -> FlawedToken:
    return FlawedToken(value=signer.signed(signer.claims()))


def _to_nobody(signer: Signer) -> FlawedToken:
    # Encrypted as it should be, to a key that nobody has.
    from korekit.tokens.jwe import encrypt, new_platform_key  # lazy: 60 ms of imports that other flaws do not need

    key = new_platform_key(str((signer.platform_key or {}).get("kid", "")))
    public = {name: key[name] for name in ("kty", "kid", "n", "e")}
    return FlawedToken(value=encrypt(signer.signed(signer.claims()), public))


TOKEN_FLAWS: Final[Mapping[type[Refusal], TokenFlaw]] = {
    causes.TokenMalformed: _plain(_malformed),
    causes.TokenTruncated: _plain(_truncated),
    causes.TokenUnsigned: _plain(_unsigned),
    causes.AlgorithmNotAllowed: _plain(_other_algorithm),
    causes.ClaimAppIdMissing: _plain(_claiming(_without_app_id)),
    causes.ClaimAppIdMisspelled: _plain(_claiming(_misspelled)),
    causes.ClaimAppIdNotClientId: _plain(_claiming(_bot_id)),
    AppUnknown: _plain(_claiming(_nobodys_app)),
    causes.SignatureInvalid: _plain(_keyed(_random_secret)),
    causes.SignatureSecretDecoded: _plain(_keyed(_decoded)),
    causes.SignatureSecretDecorated: _plain(_keyed(_decorated)),
    causes.SignatureSecretPlaceholder: _plain(_keyed(_placeholder)),
    causes.SignatureSecretOfOtherApp: _plain(_keyed(_other_secret)),
    causes.SignatureSecretRetired: _plain(
        _keyed(_retired_secret), "the app's secret to be rotated, its overlap to be over"
    ),
    causes.TokenAltered: TokenFlaw(_altered, "the original to be used before, else it looks like any bad signature"),
    causes.TokenExpired: _plain(_claiming(_expired)),
    causes.TokenNotYetValid: _plain(_claiming(_early)),
    causes.JTIMissing: _plain(_claiming(_without_jti), "an app that enforces `jti`"),
    causes.JTILifetimeTooLong: _plain(_claiming(_long_lived)),
    causes.JTIReplayed: TokenFlaw(_replayed, "to be sent twice: the first call is let through"),
    causes.JWERequired: TokenFlaw(_only_signed, "an app that enforces encryption"),
    causes.JWEInvalid: TokenFlaw(_to_nobody),
}
