"""Names that tokens use, with the tolerances that the vendor's platform shows.

Source: contract, platform.md 4.
"""

from dataclasses import dataclass
from typing import Final

__all__ = [
    "APP_ID",
    "APP_ID_MISSPELLINGS",
    "AUDIENCES",
    "ISSUER",
    "LENIENT",
    "MAX_TOKEN_BYTES",
    "MILLISECONDS_FROM",
    "SECRET_LENGTH",
    "STRICT",
    "Tolerances",
]

APP_ID: Final = "appId"
ISSUER: Final = "iss"
MAX_TOKEN_BYTES: Final = 16_384
# base64 text of 32 bytes
SECRET_LENGTH: Final = 44
MILLISECONDS_FROM: Final = 100_000_000_000

# What people write instead of `appId`, folded to lower-case letters and digits.
APP_ID_MISSPELLINGS: Final = frozenset(
    {
        "appid",
        "app",
        "appids",
        "clientid",
        "client",
        "clientkey",
        "appkey",
        "apid",
        "appld",
        "applicationid",
        "aid",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """What is let through although it is not strictly right; every field is one tolerance of the vendor's.

    `iss_for_app_id`: `iss` names the app where `appId` is absent. `no_exp`: a token without `exp` never expires.
    `fractional_times`: times may have a fraction. `millisecond_times`: a time in milliseconds is read as the far
    future. `foreign_aud`: any `aud` is accepted; strictly, it must be absent or the platform's.
    """

    iss_for_app_id: bool = True
    no_exp: bool = True
    fractional_times: bool = True
    millisecond_times: bool = True
    foreign_aud: bool = True


LENIENT: Final = Tolerances()
STRICT: Final = Tolerances(
    iss_for_app_id=False, no_exp=False, fractional_times=False, millisecond_times=False, foreign_aud=False
)
AUDIENCES: Final = frozenset({"https://idproxy.kore.ai/authorize", "https://idproxy.kore.com/authorize"})
