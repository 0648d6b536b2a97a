"""Words as the Windows command prompt hands them over."""

import pytest

from korekit.doctor.given import is_open
from korekit.doctor.quoting.windows_prompt import prompt_command


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('curl "a b" ^\r\n -X POST', ["curl", "a b", "-X", "POST"]),
        ('curl ^"http://h/?a=1^&b=2^"', ["curl", "http://h/?a=1&b=2"]),
        ('curl -d "{\\"a\\":1}"', ["curl", "-d", '{"a":1}']),
        ('curl ^"^{^\\^"a^\\^":1^}^"', ["curl", '{"a":1}']),
        ('curl "a""b"', ["curl", 'a"b']),
        ('curl "a\\\\" b', ["curl", "a\\", "b"]),
        ("curl a\\b", ["curl", "a\\b"]),
        ("curl %20a%20b", ["curl", "%20a%20b"]),
        ("curl a | more", ["curl", "a"]),
        ("curl a\nnext", ["curl", "a"]),
    ],
)
def test_carets_and_quotes_make_the_words_of_the_prompt(text: str, expected: list[str]) -> None:
    assert prompt_command(text).words == expected


def test_a_variable_stays_open() -> None:
    assert is_open(prompt_command("curl %TOKEN%").words[1])


def test_single_quotes_quote_nothing_and_are_noted() -> None:
    command = prompt_command("curl -H 'auth: a'")
    assert command.words == ["curl", "-H", "'auth:", "a'"]
    assert "Single quotes" in command.notes[0]
