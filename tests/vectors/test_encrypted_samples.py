"""Published encrypted tokens: RFC 7516 A.1 and A.2, RFC 7520 5.1, 5.2 and 6."""

import pytest

from korekit.errors.refusal import Refusal
from korekit.errors.token_causes import JWEInvalid
from korekit.tokens.jwe import decrypt, read_key
from korekit.tokens.jws import read_jws
from tests.vectors.samples import sample


@pytest.mark.parametrize(("document", "section"), [("rfc7516", "A.1"), ("rfc7520", "5.2"), ("rfc7520", "6")])
def test_rsa_oaep_samples_are_opened(document: str, section: str) -> None:
    one = sample(document, section)
    assert decrypt(one.token, read_key(one.key)) == one.plaintext


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(("document", "section"), [("rfc7516", "A.2"), ("rfc7520", "5.1")])
def test_rsa1_5_samples_are_opened_only_where_allowed(document: str, section: str) -> None:
    one = sample(document, section)
    with pytest.raises(JWEInvalid):
        decrypt(one.token, read_key(one.key))
    assert decrypt(one.token, read_key(one.key), is_rsa1_5_allowed=True) == one.plaintext


@pytest.mark.parametrize(("document", "section"), [("rfc7516", "A.1"), ("rfc7520", "5.2"), ("rfc7520", "6")])
def test_a_sample_is_not_opened_by_another_samples_key(document: str, section: str) -> None:
    with pytest.raises(JWEInvalid):
        decrypt(sample(document, section).token, read_key(sample("rfc7516", "A.2").key))


def test_what_is_inside_rfc_7520_6_is_signed_by_another_algorithm() -> None:
    one = sample("rfc7520", "6")
    with pytest.raises(Refusal) as caught:
        read_jws(decrypt(one.token, read_key(one.key)))
    assert caught.value.cause == "algorithm-not-allowed"
