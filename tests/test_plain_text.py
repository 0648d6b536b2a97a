"""Texts that are shown steer no terminal, and take the room that they are said to take."""

from korekit.plain_text import plain, width_of


def test_what_steers_a_terminal_becomes_a_blank() -> None:
    assert plain("red\x1b[31m\nnext\u202e\u2028line\u200d") == "red [31m next  line "
    assert plain("Grüße, 日本 🛫") == "Grüße, 日本 🛫"


def test_wide_signs_count_twice_and_marks_not_at_all() -> None:
    assert [width_of(text) for text in ("", "abc", "日本", "e\u0301", "a日")] == [0, 3, 4, 1, 3]
