"""The colour of an account: the same for everybody, another one for most other accounts, so that a wrong one shows."""

import hashlib
from functools import lru_cache
from typing import Final

__all__ = ["TINTS", "tint"]

# As many as the style sheet has classes `tint-0`, `tint-1`, ….
TINTS: Final = 12


@lru_cache(maxsize=512)
def tint(account_id: str) -> str:
    """The style sheet's class for an account's colour."""
    return f"tint-{int.from_bytes(hashlib.sha256(account_id.encode()).digest()[:2], 'big') % TINTS}"
