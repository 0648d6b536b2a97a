"""Names and sizes that tokens have.

Source: contract, platform.md 4.
"""

from typing import Final

__all__ = [
    "APP_ID",
    "APP_ID_MISSPELLINGS",
    "AUDIENCES",
    "ISSUER",
    "MAX_TOKEN_BYTES",
    "MILLISECONDS_FROM",
    "SECRET_LENGTH",
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


AUDIENCES: Final = frozenset({"https://idproxy.kore.ai/authorize", "https://idproxy.kore.com/authorize"})
