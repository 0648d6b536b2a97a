"""What claims say: which app, when, whether once."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.errors.refusal import Check, Refusal
from korekit.tokens.claims import check_claim_forms, check_times, client_id_of, jti_of
from korekit.tokens.tolerances import LENIENT, STRICT, Tolerances
from tests.tokens.victim import NOW_S, VICTIM

APP = VICTIM.client_id


def cause_of_forms(claims: dict[str, Any], allowed: Tolerances = LENIENT) -> str:
    try:
        check_claim_forms(claims, allowed)
    except Refusal as refusal:
        return refusal.cause
    return "ok"


def app_refusal(claims: dict[str, Any], allowed: Tolerances = LENIENT) -> Refusal:
    with pytest.raises(Refusal) as caught:
        client_id_of(claims, allowed)
    return caught.value


def jti_refusal(claims: dict[str, Any], *, is_enforced: bool) -> Refusal:
    with pytest.raises(Refusal) as caught:
        jti_of(claims, NOW_S, is_enforced=is_enforced)
    assert caught.value.check is Check.JTI
    return caught.value


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize(
    ("value", "cause"),
    [
        (1_795_500_300, "ok"),
        (1_795_500_300.5, "ok"),
        (1_795_500_300_000, "ok"),
        (0, "ok"),
        (-5, "ok"),
        (1e308, "ok"),
        ("1795500300", "token-malformed"),
        (True, "token-malformed"),
        (None, "token-malformed"),
        ([], "token-malformed"),
        ({}, "token-malformed"),
        (float("inf"), "token-malformed"),
        (float("-inf"), "token-malformed"),
        (float("nan"), "token-malformed"),
        (10**400, "token-malformed"),
        (-(10**400), "token-malformed"),
    ],
)
def test_a_time_is_a_number_of_seconds(name: str, value: Any, cause: str) -> None:
    assert cause_of_forms({name: value}) == cause


def test_a_refused_time_is_named() -> None:
    with pytest.raises(Refusal) as caught:
        check_claim_forms({"exp": 1, "nbf": "soon"}, LENIENT)
    assert (caught.value.expected, caught.value.found) == ("`nbf` as a number of seconds", "`nbf` of another type")


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ({"appId": APP}, "none"),
        ({"exp": 1_795_500_300.5}, "a fraction"),
        ({"exp": 1_795_500_300, "iat": 1_795_500_000.0}, "a fraction"),
        ({"exp": 1_795_500_300_000}, "milliseconds"),
        ({"exp": 1_795_500_300, "iat": 1_795_500_000_000}, "milliseconds"),
        ({"exp": 1_795_500_300, "aud": "https://example.com"}, "another `aud`"),
        ({"exp": 1_795_500_300, "aud": ""}, "another `aud`"),
        ({"exp": 1_795_500_300, "aud": None}, "another `aud`"),
        ({"exp": 1_795_500_300, "aud": []}, "another `aud`"),
        ({"exp": 1_795_500_300, "aud": [["https://idproxy.kore.ai/authorize"]]}, "another `aud`"),
    ],
)
def test_strict_forms_refuse_what_only_a_tolerance_lets_through(claims: dict[str, Any], found: str) -> None:
    assert cause_of_forms(claims, LENIENT) == "ok"
    with pytest.raises(Refusal) as caught:
        check_claim_forms(claims, STRICT)
    assert (caught.value.cause, caught.value.found) == ("token-malformed", found)


@pytest.mark.parametrize(
    "audience",
    [
        "https://idproxy.kore.ai/authorize",
        "https://idproxy.kore.com/authorize",
        ["https://example.com", "https://idproxy.kore.com/authorize"],
    ],
)
def test_strict_forms_take_the_platforms_audience(audience: Any) -> None:
    assert cause_of_forms({"exp": 1_795_500_300, "aud": audience}, STRICT) == "ok"


def test_app_id_names_the_app() -> None:
    assert client_id_of({"appId": APP, "iss": VICTIM.other_client_id}, LENIENT) == APP


def test_iss_names_the_app_where_app_id_is_absent_and_only_where_tolerated() -> None:
    assert client_id_of({"iss": APP}, LENIENT) == APP
    assert app_refusal({"iss": APP}, STRICT).cause == "claim-app-id-missing"


def test_iss_is_no_way_out_for_an_app_id_that_is_wrong() -> None:
    assert app_refusal({"appId": "x", "iss": APP}).cause == "claim-app-id-not-client-id"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([APP], "another type"),
        (None, "another type"),
        ("st-2f3e4d5c-6b7a-5899-a8b7-c6d5e4f30211", "a bot id"),
        ("u-2f3e4d5c-6b7a-5899-a8b7-c6d5e4f30211", "a user id"),
        (APP + "\n", "blanks around it"),
        (APP[:-1], "a client id that is cut or altered"),
        (APP.replace("a", "A"), "a client id that is cut or altered"),
        ("", "an empty text"),
        ("My app", "a text that is no client id"),
    ],
)
def test_what_stands_in_app_id_instead_is_told_by_kind_alone(value: Any, found: str) -> None:
    refusal = app_refusal({"appId": value})
    assert (refusal.cause, refusal.at, refusal.found) == ("claim-app-id-not-client-id", "`appId`", found)


@pytest.mark.parametrize("name", ["appid", "app_id", "App ID", "APP-ID", "clientId", "client_id", "appId\u200b"])
def test_a_misspelt_claim_is_shown(name: str) -> None:
    refusal = app_refusal({"sub": "1", name: APP})
    assert (refusal.cause, refusal.expected, refusal.found) == ("claim-app-id-misspelled", "`appId`", f"`{name}`")


def test_only_the_first_names_are_judged_so_that_no_stranger_makes_it_long() -> None:
    others = {f"{number:05}": 1 for number in range(1000)}
    assert app_refusal({**dict(list(others.items())[:31]), "appid": APP}).cause == "claim-app-id-misspelled"
    assert app_refusal({**others, "appid": APP}).cause == "claim-app-id-missing"


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ({}, "no claims"),
        ({"sub": "1", "name": "x"}, "the claims `sub`, `name`"),
        ({"sub": 1, "n" * 25: 1}, "the claims `sub`, one of another form"),
        ({"q0Xk7mSecretInAWrongPlace": 1}, "the claims one of another form"),
        (
            {"n" * i: 1 for i in range(1, 20)},
            "the claims `n`, `nn`, `nnn`, `nnnn`, " + "`nnnnn`, `nnnnnn`, `nnnnnnn`, `nnnnnnnn`",
        ),
    ],
)
def test_a_token_that_names_no_app_shows_a_few_names_of_its_claims_but_no_value(
    claims: dict[str, Any], found: str
) -> None:
    refusal = app_refusal(claims)
    assert (refusal.cause, refusal.found) == ("claim-app-id-missing", found)


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ({"exp": NOW_S}, "`exp` 0 s ago"),
        ({"exp": NOW_S - 61.4}, "`exp` 61 s ago"),
        ({"exp": 0}, "`exp` 1795500000 s ago"),
        ({"nbf": NOW_S + 5}, "`nbf` 5 s ahead"),
        ({"exp": NOW_S + 9, "nbf": NOW_S + 1}, "`nbf` 1 s ahead"),
    ],
)
def test_a_token_outside_its_times_says_by_how_much(claims: dict[str, Any], found: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_times(claims, NOW_S)
    assert (caught.value.check, caught.value.found) == (Check.TIME, found)


@pytest.mark.parametrize("claims", [{}, {"exp": NOW_S + 0.001}, {"nbf": NOW_S}, {"iat": NOW_S + 9999}])
def test_a_token_counts_from_nbf_on_and_up_to_exp(claims: dict[str, Any]) -> None:
    check_times(claims, NOW_S)


def test_a_jti_is_read_whether_enforced_or_not() -> None:
    claims = {"jti": "one", "exp": NOW_S + 3600}
    assert jti_of(claims, NOW_S, is_enforced=True) == "one"
    assert jti_of(claims, NOW_S, is_enforced=False) == "one"


@pytest.mark.parametrize("claims", [{}, {"jti": None}, {"jti": ""}])
def test_no_jti_is_fine_unless_enforced(claims: dict[str, Any]) -> None:
    assert jti_of(claims, NOW_S, is_enforced=False) is None
    assert jti_refusal(claims, is_enforced=True).cause == "jti-missing"


@pytest.mark.parametrize("jti", [5, True, [], {}, ["one"], "j" * 513])
@pytest.mark.parametrize("is_enforced", [True, False])
def test_a_jti_that_cannot_be_kept_is_refused(jti: Any, is_enforced: bool) -> None:
    assert jti_refusal({"jti": jti, "exp": NOW_S + 60}, is_enforced=is_enforced).cause == "jti-missing"


@pytest.mark.parametrize("jti", ["j" * 512, " ", "\U0001f600", "'; --", "%", "0", "a\x00b"])
def test_a_jti_is_any_short_text(jti: str) -> None:
    assert jti_of({"jti": jti, "exp": NOW_S + 60}, NOW_S, is_enforced=True) == jti


@pytest.mark.parametrize("is_enforced", [True, False])
@pytest.mark.parametrize("exp", [None, NOW_S + 3600.001, NOW_S + 3601, NOW_S * 1000, 1e300])
def test_a_jti_wants_an_exp_within_the_hour(exp: float | None, is_enforced: bool) -> None:
    claims: dict[str, Any] = {"jti": "one"} if exp is None else {"jti": "one", "exp": exp}
    refusal = jti_refusal(claims, is_enforced=is_enforced)
    assert refusal.cause == "jti-lifetime-too-long"
    assert refusal.wire == (401, 401, 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)')


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just(10**400)
    | st.just(-(10**400)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from(["appId", "iss", "exp", "nbf", "iat", "jti", "aud", "sub", "appid", "x"])


@given(
    claims=st.dictionaries(names, anything),
    now_s=st.floats(0, 1e12),
    allowed=st.sampled_from([LENIENT, STRICT]),
    is_enforced=st.booleans(),
)
def test_any_claims_pass_or_are_refused(
    claims: dict[str, Any], now_s: float, allowed: Tolerances, is_enforced: bool
) -> None:
    with contextlib.suppress(Refusal):
        check_claim_forms(claims, allowed)
        client_id_of(claims, allowed)
        check_times(claims, now_s)
        jti_of(claims, now_s, is_enforced=is_enforced)
