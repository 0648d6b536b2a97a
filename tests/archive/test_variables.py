import pytest

from korekit.archive import ArchiveBroken, read_parts, without_secrets
from tests.archive.builders import archive, archive_of, config, definition, warnings, written
from tests.bots import large


def test_values_of_secured_variables_become_empty_and_nothing_else_changes() -> None:
    variables = (
        b'[{"key":"a", "value" : "s3cret","isSecured":true},{"isSecured":false,"value":"kept"},'
        b'{"value":"\\"x","isSecured": true },{"key":"no value","isSecured":true},{"value":7,"isSecured":1}]'
    )
    given = read_parts(definition=written(definition()), config=b'{"name":"B","envVariables":' + variables + b"}")
    assert without_secrets(given).config == (
        b'{"name":"B","envVariables":[{"key":"a", "value" : "","isSecured":true},{"isSecured":false,"value":"kept"},'
        b'{"value":"","isSecured": true },{"key":"no value","isSecured":true},{"value":"","isSecured":1}]}'
    )
    assert without_secrets(given).definition == given.definition


def test_secured_content_variables_are_emptied_in_every_language() -> None:
    variable = {"key": "k", "isSecured": True, "localeData": {"en": {"value": "s"}, "de": {"value": "t", "hint": "h"}}}
    safe = without_secrets(archive(definition(contentVariables=[variable])))
    assert safe.part("contentVariables") == [
        {"key": "k", "isSecured": True, "localeData": {"en": {"value": ""}, "de": {"value": "", "hint": "h"}}}
    ]


def test_a_variable_that_may_be_secured_never_leaves() -> None:
    data = b'{"name":"B","envVariables":[{"value":"s","isSecured":true,"isSecured":false}]}'
    with pytest.raises(ArchiveBroken, match="a key stands twice"):
        without_secrets(read_parts(definition=b"{}", config=data))


def test_a_real_bot_without_secrets_is_the_same_where_they_are_empty_already() -> None:
    given = archive_of(large())
    assert without_secrets(given).definition == given.definition


def test_a_key_twice_is_a_warning() -> None:
    found = archive(settings=config(envVariables=[{"key": "a"}, {"key": "a"}]))
    assert warnings(found) == {"$.envVariables[1].key": '"a" is the key of another variable too'}


def test_a_value_that_is_no_text_is_a_warning() -> None:
    found = archive(settings=config(envVariables=[{"key": "a", "value": 5}]))
    assert warnings(found) == {"$.envVariables[0].value": "a variable's value should be a text, not a number"}


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "-----BEGIN RSA PRIVATE KEY-----\nMII",
        "Bearer abcdefgh12345678",
        "aB3dE5gH7jK9mN1pQ3sT5vX7",
    ],
)
def test_a_live_looking_secret_is_a_warning_without_its_text(secret: str) -> None:
    found = archive(
        definition(contentVariables=[{"key": "k", "localeData": {"en": {"value": secret}}}]),
        config(envVariables=[{"key": "k", "value": secret}]),
    )
    assert warnings(found) == {
        "$.contentVariables[0].localeData.en.value": "this value looks like a live secret",
        "$.envVariables[0].value": "this value looks like a live secret",
    }


@pytest.mark.parametrize(
    "text",
    ["", "https://service.example/Path/1", "b90409c7-4062-5e50-8f8d-A18fcf828b29", "a sentence Of 3 Words", "x" * 99],
)
def test_plain_values_are_not_taken_for_secrets(text: str) -> None:
    assert warnings(archive(settings=config(envVariables=[{"key": "k", "value": text}]))) == {}
