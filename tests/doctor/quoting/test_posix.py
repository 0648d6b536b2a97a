"""Words as a POSIX shell makes them."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.doctor.given import Unreadable, shown_open
from korekit.doctor.quoting.posix import posix_commands


def words(text: str) -> list[list[str]]:
    return [[shown_open(word) for word in command.words] for command in posix_commands(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl 'a b' c", ["curl", "a b", "c"]),
        ('curl "a \\"b\\" \\$c"', ["curl", 'a "b" $c']),
        ("curl $'it\\'s\\n\\x41\\u00e9\\101'", ["curl", "it's\nAéA"]),
        ('curl $"a b"', ["curl", "a b"]),
        ("curl a\\ b", ["curl", "a b"]),
        ("curl \\\n  -X \\\r\n POST", ["curl", "-X", "POST"]),
        ("curl 'a'\"b\"c", ["curl", "abc"]),
        ("curl '' \"\"", ["curl", "", ""]),
        ("curl a # b", ["curl", "a"]),
        ("curl a#b", ["curl", "a#b"]),
        ("curl a 2>/dev/null >out <in", ["curl", "a"]),
        ("curl a 2>&1", ["curl", "a"]),
        ('curl "a\\\nb"', ["curl", "ab"]),
        ("curl 'a\\b'", ["curl", "a\\b"]),
        ('curl "a\\b"', ["curl", "a\\b"]),
    ],
)
def test_quotes_and_escapes_make_the_words_of_a_shell(text: str, expected: list[str]) -> None:
    assert words(text) == [expected]


@pytest.mark.parametrize("separator", [" | ", " && ", " || ", "; ", "\n", " & "])
def test_a_command_ends_where_a_shell_ends_it(separator: str) -> None:
    assert words(f"curl a{separator}jq b")[0] == ["curl", "a"]


def test_variables_that_the_text_assigns_are_filled_in() -> None:
    assert words("T='a b'\nexport U=c\ncurl $T \"${U}d\" '$T'")[-1] == ["curl", "a b", "cd", "$T"]


def test_other_variables_and_substitutions_stay_open() -> None:
    (command,) = posix_commands('curl "x$TOKEN" $(cat secret) `pwd` ${A:-b}')
    assert [shown_open(word) for word in command.words] == ["curl", "x$TOKEN", "$(…)", "`…`", "${A:-b}"]
    assert command.words[1] != "x$TOKEN"
    assert command.inner == ["cat secret", "pwd"]


def test_a_blank_behind_a_continuing_backslash_is_forgiven_with_a_note() -> None:
    (command,) = posix_commands("curl a \\ \n -X POST")
    assert command.words == ["curl", "a", "-X", "POST"]
    assert "backslash" in command.notes[0]


def test_an_unquoted_ampersand_in_an_address_is_forgiven_with_a_note() -> None:
    (command,) = posix_commands("curl http://h/a?b=1&c=2 -H x")
    assert command.words == ["curl", "http://h/a?b=1&c=2", "-H", "x"]
    assert "&" in command.notes[0]


def test_an_unquoted_placeholder_is_forgiven_with_a_note() -> None:
    (command,) = posix_commands("curl https://h/bot/<botId>/export -H x >out")
    assert command.words == ["curl", "https://h/bot/<botId>/export", "-H", "x"]
    assert "<" in command.notes[0]


@pytest.mark.parametrize("text", ["curl 'a", 'curl "a', "curl $'a", "curl `a", "curl $(a"])
def test_what_is_never_closed_is_unreadable_and_not_quoted_in_the_message(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        list(posix_commands(text + "S3CRET"))
    assert "never closed" in str(caught.value)
    assert "S3CRET" not in str(caught.value)


def test_a_here_document_is_the_standard_input() -> None:
    command, following = posix_commands("curl -d @- u <<'EOF'\n{\"a\":\n1}\nEOF\necho b")
    assert command.standard_input == '{"a":\n1}\n'
    assert following.words == ["echo", "b"]


@given(st.lists(st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs", "Co"])), max_size=6))
def test_words_quoted_by_the_standard_library_come_back(given: list[str]) -> None:
    import shlex

    (command,) = posix_commands("curl " + shlex.join(given))
    assert command.words[1:] == given


@pytest.mark.parametrize(
    "text", ["a'b\"c'd", 'a"b\'c"', "$'\\t\\e\\cA\\x7'", '"\\\\\\`"', "a\\\\b 'c''d'", "$'\\'' \"'\"", "$'\\q\\\"'"]
)
def test_bash_makes_the_same_words(text: str) -> None:
    real = subprocess.run(["bash", "-c", f"printf '%s\\0' {text}"], capture_output=True, check=True).stdout
    (command,) = posix_commands(f"curl {text}")
    assert [word.encode() for word in command.words[1:]] == real.split(b"\0")[:-1]
