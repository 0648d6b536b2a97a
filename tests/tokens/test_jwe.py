"""Opening and closing encrypted tokens."""

import hashlib
import sys
import time
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.errors.refusal import Refusal
from korekit.errors.token_causes import JWEInvalid
from korekit.tokens.jwe import decrypt, encrypt, new_platform_key, read_key
from tests.tokens.encrypted import by_hand, encrypted, oct_key, rsa_key
from tests.tokens.victim import VICTIM, b64, unb64

PRIVATE: Final = new_platform_key("k-0d2c4a3e-6f1b-5c7d-8e9f-0a1b2c3d4e5f")
PUBLIC: Final = {name: PRIVATE[name] for name in ("e", "kid", "kty", "n")}
KEY: Final = read_key(PRIVATE)
OTHER_PUBLIC: Final = new_platform_key("k-other")
TOKEN: Final = VICTIM.token()
HEADER: Final = {"alg": "RSA-OAEP", "enc": "A256GCM"}
NOT_OPENED: Final = "a token that the platform's key does not open"


def refusal_of(token: bytes, *, is_rsa1_5_allowed: bool = False) -> Refusal:
    with pytest.raises(JWEInvalid) as caught:
        decrypt(token, KEY, is_rsa1_5_allowed=is_rsa1_5_allowed)
    return caught.value


def test_a_platform_key_is_a_private_rsa_key_of_2048_bits() -> None:
    assert (PRIVATE["kty"], PRIVATE["e"], PRIVATE["kid"]) == ("RSA", "AQAB", "k-0d2c4a3e-6f1b-5c7d-8e9f-0a1b2c3d4e5f")
    assert int.from_bytes(unb64(PRIVATE["n"].encode()), "big").bit_length() == 2048
    assert PRIVATE["d"] != OTHER_PUBLIC["d"]


@pytest.mark.parametrize("encryption", ["A128CBC-HS256", "A128GCM", "A256GCM"])
def test_what_is_encrypted_to_the_public_key_is_opened_by_the_private_one(encryption: str) -> None:
    token = encrypt(TOKEN.decode(), PUBLIC, encryption=encryption)
    assert decrypt(token.encode(), KEY) == TOKEN
    assert TOKEN not in token.encode()


def test_an_encrypted_token_says_how_and_to_which_key() -> None:
    header = unb64(encrypt(TOKEN.decode(), PUBLIC).encode().split(b".")[0])
    assert header == (b'{"alg":"RSA-OAEP","enc":"A256GCM","typ":"JWT","kid":"k-0d2c4a3e-6f1b-5c7d-8e9f-0a1b2c3d4e5f"}')


def test_the_same_token_is_never_encrypted_alike() -> None:
    assert len({encrypt(TOKEN.decode(), PUBLIC) for _ in range(20)}) == 20


def test_a_key_pinned_to_another_use_is_read_all_the_same() -> None:
    key = read_key({**PRIVATE, "alg": "RSA-OAEP-256", "use": "sig", "key_ops": ["sign"]})
    assert decrypt(encrypted(TOKEN, rsa_key(PUBLIC)), key) == TOKEN


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("enc", ["A128CBC-HS256", "A128GCM", "A256GCM"])
def test_rsa1_5_is_refused_unless_allowed(enc: str) -> None:
    token = encrypted(TOKEN, rsa_key(PUBLIC), "RSA1_5", enc)
    refusal = refusal_of(token)
    assert (refusal.expected, refusal.found) == ("RSA-OAEP", "another `alg`")
    assert decrypt(token, KEY, is_rsa1_5_allowed=True) == TOKEN
    assert decrypt(encrypted(TOKEN, rsa_key(PUBLIC), enc=enc), KEY, is_rsa1_5_allowed=True) == TOKEN


@pytest.mark.parametrize("is_rsa1_5_allowed", [False, True])
@pytest.mark.parametrize(
    ("alg", "key"),
    [
        ("RSA-OAEP-256", rsa_key(PUBLIC)),
        ("dir", oct_key(hashlib.sha256(PUBLIC["n"].encode()).digest())),
        ("A128KW", oct_key(b"k" * 16)),
        ("A256KW", oct_key(b"k" * 32)),
        ("A256GCMKW", oct_key(b"k" * 32)),
        ("PBES2-HS256+A128KW", oct_key(VICTIM.secret)),
    ],
)
def test_other_algorithms_are_refused(alg: str, key: Any, is_rsa1_5_allowed: bool) -> None:
    token = encrypted(TOKEN, key, alg)
    if alg == "dir":
        # Its empty segment would be refused for its form already.
        token = token.replace(b"..", b".AAAA.")
    assert refusal_of(token, is_rsa1_5_allowed=is_rsa1_5_allowed).found == "another `alg`"


@pytest.mark.parametrize("enc", ["A192GCM", "A256CBC-HS512", "A192CBC-HS384"])
def test_other_encryptions_are_refused(enc: str) -> None:
    assert refusal_of(encrypted(TOKEN, rsa_key(PUBLIC), enc=enc)).found == "another `enc`"


@pytest.mark.parametrize(
    "alg", ["rsa-oaep", "RSA-OAEP ", "RSA_OAEP", "RSA-OAEP-384", "ECDH-ES", "none", "", None, 1, True, ["RSA-OAEP"], {}]
)
def test_an_algorithm_of_another_spelling_or_type_is_refused(alg: Any) -> None:
    assert refusal_of(by_hand(TOKEN, PUBLIC, {**HEADER, "alg": alg})).found == "another `alg`"


@pytest.mark.parametrize("enc", ["a256gcm", "A256GCM ", "none", "", None, 1, ["A256GCM"], {}])
def test_an_encryption_of_another_spelling_or_type_is_refused(enc: Any) -> None:
    assert refusal_of(by_hand(TOKEN, PUBLIC, {**HEADER, "enc": enc})).found == "another `enc`"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (b'{"alg":"RSA-OAEP","enc":"A256GCM","alg":"dir"}', "the header: a key occurs twice"),
        (b'{"alg":"RSA-OAEP","\\u0061lg":"dir","enc":"A256GCM"}', "the header: a key occurs twice"),
        (b'{"enc":"A256GCM"}', "another `alg`"),
        (b'{"alg":"RSA-OAEP"}', "another `enc`"),
        (b"[]", "the header is not a JSON object"),
        (b"\xef\xbb\xbf{}", "the header is not JSON (character 0)"),
        (b'{"alg":"RSA-OAEP","enc":"A256GCM","crit":["exp"],"exp":1}', "one of them"),
        (b'{"alg":"RSA-OAEP","enc":"A256GCM","crit":[]}', "one of them"),
        (b'{"alg":"RSA-OAEP","enc":"A256GCM","zip":"DEF"}', "one of them"),
        (b'{"alg":"RSA-OAEP","enc":"A256GCM","zip":null}', "one of them"),
    ],
)
def test_a_header_read_in_two_ways_or_with_extensions_is_refused(header: bytes, found: str) -> None:
    assert refusal_of(by_hand(TOKEN, PUBLIC, header)).found == found


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    bomb = encrypted(b"\x00" * 10_000_000, rsa_key(PUBLIC), zip="DEF")
    assert len(bomb) < 16_384
    begun = time.process_time()
    assert refusal_of(bomb).found == "one of them"
    assert time.process_time() - begun < 0.05


@pytest.mark.parametrize(
    "more",
    [
        {"jwk": {"kty": "oct", "k": "AA"}},
        {"jwk": {"kty": "RSA", "n": OTHER_PUBLIC["n"], "e": "AQAB"}},
        {"jku": "https://attacker.invalid/jwks.json"},
        {"x5u": "https://attacker.invalid/chain.pem"},
        {"x5c": ["MIIB"]},
        {"kid": "k-another"},
        {"kid": "../../../../dev/null"},
        {"cty": "JWT"},
        {"typ": "JOSE"},
        {"p2c": 2_000_000_000, "p2s": "AAAA"},
        {"epk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
        {"iss": VICTIM.client_id, "exp": 1},
        {"unheard-of": [1, 2]},
    ],
    # Without their values, which hold keys made anew for each run.
    ids=lambda more: "-".join(more),
)
def test_a_header_chooses_no_key_and_unknown_parameters_are_ignored(more: dict[str, Any]) -> None:
    asked: list[str] = []
    is_listening = True

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        if is_listening and event.startswith(("socket.", "subprocess.", "urllib.", "http.")):
            asked.append(event)

    sys.addaudithook(listen)
    token = by_hand(TOKEN, PUBLIC, {**HEADER, **more})
    assert decrypt(token, KEY) == TOKEN
    assert refusal_of(by_hand(TOKEN, OTHER_PUBLIC, {**HEADER, **more})).found == NOT_OPENED
    is_listening = False
    assert asked == []


@pytest.mark.parametrize("enc", ["A128CBC-HS256", "A128GCM", "A256GCM"])
def test_every_change_to_an_encrypted_token_is_refused(enc: str) -> None:
    token = encrypted(TOKEN, rsa_key(PUBLIC), enc=enc)
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    # Every 5th place, which meets all segments in all positions of a group of four.
    for index in range(0, len(token), 5):
        if token[index] != ord("."):
            other = alphabet[(alphabet.index(token[index]) + 32) % 64]
            refusal_of(token[:index] + bytes([other]) + token[index + 1 :])


@pytest.mark.parametrize("enc", ["A128CBC-HS256", "A128GCM", "A256GCM"])
@pytest.mark.parametrize("place", [1, 2, 3, 4])
def test_segments_of_two_tokens_cannot_be_mixed(enc: str, place: int) -> None:
    one, two = (encrypted(TOKEN, rsa_key(PUBLIC), enc=enc).split(b".") for _ in range(2))
    one[place] = two[place]
    assert refusal_of(b".".join(one)).found == NOT_OPENED


@pytest.mark.parametrize("enc", ["A128CBC-HS256", "A128GCM", "A256GCM"])
@pytest.mark.parametrize("length", [1, 4, 8, 12, 15, 17, 32])
def test_a_tag_of_another_length_is_refused(enc: str, length: int) -> None:
    *parts, tag = encrypted(TOKEN, rsa_key(PUBLIC), enc=enc).split(b".")
    other = (unb64(tag) * 2)[:length]
    assert refusal_of(b".".join((*parts, b64(other)))).found == NOT_OPENED


@pytest.mark.parametrize("size", [16, 24])
def test_a_content_key_of_another_size_is_refused(size: int) -> None:
    assert refusal_of(by_hand(TOKEN, PUBLIC, HEADER, content_key=b"k" * size)).found == NOT_OPENED


def test_what_was_encrypted_to_another_key_is_refused() -> None:
    assert refusal_of(encrypted(TOKEN, rsa_key(OTHER_PUBLIC))).found == NOT_OPENED


def test_whatever_does_not_open_is_told_alike() -> None:
    good = encrypted(TOKEN, rsa_key(PUBLIC)).split(b".")
    spoilt = [encrypted(TOKEN, rsa_key(OTHER_PUBLIC))]
    for place in (1, 2, 3, 4):
        first = b"B" if good[place][:1] != b"B" else b"C"
        spoilt.append(b".".join((*good[:place], first + good[place][1:], *good[place + 1 :])))
    shown = {(str(one), one.detail, tuple(one.wire), str(vars(one))) for one in map(refusal_of, spoilt)}
    assert len(shown) == 1
    assert shown.pop()[2] == (401, 4002, "Invalid SDK credentials")


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize(
    ("odd", "found"),
    [
        (lambda segment: b"", "another form"),
        (lambda segment: segment + b"=", "another form"),
        (lambda segment: segment[:4] + b"\n" + segment[4:], "another form"),
        (lambda segment: segment[:4] + b" " + segment[4:], "another form"),
        (lambda segment: segment[:4] + b"!!!!" + segment[4:], "another form"),
        (lambda segment: segment[:4] + b"++//" + segment[4:], "another form"),
        (lambda segment: segment[:4] + b"\xc3\xa9" + segment[4:], "another form"),
        (
            lambda segment: segment[: len(segment) // 4 * 4] + b"A",
            "a segment has a length that base64url cannot have",
        ),
        (
            lambda segment: segment[: len(segment) // 4 * 4] + b"BB",
            "the last character of a segment has spare bits set",
        ),
    ],
)
def test_a_segment_with_slack_is_refused_before_the_key_is_used(place: int, odd: Any, found: str) -> None:
    parts = encrypted(TOKEN, rsa_key(PUBLIC)).split(b".")
    parts[place] = odd(parts[place])
    with pytest.raises(JWEInvalid) as caught:
        decrypt(b".".join(parts), _Untouched())  # type: ignore[arg-type]  # it must not come to its use
    assert caught.value.found == found


class _Untouched:
    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the key was used: {name}")


@pytest.mark.parametrize(
    "form", ["", ".", "a", "a.b.c", "a.b.c.d", "a.b.c.d.e.f", "....", "a....", "{}", "a b.c.d.e.f"]
)
def test_other_forms_are_refused(form: str) -> None:
    assert refusal_of(form.encode()).found == "another form"


def test_a_token_that_is_too_long_is_refused_at_once() -> None:
    refusal = refusal_of(b".".join([b"A" * 20_000] * 5))
    assert (refusal.expected, refusal.found) == ("at most 16384 bytes", "100004 bytes")


def test_what_is_inside_is_given_back_as_it_is() -> None:
    inner = encrypted(TOKEN, rsa_key(PUBLIC))
    for plaintext in (inner, b"\x00\xff", b"{}", b"a"):
        assert decrypt(encrypted(plaintext, rsa_key(PUBLIC)), KEY) == plaintext


def test_no_refusal_and_no_key_shows_anything_secret() -> None:
    refusal = refusal_of(encrypted(b"CANARY", rsa_key(OTHER_PUBLIC)))
    shown = f"{refusal!r} {refusal.detail} {refusal.hint} {vars(refusal)} {KEY!r} {KEY}"
    assert "CANARY" not in shown
    assert not any(PRIVATE[name] in shown for name in ("d", "p", "q", "dp", "dq", "qi"))


@given(st.lists(st.binary(max_size=30).map(b64), min_size=1, max_size=6).map(b".".join) | st.binary(max_size=200))
def test_any_bytes_are_refused_as_an_encrypted_token(token: bytes) -> None:
    refusal_of(token)


@given(st.lists(st.binary(min_size=1, max_size=30).map(b64), min_size=4, max_size=4), st.booleans())
def test_a_right_header_before_anything_is_refused(rest: list[bytes], is_rsa1_5_allowed: bool) -> None:
    for header in (b'{"alg":"RSA-OAEP","enc":"A128GCM"}', b'{"alg":"RSA-OAEP","enc":"A128CBC-HS256"}'):
        refusal_of(b".".join((b64(header), *rest)), is_rsa1_5_allowed=is_rsa1_5_allowed)
