"""The header that carries the token."""

import pytest

from korekit.errors.refusal import Check
from tests.doctor.looking import TOKEN, states, told

URL = "https://platform.kore.ai/api/public/bots"


@pytest.mark.parametrize("name", ["auth", "Auth", "AUTH"])
def test_the_case_of_the_name_does_not_matter(name: str) -> None:
    assert states(f"curl {URL} -H '{name}: {TOKEN}'")[Check.HEADER] == "passed"


def test_blanks_around_the_value_are_no_part_of_it() -> None:
    assert states(f"curl {URL} -H 'auth:    {TOKEN}  '")[Check.HEADER] == "passed"


@pytest.mark.parametrize("value", ["eyJhbGciOi...", "eyJ…", "eyJhbGci***", "xxxxxxxx", "<REDACTED>"])
def test_a_token_that_was_made_unreadable_is_not_judged(value: str) -> None:
    found = states(f"curl {URL} -H 'auth: {value}'")
    assert found[Check.HEADER] == "unknown"
    assert found[Check.TOKEN] == "unknown"


@pytest.mark.parametrize("value", ["Bearer eyJ…", "bearer eyJhbGciOi...", "Bearer <REDACTED>"])
def test_the_word_before_a_shortened_token_is_judged(value: str) -> None:
    (cause,) = told(f"curl {URL} -H 'auth: {value}'")
    assert (cause.cause, cause.certain) == ("header-bearer-prefix", True)


def test_of_a_token_in_a_variable_nothing_is_known() -> None:
    found = states(f'curl {URL} -H "auth: $TOKEN"')
    # The variable may hold `Bearer …` as well.
    assert found[Check.HEADER] == "unknown"
    assert found[Check.TOKEN] == "unknown"


def test_a_header_in_a_file_may_be_the_right_one() -> None:
    (cause, *_) = told(f"curl {URL} -H @headers")
    assert not cause.certain


def test_the_token_itself_is_looked_at_wherever_it_stands() -> None:
    causes = told(f"curl {URL} -H 'Authorization: Bearer {TOKEN[:-4]}'")
    assert [cause.cause for cause in causes] == ["header-wrong-name", "token-truncated"]
    assert all(cause.certain for cause in causes)


def test_a_second_header_of_another_kind_is_no_fault() -> None:
    assert states(f"curl {URL} -H 'auth: {TOKEN}' -H 'Authorization: Bearer x'")[Check.HEADER] == "passed"


def test_operations_of_users_take_another_header() -> None:
    url = "https://platform.kore.ai/api/1.1/builder/samplebots"
    assert not [cause for cause in told(f"curl {url} -H 'Authorization: bearer abc'") if cause.certain]


def test_a_blank_before_the_colon_makes_another_name() -> None:
    (cause, *_) = told(f"GET {URL}\nauth : {TOKEN}\n")
    assert (cause.cause, cause.certain) == ("header-wrong-name", True)
    assert "blank" in cause.detail


def test_a_password_is_called_what_it_is() -> None:
    (cause,) = told(f"curl -u a:b {URL}")
    assert cause.cause == "token-missing"
    assert "password" in cause.detail
