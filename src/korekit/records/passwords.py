"""Passwords: kept as argon2id only, compared in the same time whether there is one to compare with or not.

The parameters lie above the least that OWASP's password storage cheat sheet names: 50 to 100 ms and 32 MiB a try.
"""

import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Final

from korekit.errors.console import InputInvalid

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = ["check_password", "hash_password", "is_password"]

_MIN_CHARACTERS: Final = 8
_MAX_CHARACTERS: Final = 1024
# Two at a time in threads of their own: a flood of tries takes neither memory nor the threads that files are read in.
_THREADS: Final = ThreadPoolExecutor(2, "korekit-passwords")


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # lazy: programs sign in with tokens, and a start signs nobody in

    return PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)


@cache
def _hash_of_nothing() -> str:
    """A hash that no password has, as costly to compare with as a real one."""
    from argon2.low_level import ARGON2_VERSION  # lazy: as above

    salt, digest = (base64.b64encode(b"\0" * size).decode().rstrip("=") for size in (16, 32))
    hasher = _hasher()
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


def check_password(password: str) -> None:
    """Judge a new password.

    Raises:
        InputInvalid: under 8 or over 1,024 characters.
    """
    if not _MIN_CHARACTERS <= len(password) <= _MAX_CHARACTERS:
        raise InputInvalid(f"A password has {_MIN_CHARACTERS} to {_MAX_CHARACTERS} characters.")


async def hash_password(password: str) -> str:
    """What is kept of a password: its argon2id hash with salt and costs, as text."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _hashed, password)


async def is_password(password: str, kept: str | None) -> bool:
    """Whether this is the password that was kept; `None`, for a user who does not exist, costs the same and is no."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _compare, password, kept)


def _hashed(password: str) -> str:
    return _hasher().hash(password)


def _compare(password: str, kept: str | None) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError  # lazy: as above

    # Made in either case, so that the first try takes as long whether there is such a user or not.
    nobodys = _hash_of_nothing()
    try:
        _hasher().verify(kept or nobodys, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
