"""How two general libraries judge a token: PyJWT and joserfc, HS256 only, times left out.

`python -m tests.tokens.oracles` lists the hostile tokens that they let through, without those whose claims alone are
odd, which is not a library's business.
"""

import warnings
from typing import Final, Literal

import jwt
from joserfc import errors as joserfc_errors
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import OctKey
from jwt.types import Options

from tests.tokens.hostile import ATTACKS, claims
from tests.tokens.victim import VICTIM

__all__ = ["Judgement", "by_joserfc", "by_pyjwt"]

# `forged`: refused for its signature or its algorithm. `other`: refused, or fallen over, for another reason.
Judgement = Literal["accepted", "forged", "other"]

_SIGNATURE_ALONE: Final[Options] = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_sub": False,
}


def by_pyjwt(token: bytes, secret: bytes) -> Judgement:
    """PyJWT's judgement."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            jwt.decode(token, secret, algorithms=["HS256"], options=_SIGNATURE_ALONE)
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError):
        return "forged"
    except Exception:
        # Whatever it is, the token was not accepted; libraries let errors of their own through.
        return "other"
    return "accepted"


def by_joserfc(token: bytes, secret: bytes) -> Judgement:
    """The judgement of joserfc."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            joserfc_jwt.decode(token, OctKey.import_key(secret), algorithms=["HS256"])
    except (
        joserfc_errors.BadSignatureError,
        joserfc_errors.UnsupportedAlgorithmError,
        joserfc_errors.MissingAlgorithmError,
    ):
        return "forged"
    except Exception:
        # As above.
        return "other"
    return "accepted"


def _report() -> None:
    attacks = [attack for attack in ATTACKS if attack not in claims.ATTACKS]
    for name, judge in (("PyJWT", by_pyjwt), ("joserfc", by_joserfc)):
        accepted = [attack.name for attack in attacks if judge(attack.make(VICTIM), VICTIM.secret) == "accepted"]
        print(f"{name} lets {len(accepted)} of {len(attacks)} through:")
        print("".join(f"  {one}\n" for one in accepted))


if __name__ == "__main__":
    _report()
