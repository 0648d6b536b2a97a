import base64
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.scanning.leaks.sighting import Certainty, Kind
from korekit.scanning.leaks.tokens import may_hold_token, tokens_in
from korekit.tokens.jwe import encrypt, new_platform_key
from korekit.tokens.mint import sign
from tests.scanning.secret_texts import APP, secret_of, token_of

AUDIENCE = "https://idproxy.kore.ai/authorize"


def found(text: str) -> list[str]:
    assert may_hold_token(text.encode())
    return [sighting.secret for sighting in tokens_in(text)]


def made(header: dict[str, object], claims: dict[str, object]) -> str:
    return sign(header, claims, secret_of("one").encode())


@pytest.mark.parametrize(
    "around",
    [
        "auth: {}",
        'TOKEN="{}"',
        "https://h.example/api/public/bots?token={}&x=1",
        "see {}. Then",
        "Bearer%20{}",
        '"line\\n{}\\n"',
        "<t>{}</t>",
        "config_token_name.{}",
        "{}",
    ],
)
def test_a_token_is_found_whatever_stands_around_it(around: str) -> None:
    token = token_of()
    sightings = list(tokens_in(around.format(token)))
    assert [(one.secret, one.kind, one.client_id) for one in sightings] == [(token, Kind.TOKEN, APP)]
    assert sightings[0].at == around.index("{")


def test_several_tokens_are_found_one_after_the_other() -> None:
    tokens = [token_of(secret_of(name)) for name in ("a", "b", "c")]
    assert found(" ".join(tokens)) == tokens
    assert found(",".join(tokens)) == tokens


@pytest.mark.parametrize(
    "claims",
    [
        {"appId": APP},
        {"appID": APP},
        {"iss": APP, "sub": "ann@example.com"},
        {"clientId": "cs-cut-off"},
        {"sub": "ann@example.com", "aud": AUDIENCE},
        {"aud": ["x", AUDIENCE]},
    ],
)
def test_the_forms_of_this_api_are_known(claims: dict[str, object]) -> None:
    token = made({"alg": "HS256", "typ": "JWT"}, claims)
    assert found(token) == [token]


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "1234567890", "name": "John Doe"},
        {"appid": "6f1d9c5e-0000-4000-8000-000000000000", "aud": "https://graph.example"},
        {"iss": "kubernetes/serviceaccount"},
        {"appId": "com.example.app"},
        {},
    ],
)
def test_tokens_of_other_services_are_left_alone(claims: dict[str, object]) -> None:
    assert found(made({"alg": "HS256"}, claims)) == []


def test_an_unsigned_token_is_told_apart() -> None:
    by_none = jwt.encode({"appId": APP}, key="", algorithm="none")
    without_signature = token_of().rpartition(".")[0] + "."
    for token in (by_none, without_signature):
        assert [one.is_unsigned for one in tokens_in(f"auth: {token}")] == [True]


def test_an_encrypted_token_is_found_without_its_claims() -> None:
    public = {name: value for name, value in new_platform_key("k").items() if name in ("kty", "n", "e", "kid")}
    token = encrypt(token_of(), public)
    (sighting,) = tokens_in(f'"auth": "{token}"')
    assert (sighting.kind, sighting.secret, sighting.claims) == (Kind.ENCRYPTED_TOKEN, token, None)
    assert sighting.certainty is Certainty.LIKELY


def test_an_encrypted_token_of_another_form_is_none_of_ours() -> None:
    header = base64.urlsafe_b64encode(json.dumps({"alg": "dir", "enc": "A256GCM"}).encode()).decode().rstrip("=")
    assert found(f"{header}.AAAA.AAAA.AAAA.AAAA") == []


def test_a_header_with_blanks_is_a_header_all_the_same() -> None:
    head = base64.urlsafe_b64encode(b'{\n  "alg": "HS256"\n}').decode().rstrip("=")
    rest = token_of().partition(".")[2]
    assert found(f"{head}.{rest}") == [f"{head}.{rest}"]


def test_long_runs_without_a_token_take_no_long_time() -> None:
    for text in ("eyJ" * 300_000, "eyJhbGciOiJ." * 100_000, "a" * 1_000_000 + ".b.c", "eyJ" + "." * 500_000):
        assert list(tokens_in(text)) == []


@given(st.text(alphabet="eyJAwo0.{}-_ \n", max_size=400))
def test_nothing_makes_it_fail(text: str) -> None:
    for sighting in tokens_in(text):
        assert text[sighting.at :].startswith(sighting.secret)
