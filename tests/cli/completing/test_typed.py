import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korekit.cli.completing.typed import Typed, typed_line


@pytest.mark.parametrize(
    ("line", "words", "word", "quote"),
    [
        ("", (), "", ""),
        ("korekit", (), "korekit", ""),
        ("korekit ", ("korekit",), "", ""),
        ("korekit  bot li", ("korekit", "bot"), "li", ""),
        ("k 'Bot Im", ("k",), "Bot Im", "'"),
        ('k "Bot Im', ("k",), "Bot Im", '"'),
        ("k Bot\\ Im", ("k",), "Bot Im", ""),
        ("k 'Bot Import' ", ("k", "Bot Import"), "", ""),
        ("k '' x", ("k", ""), "x", ""),
        ("k a'b c'd", ("k",), "ab cd", ""),
        ('k "a\\"b\\c"', ("k",), 'a"b\\c', ""),
        ("k st-1:pub", ("k",), "st-1:pub", ""),
        ("k --flaw=tok", ("k",), "--flaw=tok", ""),
        ("k a\\", ("k",), "a", ""),
    ],
)
def test_a_line_is_taken_apart_as_a_shell_does(line: str, words: tuple[str, ...], word: str, quote: str) -> None:
    assert typed_line(line) == Typed(words, word, quote)


@given(st.text("ab '\"\\\t=:", max_size=30))
def test_a_line_has_the_words_that_shlex_finds(line: str) -> None:
    try:
        expected = shlex.split(f"{line} end")
    except ValueError:
        return
    typed = typed_line(f"{line} end")
    assert [*typed.words, typed.word] == expected
