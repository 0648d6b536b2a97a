"""New tokens."""

import json
import re
import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from korekit.tokens.mint import mint, sign
from korekit.tokens.tolerances import STRICT
from korekit.tokens.verify import verify
from tests.tokens.victim import NOW_S, VICTIM, b64, mac, unb64

SECRET = VICTIM.secret.decode()


def parts_of(token: str) -> tuple[Any, Any]:
    header, claims, _ = token.encode().split(b".")
    return json.loads(unb64(header)), json.loads(unb64(claims))


def test_a_token_names_the_app_and_lasts_five_minutes() -> None:
    header, claims = parts_of(mint(VICTIM.client_id, SECRET, now_s=NOW_S))
    assert header == {"alg": "HS256", "typ": "JWT"}
    assert claims == {"appId": VICTIM.client_id, "iat": 1_795_500_000, "exp": 1_795_500_300}


def test_the_secrets_text_is_the_key_undecoded() -> None:
    signed, _, signature = mint(VICTIM.client_id, SECRET, now_s=NOW_S).encode().rpartition(b".")
    assert signature == b64(mac(b"v+cT1n/0aSECRETcanary0victim0secret0text0aA=", signed))


def test_a_token_without_end_has_no_exp() -> None:
    _, claims = parts_of(mint(VICTIM.client_id, SECRET, lifetime_s=None, now_s=NOW_S))
    assert claims == {"appId": VICTIM.client_id, "iat": 1_795_500_000}


def test_the_fraction_of_now_is_dropped_so_that_strict_platforms_take_the_token() -> None:
    token = mint(VICTIM.client_id, SECRET, now_s=NOW_S + 0.9)
    assert verify(token.encode(), VICTIM.secret, NOW_S, STRICT)["exp"] == 1_795_500_300


def test_a_token_of_another_lifetime_ends_then() -> None:
    _, claims = parts_of(mint(VICTIM.client_id, SECRET, lifetime_s=3600, now_s=NOW_S))
    assert claims["exp"] == 1_795_503_600


def test_now_is_the_machines_time_unless_given() -> None:
    before = int(time.time())
    _, claims = parts_of(mint(VICTIM.client_id, SECRET))
    assert before <= claims["iat"] <= int(time.time())


def test_every_jti_is_new() -> None:
    found = {parts_of(mint(VICTIM.client_id, SECRET, has_jti=True))[1]["jti"] for _ in range(100)}
    assert len(found) == 100
    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", jti) for jti in found
    )


def test_further_claims_win_over_the_ones_made() -> None:
    extra = {"exp": 5, "aud": "https://idproxy.kore.ai/authorize", "appId": "other", "fName": "Zoë"}
    _, claims = parts_of(mint(VICTIM.client_id, SECRET, extra=extra, now_s=NOW_S))
    assert claims == {
        "appId": "other",
        "iat": 1_795_500_000,
        "exp": 5,
        "aud": "https://idproxy.kore.ai/authorize",
        "fName": "Zoë",
    }


def test_sign_writes_what_the_header_says_but_signs_by_hs256() -> None:
    token = sign({"alg": "none"}, {"a": 1}, b"key")
    assert token == "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.tfDVa4fqdC_Ghm4Kkac5-CCsAbPtH_zu3lbcUQgH3Rs"


claim_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
reserved = ("appId", "exp", "nbf", "iat", "iss", "aud", "jti")


@given(
    secret=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
    extra=st.dictionaries(st.text().filter(lambda name: name not in reserved), claim_values, max_size=5),
    lifetime_s=st.integers(1, 10**9) | st.none(),
    has_jti=st.booleans(),
)
def test_what_is_minted_verifies_with_the_same_claims(
    secret: str, extra: dict[str, Any], lifetime_s: int | None, has_jti: bool
) -> None:
    token = mint(VICTIM.client_id, secret, lifetime_s=lifetime_s, has_jti=has_jti, extra=extra, now_s=NOW_S)
    claims = verify(token.encode(), secret.encode(), NOW_S)
    expected: dict[str, Any] = {**extra, "appId": VICTIM.client_id, "iat": NOW_S}
    if lifetime_s is not None:
        expected["exp"] = NOW_S + lifetime_s
    if has_jti:
        expected["jti"] = claims["jti"]
    assert claims == expected
