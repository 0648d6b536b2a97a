"""The token itself."""

from typing import Any

import pytest

from korekit.doctor.outside.scene import KnownSecret
from korekit.errors.refusal import Check
from tests.doctor.corpus_calls import OTHER_CLIENT, OTHER_SECRET, make_token
from tests.doctor.looking import CLIENT, SECRET, diagnosed, states, told

URL = "https://platform.kore.ai/api/public/bots"


def call(**recipe: Any) -> str:
    return f"curl {URL} -H 'auth: {make_token(recipe)}'"


def certain(text: str, *secrets: KnownSecret) -> list[str]:
    return [cause.cause for cause in told(text, secrets=secrets) if cause.certain]


def test_a_good_token_passes_what_can_be_seen_of_it_and_nothing_else() -> None:
    found = states(call())
    passed = {check for check, state in found.items() if state == "passed"}
    assert passed == {
        Check.PATH,
        Check.METHOD,
        Check.HEADER,
        Check.TOKEN,
        Check.ALGORITHM,
        Check.TIME,
        Check.BOT,
        Check.BODY,
    }


@pytest.mark.parametrize(
    ("seconds", "is_certain"), [(-3600, True), (-301, True), (-299, False), (-1, False), (30, False)]
)
def test_expiry_is_certain_only_beyond_what_clocks_differ(seconds: int, is_certain: bool) -> None:
    assert (certain(call(claims={"exp": f"now{seconds:+d}"})) == ["token-expired"]) is is_certain


def test_a_token_that_just_expired_is_suspected_first() -> None:
    assert told(call(claims={"exp": "now-30"}))[0].cause == "token-expired"


@pytest.mark.parametrize(("seconds", "is_certain"), [(3601, False), (3899, False), (3901, True), (86_400, True)])
def test_the_hour_of_a_jti_is_certain_only_beyond_what_clocks_differ(seconds: int, is_certain: bool) -> None:
    found = certain(call(claims={"jti": "a", "exp": f"now+{seconds}"}))
    assert (found == ["jti-lifetime-too-long"]) is is_certain


@pytest.mark.parametrize(
    "recipe",
    [
        {"raw_claims": '{"appId":"a","appId":"b"}'},
        {"header": {"typ": "JOSE"}},
        {"header": {"crit": ["x"]}},
        {"claims": {"exp": "soon"}},
    ],
    ids=["a key twice", "another typ", "crit", "exp as text"],
)
def test_what_only_a_strict_reader_refuses_is_a_suspicion(recipe: dict[str, Any]) -> None:
    diagnosis = diagnosed(call(**recipe))
    assert not [cause for cause in diagnosis.causes if cause.certain and cause.check == "token"]
    assert diagnosis.causes[0].cause == "token-malformed"


def test_a_token_signed_with_the_secret_at_hand_passes() -> None:
    diagnosis = diagnosed(call(), secrets=(KnownSecret(SECRET.encode() + b"\n"),))
    assert dict(diagnosis.checks)[Check.SIGNATURE] == "passed"
    assert not any(cause.check == "signature" for cause in diagnosis.causes)


def test_without_a_secret_the_signature_stays_unknown() -> None:
    assert states(call(secret="whatever"))[Check.SIGNATURE] == "unknown"


def test_a_secret_of_the_same_app_that_does_not_fit_is_certain() -> None:
    assert certain(call(secret="whatever"), KnownSecret(SECRET.encode(), CLIENT)) == ["signature-invalid"]


def test_a_secret_of_nobody_knows_whom_that_does_not_fit_is_a_suspicion() -> None:
    causes = told(call(secret="whatever"), secrets=(KnownSecret(b"another"),))
    assert (causes[0].cause, causes[0].certain) == ("signature-invalid", False)


def test_a_secret_of_another_app_alone_says_nothing_unless_it_fits() -> None:
    other = KnownSecret(OTHER_SECRET.encode(), OTHER_CLIENT)
    assert certain(call(), other) == []
    assert certain(call(secret=OTHER_SECRET), other) == ["signature-secret-of-other-app"]


@pytest.mark.parametrize("claims", [{"exp": 1e308}, {"exp": -1e308}, {"exp": 0}, {"exp": 10**30}, {"nbf": 10**30}])
def test_absurd_times_do_no_harm(claims: dict[str, Any]) -> None:
    diagnosed(call(claims=claims)).to_json()


def test_an_encrypted_token_is_judged_by_its_header_alone() -> None:
    found = states(call(jwe={"alg": "RSA-OAEP", "enc": "A128GCM"}))
    assert found[Check.JWE] == "unknown"
    assert found[Check.TOKEN] == "unknown"


@pytest.mark.parametrize("before", ["auth: ", "Authorization: Bearer ", "auth: '"])
def test_a_token_of_many_thousand_characters_is_not_told_by_what_was_kept_of_it(before: str) -> None:
    token = f"eyJhbGciOiJIUzI1NiJ9.{'A' * 60_000}.abc"
    cause = next(one for one in told(f'curl {URL} -H "{before}{token}"') if one.cause == "token-malformed")
    assert "Expected: at most 16384 bytes. Found: more than 20000 bytes." in cause.detail
    short = f"eyJhbGciOiJIUzI1NiJ9.{'A' * (20_000 - 25)}.abc"
    assert len(short) == 20_000
    cause = next(one for one in told(f'curl {URL} -H "{before}{short}"') if one.cause == "token-malformed")
    assert "Found: 20000 bytes." in cause.detail
