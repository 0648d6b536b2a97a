"""Published signed tokens: RFC 7515 A.1 to A.5, RFC 7520 4.4, RFC 7797 4."""

import hmac

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from korekit.errors.refusal import Refusal
from korekit.tokens.jws import read_jws
from korekit.tokens.verify import is_signed_with, verify
from tests.tokens.victim import b64, mac, unb64
from tests.vectors.samples import Sample, sample

JOE = {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}


def number(text: str) -> int:
    return int.from_bytes(unb64(text.encode()), "big")


def cause_of(one: Sample) -> str:
    with pytest.raises(Refusal) as caught:
        read_jws(one.token)
    return caught.value.cause


def test_rfc_7515_a1_is_read_and_its_signature_is_good() -> None:
    one = sample("rfc7515", "A.1")
    signed = read_jws(one.token)
    assert signed.claims == JOE
    assert is_signed_with(signed, unb64(one.key["k"].encode()))
    assert not is_signed_with(signed, one.key["k"].encode())


def test_rfc_7515_a1_names_no_app_of_this_platform() -> None:
    one = sample("rfc7515", "A.1")
    with pytest.raises(Refusal) as caught:
        verify(one.token, unb64(one.key["k"].encode()), 1300819379)
    assert caught.value.cause == "claim-app-id-missing"


def test_rfc_7515_a1_signed_again_is_the_same() -> None:
    one = sample("rfc7515", "A.1")
    text, _, signature = one.token.rpartition(b".")
    assert b64(mac(unb64(one.key["k"].encode()), text)) == signature


def test_rfc_7515_a2_is_a_good_rs256_token_and_refused() -> None:
    one = sample("rfc7515", "A.2")
    text, _, signature = one.token.rpartition(b".")
    key = rsa.RSAPublicNumbers(number(one.key["e"]), number(one.key["n"])).public_key()
    key.verify(unb64(signature), text, padding.PKCS1v15(), hashes.SHA256())
    assert cause_of(one) == "algorithm-not-allowed"


def test_rfc_7515_a3_is_a_good_es256_token_and_refused() -> None:
    one = sample("rfc7515", "A.3")
    text, _, signature = one.token.rpartition(b".")
    r, s = (int.from_bytes(half, "big") for half in (unb64(signature)[:32], unb64(signature)[32:]))
    key = ec.EllipticCurvePublicNumbers(number(one.key["x"]), number(one.key["y"]), ec.SECP256R1()).public_key()
    key.verify(utils.encode_dss_signature(r, s), text, ec.ECDSA(hashes.SHA256()))
    assert cause_of(one) == "algorithm-not-allowed"


def test_rfc_7515_a5_is_unsigned_and_refused() -> None:
    assert cause_of(sample("rfc7515", "A.5")) == "token-unsigned"


def test_rfc_7520_4_4_has_a_good_signature_but_no_claims() -> None:
    one = sample("rfc7520", "4.4")
    text, _, signature = one.token.rpartition(b".")
    assert hmac.compare_digest(mac(unb64(one.key["k"].encode()), text), unb64(signature))
    assert unb64(text.partition(b".")[2]).startswith("It\u2019s a dangerous business, Frodo".encode())
    assert cause_of(one) == "token-malformed"


def test_rfc_7797_4_1_has_a_good_signature_but_no_claims() -> None:
    one = sample("rfc7797", "4.1")
    text, _, signature = one.token.rpartition(b".")
    assert mac(unb64(one.key["k"].encode()), text) == unb64(signature)
    assert unb64(text.partition(b".")[2]) == b"$.02"
    assert cause_of(one) == "token-malformed"


def test_rfc_7797_4_2_with_its_payload_unencoded_is_refused() -> None:
    one = sample("rfc7797", "4.2")
    header, _, signature = one.token.split(b".")
    assert mac(unb64(one.key["k"].encode()), header + b".$.02") == unb64(signature)
    assert cause_of(one) == "token-malformed"
    assert cause_of(Sample(header + b".JC4wMg." + signature, {}, b"")) == "token-malformed"
