"""What a token claims: which app, when, whether once; judged by value, never trusted before the signature.

Source: contract, platform.md 4.3 and 4.4.
"""

import re
import sys
from typing import Any, Final

from korekit.errors.token_causes import (
    ClaimAppIdMissing,
    ClaimAppIdMisspelled,
    ClaimAppIdNotClientId,
    JTILifetimeTooLong,
    JTIMissing,
    TokenExpired,
    TokenMalformed,
    TokenNotYetValid,
)
from korekit.nearness import distance, folded
from korekit.tokens.names import APP_ID, APP_ID_MISSPELLINGS, AUDIENCES, ISSUER, MILLISECONDS_FROM
from korekit.tokens.tolerances import Tolerances

__all__ = ["JTI_LIFETIME_S", "check_claim_forms", "check_times", "client_id_of", "jti_of"]

JTI_LIFETIME_S: Final = 3600
_MAX_JTI_LENGTH: Final = 512
# Nobody has signed yet when names are compared: a stranger must not make it long.
_JUDGED_NAMES: Final = 32
_CLIENT_ID: Final = re.compile(r"cs-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z_]{0,23}")
_TIMES: Final = ("exp", "nbf", "iat")


def check_claim_forms(claims: dict[str, Any], allowed: Tolerances) -> None:
    """Refuse claims of a wrong type, and what the tolerances leave out.

    Raises:
        TokenMalformed: a time that is no finite number, or one that needs a tolerance that is off.
    """
    for name in _TIMES:
        if name in claims:
            _check_time(name, claims[name], allowed)
    if "exp" not in claims and not allowed.no_exp:
        raise TokenMalformed(expected="`exp`, since this platform takes no token without it", found="none")
    if not allowed.foreign_aud and "aud" in claims:
        audience = claims["aud"]
        named = audience if isinstance(audience, list) else [audience]
        if not any(isinstance(one, str) and one in AUDIENCES for one in named):
            raise TokenMalformed(expected="`aud` absent or the platform's", found="another `aud`")


def _check_time(name: str, value: Any, allowed: Tolerances) -> None:
    kind = type(value)
    if kind is int and 0 <= value < MILLISECONDS_FROM:
        # As nearly every time is: nothing can be wrong with it.
        return
    if kind is not int and kind is not float:
        raise TokenMalformed(expected=f"`{name}` as a number of seconds", found=f"`{name}` of another type")
    # Whole numbers too: one that no floating-point number reaches could not be compared with the time.
    if not abs(value) <= sys.float_info.max:
        raise TokenMalformed(expected=f"`{name}` as a number of seconds", found="a number without end")
    if kind is float and not allowed.fractional_times:
        raise TokenMalformed(expected=f"`{name}` in whole seconds", found="a fraction")
    if value >= MILLISECONDS_FROM and not allowed.millisecond_times:
        raise TokenMalformed(expected=f"`{name}` in seconds", found="milliseconds")


def client_id_of(claims: dict[str, Any], allowed: Tolerances) -> str:
    """The client id that the claims name.

    Raises:
        ClaimAppIdMissing: neither `appId` nor, where tolerated, `iss`.
        ClaimAppIdMisspelled: a claim that is almost `appId`.
        ClaimAppIdNotClientId: a value that cannot be a client id.
    """
    if APP_ID in claims:
        return _client_id(claims[APP_ID], APP_ID)
    issuer = claims.get(ISSUER)
    if allowed.iss_for_app_id and isinstance(issuer, str) and _CLIENT_ID.fullmatch(issuer):
        return issuer
    for name in list(claims)[:_JUDGED_NAMES]:
        if _is_meant_as_app_id(name):
            raise ClaimAppIdMisspelled(expected=f"`{APP_ID}`", found=f"`{name[:40]}`")
    raise ClaimAppIdMissing(expected=f"`{APP_ID}`", found=_names(claims))


def _is_meant_as_app_id(name: str) -> bool:
    return folded(name) in APP_ID_MISSPELLINGS or distance(name, APP_ID) == 1


def _client_id(value: Any, claim: str) -> str:
    if not isinstance(value, str):
        raise ClaimAppIdNotClientId(at=f"`{claim}`", expected="a text `cs-…`", found="another type")
    if _CLIENT_ID.fullmatch(value) is None:
        raise ClaimAppIdNotClientId(at=f"`{claim}`", expected="a client id `cs-<uuid>`", found=_kind_of_id(value))
    return value


def _kind_of_id(value: str) -> str:
    if value.startswith("st-"):
        return "a bot id"
    if value.startswith("u-"):
        return "a user id"
    if value.strip() != value:
        return "blanks around it"
    if value.startswith("cs-"):
        return "a client id that is cut or altered"
    if not value:
        return "an empty text"
    return "a text that is no client id"


def _names(claims: dict[str, Any]) -> str:
    # A name can be anything, a secret put in the wrong place too: only what reads as a word is told.
    words = [f"`{name}`" if _WORD.fullmatch(name) else "one of another form" for name in list(claims)[:8]]
    return f"the claims {', '.join(words)}" if words else "no claims"


def check_times(claims: dict[str, Any], now_s: float) -> None:
    """Refuse a token outside its times. No clock tolerance: none is documented.

    Raises:
        TokenExpired: `exp` is not after now.
        TokenNotYetValid: `nbf` is after now.
    """
    expires = claims.get("exp")
    if expires is not None and expires <= now_s:
        raise TokenExpired(expected="`exp` after the server's time", found=f"`exp` {now_s - expires:.0f} s ago")
    starts = claims.get("nbf")
    if starts is not None and starts > now_s:
        raise TokenNotYetValid(expected="`nbf` before the server's time", found=f"`nbf` {starts - now_s:.0f} s ahead")


def jti_of(claims: dict[str, Any], now_s: float, *, is_enforced: bool) -> str | None:
    """The token's `jti`, to be used once; `None` where it has none and needs none.

    Raises:
        JTIMissing: enforced, and absent, empty or no text.
        JTILifetimeTooLong: `exp` absent or more than 3,600 seconds ahead.
    """
    jti = claims.get("jti")
    if jti is None or jti == "":
        if is_enforced:
            raise JTIMissing(expected="`jti`", found="none")
        return None
    if not isinstance(jti, str) or len(jti) > _MAX_JTI_LENGTH:
        raise JTIMissing(expected=f"`jti` as a text of at most {_MAX_JTI_LENGTH} characters", found="another value")
    expires = claims.get("exp")
    if expires is None:
        raise JTILifetimeTooLong(expected="`exp` beside `jti`", found="no `exp`")
    if expires - now_s > JTI_LIFETIME_S:
        raise JTILifetimeTooLong(
            expected=f"`exp` at most {JTI_LIFETIME_S} s ahead", found=f"{expires - now_s:.0f} s ahead"
        )
    return jti
