"""What the page for tokens knows: the rules' names and limits, and each cause in the words of its class.

The page's script follows the rules of `tokens`; what a cause means and what helps is told here alone.
"""

import json
from dataclasses import asdict
from functools import cache
from typing import Any, Final

from korekit.errors import Check, causes
from korekit.tokens.claims import JTI_LIFETIME_S
from korekit.tokens.jwe import ENCRYPTIONS, KEY_ALGORITHMS
from korekit.tokens.mint import HEADER
from korekit.tokens.names import (
    APP_ID,
    APP_ID_MISSPELLINGS,
    AUDIENCES,
    ISSUER,
    MAX_TOKEN_BYTES,
    MILLISECONDS_FROM,
    SECRET_LENGTH,
)
from korekit.tokens.suspects import DECORATIONS, PLACEHOLDER_SECRETS
from korekit.tokens.tolerances import STRICT, Tolerances

__all__ = ["TOKEN_CHECKS", "token_facts"]

TOKEN_CHECKS: Final = (
    Check.HEADER,
    Check.TOKEN,
    Check.ALGORITHM,
    Check.APP,
    Check.SIGNATURE,
    Check.TIME,
    Check.JTI,
    Check.JWE,
)


@cache
def token_facts(tolerances: Tolerances) -> str:
    """The facts as JSON. `tolerances`: this platform's own."""
    facts: dict[str, Any] = {
        "tokenChecks": TOKEN_CHECKS,
        "causes": {
            name: {"check": kind.check, "meaning": kind.meaning(), "hint": kind.hint}
            for name, kind in causes().items()
            if kind.check in TOKEN_CHECKS
        },
        "tolerances": asdict(tolerances),
        "strict": asdict(STRICT),
        "header": dict(HEADER),
        "appId": APP_ID,
        "issuer": ISSUER,
        "misspellings": sorted(APP_ID_MISSPELLINGS),
        "audiences": sorted(AUDIENCES),
        "maxTokenBytes": MAX_TOKEN_BYTES,
        "secretLength": SECRET_LENGTH,
        "millisecondsFrom": MILLISECONDS_FROM,
        "jtiLifetimeS": JTI_LIFETIME_S,
        "keyAlgorithms": KEY_ALGORITHMS,
        "encryptions": ENCRYPTIONS,
        "placeholders": [secret.decode() for secret in PLACEHOLDER_SECRETS],
        "around": [[before.decode(), after.decode()] for before, after in DECORATIONS],
    }
    return json.dumps(facts, separators=(",", ":"))
