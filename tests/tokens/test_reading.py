"""A token laid open for people."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from korekit.tokens.reading import read_token
from korekit.tokens.tolerances import STRICT
from tests.tokens.hostile import ATTACKS
from tests.tokens.victim import HEADER, NOW_S, VICTIM, b64


def causes(token: bytes, **settings: Any) -> list[str]:
    return [refusal.cause for refusal in read_token(token, NOW_S, **settings).refusals]


def test_a_right_token_is_shown_with_its_parts_and_no_refusal() -> None:
    reading = read_token(VICTIM.token(claims=VICTIM.claims(exp=NOW_S + 60)), NOW_S)
    assert reading.kind == "JWS"
    assert reading.header == {"alg": "HS256", "typ": "JWT"}
    assert reading.claims == {"appId": VICTIM.client_id, "exp": NOW_S + 60}
    assert reading.refusals == ()
    assert reading.remarks == ()


def test_the_signature_is_not_looked_at() -> None:
    assert causes(VICTIM.token(claims=VICTIM.claims(exp=NOW_S + 60), key=b"anything")) == []


def test_every_oddity_that_can_be_seen_is_named() -> None:
    token = VICTIM.token({"alg": "RS256"}, {"appid": "x", "exp": NOW_S - 1, "jti": 5})
    assert causes(token) == ["algorithm-not-allowed", "claim-app-id-misspelled", "token-expired", "jti-missing"]


def test_times_that_cannot_be_compared_end_the_list() -> None:
    assert causes(VICTIM.token(claims={"exp": "tomorrow"})) == ["token-malformed"]
    assert causes(VICTIM.token(claims={"nbf": 10**400})) == ["token-malformed"]


def test_strictness_shows_what_only_a_tolerance_lets_through() -> None:
    token = VICTIM.token(claims={"iss": VICTIM.client_id, "exp": NOW_S + 60})
    assert causes(token) == []
    assert causes(token, tolerances=STRICT) == ["claim-app-id-missing"]


def test_remarks_name_what_is_allowed_but_risky() -> None:
    endless = read_token(VICTIM.token(claims={"iss": VICTIM.client_id}), NOW_S)
    assert endless.remarks == (
        "It has no `exp`: whoever holds it can use it until the secret is rotated.",
        "It names the app by `iss`; the documented claim is `appId`.",
    )
    single = read_token(VICTIM.token(claims=VICTIM.claims(jti="1", exp=NOW_S + 60)), NOW_S)
    assert single.remarks == ("It has a `jti`: it is good for one request.",)


def test_a_broken_part_leaves_the_other_readable() -> None:
    header, claims, signature = VICTIM.parts()
    spoilt = read_token(b"@@@." + claims + b"." + signature, NOW_S)
    assert (spoilt.header, spoilt.claims) == (None, {"appId": VICTIM.client_id})
    cut = read_token(header, NOW_S)
    assert (cut.header, cut.claims) == ({"alg": "HS256", "typ": "JWT"}, None)
    assert [refusal.cause for refusal in cut.refusals] == ["token-truncated"]


def test_an_encrypted_token_shows_its_header_alone() -> None:
    reading = read_token(b64(b'{"alg":"RSA-OAEP","enc":"A256GCM"}') + b".a.b.c.d", NOW_S)
    assert reading.kind == "JWE"
    assert reading.header == {"alg": "RSA-OAEP", "enc": "A256GCM"}
    assert reading.claims is None
    assert reading.remarks == ("Encrypted: only the platform can read its claims.",)


def test_every_hostile_token_can_be_laid_open() -> None:
    unexplained = [
        attack.name
        for attack in ATTACKS
        if attack.verdict.cause not in ("signature-invalid", "token-malformed")
        and attack.verdict.cause not in causes(attack.make(VICTIM))
    ]
    assert unexplained == []


@given(st.binary(max_size=200) | st.lists(st.binary(max_size=20).map(b64), max_size=6).map(b".".join))
def test_any_bytes_can_be_laid_open(token: bytes) -> None:
    assert read_token(token, NOW_S).kind in ("JWS", "JWE")


@given(st.dictionaries(st.sampled_from(["appId", "exp", "nbf", "iat", "jti", "aud"]), st.integers() | st.floats()))
def test_any_times_can_be_laid_open(claims: dict[str, Any]) -> None:
    assert read_token(VICTIM.token(HEADER, claims), NOW_S).kind == "JWS"
