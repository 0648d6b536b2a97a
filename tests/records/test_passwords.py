"""What is kept of a password, and how it is compared."""

import time

import pytest

from korekit.errors.console import InputInvalid
from korekit.records.passwords import check_password, hash_password, is_password


async def test_a_password_is_kept_as_salted_argon2id() -> None:
    first, second = await hash_password("correct horse"), await hash_password("correct horse")
    assert first.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert first != second
    assert "correct" not in first


async def test_only_the_same_password_is_the_one_that_was_kept() -> None:
    kept = await hash_password("correct horse")
    assert await is_password("correct horse", kept)
    assert not await is_password("correct horse ", kept)
    assert not await is_password("", kept)


async def test_nobody_has_a_password() -> None:
    assert not await is_password("correct horse", None)
    assert not await is_password("", None)
    assert not await is_password("correct horse", "not a hash")


async def test_an_unknown_user_costs_as_much_as_a_known_one() -> None:
    kept = await hash_password("correct horse")
    known: list[float] = []
    unknown: list[float] = []
    for _ in range(5):
        for found, times in ((kept, known), (None, unknown)):
            start = time.perf_counter()
            await is_password("wrong", found)
            times.append(time.perf_counter() - start)
    assert 0.3 < min(unknown) / min(known) < 3


@pytest.mark.parametrize("password", ["", "1234567", "x" * 1025])
def test_a_new_password_is_neither_short_nor_huge(password: str) -> None:
    with pytest.raises(InputInvalid):
        check_password(password)


@pytest.mark.parametrize("password", ["12345678", "x" * 1024, "pässwörd"])
def test_any_eight_characters_are_a_password(password: str) -> None:
    check_password(password)
