"""General libraries as a second opinion: no token that they call forged may be accepted here."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korekit.errors.refusal import Refusal
from korekit.tokens.mint import mint
from korekit.tokens.verify import verify
from tests.tokens.hostile import ODD
from tests.tokens.oracles import by_joserfc, by_pyjwt
from tests.tokens.victim import NOW_S, VICTIM

JUDGES = [by_pyjwt, by_joserfc]


def is_accepted(token: bytes, secret: bytes = VICTIM.secret) -> bool:
    try:
        verify(token, secret, NOW_S)
    except Refusal:
        return False
    return True


def is_called_forged(token: bytes, secret: bytes = VICTIM.secret) -> bool:
    return all(judge(token, secret) == "forged" for judge in JUDGES)


def test_what_both_libraries_call_forged_is_refused() -> None:
    forged = [one for one in ODD if is_called_forged(one.make(VICTIM))]
    assert len(forged) > 200
    assert [one.name for one in forged if is_accepted(one.make(VICTIM))] == []


@pytest.mark.parametrize("has_jti", [False, True])
def test_what_is_minted_here_is_accepted_by_both_libraries(has_jti: bool) -> None:
    token = mint(VICTIM.client_id, VICTIM.secret.decode(), has_jti=has_jti, now_s=NOW_S).encode()
    assert [judge(token, VICTIM.secret) for judge in JUDGES] == ["accepted", "accepted"]


@settings(max_examples=300)
@given(st.data())
def test_no_edit_that_both_libraries_call_forged_is_accepted(data: st.DataObject) -> None:
    token = bytearray(VICTIM.token(claims=VICTIM.claims(exp=NOW_S + 300)))
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(token) - 1))
        token[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    if is_called_forged(bytes(token)):
        assert not is_accepted(bytes(token))


@given(st.binary(min_size=1, max_size=100))
def test_another_key_is_refused_by_all(key: bytes) -> None:
    token = VICTIM.token(key=key)
    same_key = VICTIM.secret.ljust(64, b"\0") == key.ljust(64, b"\0")
    assert is_accepted(token) is same_key
