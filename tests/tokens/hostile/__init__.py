"""Every line of attack that is known against verifiers of HS256 tokens, by name, each with how it must end.

Source: RFC 8725 and what each module names.
"""

from typing import Final

from tests.tokens.hostile import algorithms, claims, keys, segments, signatures, texts
from tests.tokens.hostile.attack import Attack, Tolerated, Verdict

__all__ = ["ATTACKS", "ODD", "TOLERATED", "Attack", "Tolerated", "Verdict"]

ATTACKS: Final[tuple[Attack, ...]] = (
    *algorithms.ATTACKS,
    *keys.ATTACKS,
    *segments.ATTACKS,
    *texts.ATTACKS,
    *signatures.ATTACKS,
    *claims.ATTACKS,
)
TOLERATED: Final[tuple[Tolerated, ...]] = (
    *algorithms.TOLERATED,
    *keys.TOLERATED,
    *texts.TOLERATED,
    *signatures.TOLERATED,
    *claims.TOLERATED,
)
ODD: Final[tuple[Attack | Tolerated, ...]] = (*ATTACKS, *TOLERATED)
