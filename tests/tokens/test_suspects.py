"""Finding out what a token was signed with instead of the secret."""

import base64
from collections.abc import Iterable

import pytest

from korekit.errors.token_causes import SignatureInvalid
from korekit.tokens.jws import read_jws
from korekit.tokens.suspects import PLACEHOLDER_SECRETS, explain_signature
from tests.tokens.victim import VICTIM

SECRET = VICTIM.secret
RETIRED = b"r+etired/0SECRETcanary0retired0secret0te0cC="
OTHER = VICTIM.other_secret


def explained(
    key: bytes, *, secrets: Iterable[bytes] = (SECRET,), retired: Iterable[bytes] = (), others: Iterable[bytes] = ()
) -> SignatureInvalid:
    return explain_signature(read_jws(VICTIM.token(key=key)), list(secrets), list(retired), others)


def test_an_unknown_secret_is_just_wrong() -> None:
    assert explained(b"nobody knows", retired=[RETIRED], others=[OTHER]).cause == "signature-invalid"


def test_a_retired_secret_is_recognised() -> None:
    assert explained(RETIRED, retired=[b"x", RETIRED]).cause == "signature-secret-retired"


def test_another_apps_secret_is_recognised() -> None:
    assert explained(OTHER, others=iter([b"x", OTHER])).cause == "signature-secret-of-other-app"


def test_a_decoded_secret_is_recognised() -> None:
    found = explained(base64.b64decode(SECRET))
    assert found.cause == "signature-secret-decoded"
    assert (found.expected, found.found) == ("the secret's text", "its base64-decoded bytes")


def test_a_decoded_secret_of_the_url_alphabet_is_recognised() -> None:
    secret = SECRET.replace(b"+", b"-").replace(b"/", b"_")
    assert explained(base64.urlsafe_b64decode(secret), secrets=[secret]).cause == "signature-secret-decoded"


def test_a_decoded_secret_is_recognised_for_each_of_two_current_secrets() -> None:
    assert explained(base64.b64decode(OTHER), secrets=[SECRET, OTHER]).cause == "signature-secret-decoded"


def test_a_secret_that_is_no_base64_is_no_reason_to_fail() -> None:
    assert explained(b"x", secrets=[b"not base64 at all!", b"\xff\xfe", b""]).cause == "signature-invalid"


@pytest.mark.parametrize(
    "key",
    [
        SECRET + b"\n",
        SECRET + b"\r\n",
        SECRET + b"\r",
        SECRET + b" ",
        b" " + SECRET,
        b" " + SECRET + b" ",
        b"\n" + SECRET,
        b"\t" + SECRET,
        b'"' + SECRET + b'"',
        b"'" + SECRET + b"'",
        b"`" + SECRET + b"`",
        b"<" + SECRET + b">",
        SECRET + b",",
        b'"' + SECRET + b'",',
        SECRET.rstrip(b"="),
    ],
)
def test_a_decorated_secret_is_recognised(key: bytes) -> None:
    assert explained(key).cause == "signature-secret-decorated"


@pytest.mark.parametrize("key", [*PLACEHOLDER_SECRETS, b"your-256-bit-secret", b"secret", b""])
def test_a_sample_secret_is_recognised(key: bytes) -> None:
    assert explained(key).cause == "signature-secret-placeholder"


@pytest.mark.parametrize("key", [SECRET.upper(), SECRET + b"\n\n", SECRET[1:], SECRET + SECRET, b"Secret", b" secret"])
def test_what_is_only_near_to_a_suspect_is_not_called_one(key: bytes) -> None:
    assert explained(key).cause == "signature-invalid"


def test_the_apps_own_past_comes_before_other_apps() -> None:
    assert explained(RETIRED, retired=[RETIRED], others=[RETIRED]).cause == "signature-secret-retired"


def test_every_explanation_looks_alike_on_the_wire() -> None:
    keys = [b"?", RETIRED, OTHER, base64.b64decode(SECRET), SECRET + b"\n", b"secret"]
    found = [explained(key, retired=[RETIRED], others=[OTHER]) for key in keys]
    assert len({one.cause for one in found}) == 6
    assert {tuple(one.wire) for one in found} == {(401, 4002, "Invalid SDK credentials")}


def test_no_explanation_shows_a_secret() -> None:
    for key in (b"?", RETIRED, OTHER, base64.b64decode(SECRET), SECRET + b"\n", b"secret"):
        found = explained(key, retired=[RETIRED], others=[OTHER])
        shown = f"{found!r} {found} {found.detail} {found.hint} {vars(found)}"
        assert "canary" not in shown
        assert key.decode("latin-1") not in found.detail or key == b"?" or key == b"secret"


def test_a_token_without_a_readable_signature_was_signed_by_nobody() -> None:
    signed = read_jws(VICTIM.token() + b"1")
    assert explain_signature(signed, [SECRET], [RETIRED], [OTHER]).cause == "signature-invalid"
