"""Verifying a token against a secret."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.errors.refusal import Refusal
from korekit.tokens.jws import read_jws
from korekit.tokens.tolerances import LENIENT, STRICT, Tolerances
from korekit.tokens.verify import is_signed_with, matching_secret, verify
from tests.tokens.victim import NOW_S, VICTIM, b64, mac

STRICTLY_RIGHT = {"appId": VICTIM.client_id, "exp": NOW_S + 300, "iat": NOW_S}


def outcome(token: bytes, allowed: Tolerances = LENIENT, *, secret: bytes = VICTIM.secret) -> str:
    try:
        verify(token, secret, NOW_S, allowed)
    except Refusal as refusal:
        return refusal.cause
    return "ok"


def test_the_smallest_documented_token_is_accepted() -> None:
    assert verify(VICTIM.token(), VICTIM.secret, NOW_S) == {"appId": VICTIM.client_id}


def test_the_documented_sample_is_accepted() -> None:
    token = VICTIM.token(claims={"sub": "1234567890", "appId": VICTIM.client_id})
    assert verify(token, VICTIM.secret, NOW_S) == {"sub": "1234567890", "appId": VICTIM.client_id}


def test_a_strictly_right_token_needs_no_tolerance() -> None:
    assert outcome(VICTIM.token(claims=STRICTLY_RIGHT), STRICT) == "ok"


@pytest.mark.parametrize(
    ("tolerance", "claims", "cause"),
    [
        ("iss_for_app_id", {"iss": VICTIM.client_id, "exp": NOW_S + 300}, "claim-app-id-missing"),
        ("no_exp", {"appId": VICTIM.client_id}, "token-malformed"),
        ("fractional_times", {**STRICTLY_RIGHT, "exp": NOW_S + 300.5}, "token-malformed"),
        ("fractional_times", {**STRICTLY_RIGHT, "nbf": NOW_S - 0.5}, "token-malformed"),
        ("fractional_times", {**STRICTLY_RIGHT, "iat": NOW_S - 0.5}, "token-malformed"),
        ("millisecond_times", {**STRICTLY_RIGHT, "exp": (NOW_S + 300) * 1000}, "token-malformed"),
        ("millisecond_times", {**STRICTLY_RIGHT, "iat": NOW_S * 1000}, "token-malformed"),
        ("foreign_aud", {**STRICTLY_RIGHT, "aud": "https://example.com"}, "token-malformed"),
        ("foreign_aud", {**STRICTLY_RIGHT, "aud": ""}, "token-malformed"),
        ("foreign_aud", {**STRICTLY_RIGHT, "aud": [1, None]}, "token-malformed"),
    ],
)
def test_each_tolerance_lets_one_thing_through_and_strictness_refuses_it(
    tolerance: str, claims: dict[str, Any], cause: str
) -> None:
    names = ("iss_for_app_id", "no_exp", "fractional_times", "millisecond_times", "foreign_aud")
    all_but_one = Tolerances(**{name: name != tolerance for name in names})
    only_this = Tolerances(**{name: name == tolerance for name in names})
    token = VICTIM.token(claims=claims)
    assert outcome(token, LENIENT) == "ok"
    assert outcome(token, only_this) == "ok"
    assert outcome(token, all_but_one) == cause
    assert outcome(token, STRICT) == cause


def test_strictness_switches_every_tolerance_off() -> None:
    assert Tolerances() == LENIENT
    assert [name for name in Tolerances.__slots__ if getattr(STRICT, name)] == []
    assert [name for name in Tolerances.__slots__ if not getattr(LENIENT, name)] == []


@pytest.mark.parametrize(
    ("token", "cause"),
    [
        (VICTIM.token({"alg": "none"}, {"appid": "x", "exp": "x"}, key=b"x"), "token-unsigned"),
        (VICTIM.token(claims={"appid": "x", "exp": "x"}, key=b"x"), "token-malformed"),
        (VICTIM.token(claims={"appid": "x", "exp": 1}, key=b"x"), "claim-app-id-misspelled"),
        (VICTIM.token(claims=VICTIM.claims(exp=1), key=b"x"), "signature-invalid"),
        (VICTIM.token(claims=VICTIM.claims(exp=1, nbf=NOW_S + 9)), "token-expired"),
        (VICTIM.token(claims=VICTIM.claims(nbf=NOW_S + 9)), "token-not-yet-valid"),
    ],
)
def test_the_first_failing_check_decides(token: bytes, cause: str) -> None:
    assert outcome(token) == cause


def test_times_are_told_to_nobody_who_did_not_sign() -> None:
    assert outcome(VICTIM.token(claims=VICTIM.claims(exp=1), key=b"guess")) == "signature-invalid"


def test_every_change_of_one_byte_is_refused() -> None:
    token = VICTIM.token(claims=VICTIM.claims(exp=NOW_S + 300))
    accepted = [
        (index, bytes([value]))
        for index, right in enumerate(token)
        for value in range(256)
        if value != right and outcome(token[:index] + bytes([value]) + token[index + 1 :]) == "ok"
    ]
    assert accepted == []


def test_every_loss_of_bytes_at_either_end_is_refused() -> None:
    token = VICTIM.token()
    cut = {outcome(token[:length]) for length in range(len(token))}
    assert cut == {"token-malformed", "token-truncated", "token-unsigned"}
    assert "ok" not in {outcome(token[start:]) for start in range(1, len(token))}


def test_every_loss_and_doubling_of_one_byte_is_refused() -> None:
    token = VICTIM.token(claims=VICTIM.claims(exp=NOW_S + 300))
    changed = {token[:index] + token[index + 1 :] for index in range(len(token))}
    changed |= {token[:index] + token[index : index + 1] + token[index:] for index in range(len(token))}
    assert "ok" not in {outcome(one) for one in changed - {token}}


def test_every_other_secret_of_one_changed_byte_is_refused() -> None:
    signed = read_jws(VICTIM.token())
    secret = VICTIM.secret
    for index in range(len(secret)):
        assert not is_signed_with(signed, secret[:index] + bytes([secret[index] ^ 1]) + secret[index + 1 :])
    assert is_signed_with(signed, secret)


def test_the_secret_that_signed_is_found_among_several() -> None:
    signed = read_jws(VICTIM.token())
    assert matching_secret(signed, [VICTIM.other_secret, VICTIM.secret]) == 1
    assert matching_secret(signed, [VICTIM.secret, VICTIM.secret]) == 0
    assert matching_secret(signed, [VICTIM.other_secret]) is None
    assert matching_secret(signed, []) is None


segments = st.binary(max_size=40).map(b64) | st.sampled_from([b64(b'{"alg":"HS256"}'), b"", b"=", b"eyJ"])


@given(st.lists(segments, max_size=6).map(b".".join) | st.binary(max_size=200), st.sampled_from([LENIENT, STRICT]))
def test_no_bytes_at_all_end_in_anything_but_a_refusal(token: bytes, allowed: Tolerances) -> None:
    with pytest.raises(Refusal):
        verify(token, VICTIM.secret, NOW_S, allowed)


@given(st.data())
def test_a_signature_over_any_text_opens_nothing_else(data: st.DataObject) -> None:
    text = data.draw(st.binary(max_size=100))
    header, claims, _ = VICTIM.parts()
    if text != header + b"." + claims:
        assert outcome(header + b"." + claims + b"." + b64(mac(VICTIM.secret, text))) == "signature-invalid"
