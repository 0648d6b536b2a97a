"""Reading a signed token before anything about it is trusted."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from korekit.errors.refusal import Check, Refusal
from korekit.tokens.jws import SignedToken, read_jws, segment_count
from tests.tokens.victim import VICTIM, b64, mac, unb64

HEADER = b"eyJhbGciOiJIUzI1NiJ9"
CLAIMS = b"eyJhIjoxfQ"


def refusal_of(token: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_jws(token)
    return caught.value


def test_a_token_is_read_into_claims_signed_part_and_signature() -> None:
    signature = mac(b"k", HEADER + b"." + CLAIMS)
    signed = read_jws(HEADER + b"." + CLAIMS + b"." + b64(signature))
    assert signed == SignedToken({"a": 1}, b"eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ", signature)


@pytest.mark.parametrize(("token", "count"), [(b"", 1), (b"a", 1), (b"a.b", 2), (b"a.b.c", 3), (b"....", 5)])
def test_dots_make_segments(token: bytes, count: int) -> None:
    assert segment_count(token) == count


def test_its_repr_holds_nothing_of_the_token() -> None:
    signed = read_jws(VICTIM.token(claims=VICTIM.claims(customData="CANARY")))
    assert repr(signed) == "SignedToken(2 claims)"


@pytest.mark.parametrize("spare", [b"1", b"12", b"123", b"1234"])
def test_digits_behind_the_signature_leave_a_token_that_no_secret_signed(spare: bytes) -> None:
    signed = read_jws(VICTIM.token() + spare)
    assert signed.claims == {"appId": VICTIM.client_id}
    assert signed.signature != unb64(VICTIM.parts()[2])


@pytest.mark.parametrize(
    ("header", "check", "found"),
    [
        (b'{"typ":"JWT"}', Check.ALGORITHM, "no `alg`"),
        (b'{"alg":null}', Check.ALGORITHM, "an `alg` that is no text"),
        (b'{"alg":"RS256"}', Check.ALGORITHM, "`alg` 'RS256'"),
        (b'{"alg":"' + b"X" * 100 + b'"}', Check.ALGORITHM, "`alg` 'XXXXXXXXXXXXXXXXXXXX'"),
        (b'{"alg":"a\\u0000\\n"}', Check.ALGORITHM, "`alg` 'a\\x00\\n'"),
        (b'{"alg":"NONE"}', Check.ALGORITHM, "`alg` is none"),
        (b"[]", Check.TOKEN, "the header is not a JSON object"),
        (
            b'{"alg":"HS256","crit":[]}',
            Check.TOKEN,
            "a critical extension (`crit` or `b64`), none of which is supported",
        ),
        (b'{"alg":"HS256","zip":"DEF"}', Check.TOKEN, "a header of another kind of token (`zip` or `enc`)"),
        (b'{"alg":"HS256","typ":"x"}', Check.TOKEN, "a `typ` other than JWT"),
    ],
)
def test_a_refused_header_says_what_was_found(header: bytes, check: Check, found: str) -> None:
    refusal = refusal_of(b64(header) + b"." + CLAIMS + b"." + b"A" * 43)
    assert (refusal.check, refusal.found) == (check, found)


def test_the_same_bad_header_is_refused_alike_every_time() -> None:
    token = b64(b'{"alg":"RS512"}') + b"." + CLAIMS + b"." + b"A" * 43
    first, second = refusal_of(token), refusal_of(token)
    assert (type(first), first.found) == (type(second), second.found)
    assert first is not second


def test_a_bad_header_decides_before_bad_claims() -> None:
    assert refusal_of(b64(b'{"alg":"none"}') + b"." + b64(b"[]") + b"." + b"A" * 43).cause == "token-unsigned"


@pytest.mark.parametrize(
    ("token", "expected", "found"),
    [
        (b"A" * 16_385, "at most 16384 bytes", "16385 bytes"),
        (b"a b.c.d", "", "characters that base64url does not have"),
        (b"eyJ.eyJ", "three segments", "two segments, the second broken off"),
        (HEADER + b"." + CLAIMS, "three segments", "two segments"),
        (b"eyJ", "three segments", "one segment"),
        (b"a.b.c.d", "three segments, none of them empty", "4 segments"),
        (b"word", "three segments, none of them empty", "1 segments"),
        (HEADER + b"." + CLAIMS + b".", "a signature after the second dot", "nothing"),
        (HEADER + b"." + CLAIMS + b"." + b"A" * 42, "a signature of 43 characters", "42 characters"),
    ],
)
def test_a_broken_form_is_described(token: bytes, expected: str, found: str) -> None:
    refusal = refusal_of(token)
    assert (refusal.expected, refusal.found) == (expected, found)


def test_many_different_headers_do_not_pile_up() -> None:
    from korekit.tokens.jws import _header_refusal

    for number in range(200):
        read_jws(VICTIM.token({"alg": "HS256", "kid": str(number)}))
    assert _header_refusal.cache_info().currsize == 64


@given(st.binary(max_size=300))
@example(b"eyJ")
@example(b"..")
def test_bytes_at_random_are_refused(token: bytes) -> None:
    assert refusal_of(token).check in (Check.TOKEN, Check.ALGORITHM)


header_values: st.SearchStrategy[Any] = st.sampled_from(
    ["HS256", "none", "RS256", "", None, 1, [], {}, ["exp"], True, "JWT", "\x00"]
)


@given(
    header=st.dictionaries(st.sampled_from(["alg", "typ", "crit", "b64", "zip", "enc", "kid", "jwk"]), header_values),
    claims=st.binary(max_size=60) | st.just(b"{}"),
    signature=st.binary(max_size=70) | st.just(bytes(32)),
)
def test_any_header_and_claims_are_a_token_or_refused(header: dict[str, Any], claims: bytes, signature: bytes) -> None:
    token = VICTIM.token(header, claims).rpartition(b".")[0] + b"." + b64(signature)
    try:
        signed = read_jws(token)
    except Refusal:
        return
    assert header["alg"] == "HS256"
    assert not header.keys() & {"crit", "b64", "zip", "enc"}
    assert len(signature) >= 32
    assert signed.signature == signature
