"""Words as PowerShell makes them."""

import pytest

from korekit.doctor.given import Unreadable, is_open
from korekit.doctor.quoting.powershell import powershell_command


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl.exe 'a b' `\r\n -X POST", ["curl.exe", "a b", "-X", "POST"]),
        ("curl.exe 'it''s'", ["curl.exe", "it's"]),
        ('curl.exe "a `"b`" ``"', ["curl.exe", 'a "b" `']),
        ('curl.exe "a""b"', ["curl.exe", 'a"b']),
        ('curl.exe "{\\"a\\":1}"', ["curl.exe", '{"a":1}']),
        ("curl.exe a; next", ["curl.exe", "a"]),
        ("curl.exe '$a'", ["curl.exe", "$a"]),
    ],
)
def test_backticks_and_quotes_make_the_words_of_powershell(text: str, expected: list[str]) -> None:
    assert powershell_command(text).words == expected


@pytest.mark.parametrize("text", ["curl.exe $env:TOKEN", 'curl.exe "auth: $token"', 'curl.exe "$($a.b)"'])
def test_variables_stay_open(text: str) -> None:
    assert is_open(powershell_command(text).words[1])


def test_double_quotes_inside_an_argument_are_noted() -> None:
    assert powershell_command("curl.exe -d '{\"a\":1}'").notes


@pytest.mark.parametrize("text", ["curl.exe 'a", 'curl.exe "a', "curl.exe $(a"])
def test_what_is_never_closed_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable, match="never closed"):
        powershell_command(text)
