"""What is taken of names, texts and addresses."""

import pytest

from korekit.errors.console import InputInvalid
from korekit.records.given_texts import email_address, given_prose, given_text

# Addresses that look like `owner@example.com`.
UNSEEN = ("owner\u200b@example.com", "\u200eowner@example.com", "owner@exam\u00adple.com", "owner@\u202eexample.com")


@pytest.mark.parametrize("text", ["A bot", "Überbot", "👨\u200d👩\u200d👧 family", "a\u00a0b", "x" * 200])
def test_a_name_may_be_any_visible_text(text: str) -> None:
    assert given_text(text, "name") == text


def test_blanks_around_a_name_are_dropped() -> None:
    assert given_text("  A bot\n", "name") == "A bot"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "a\x00b", "a\nb", "\ud800", "x" * 201, "\u200b", "\u200f \ufeff", "owner\u202eb", "\u2066a\u2069"],
)
def test_a_name_is_neither_empty_nor_long_nor_holds_control_characters(text: str) -> None:
    with pytest.raises(InputInvalid, match="`name`"):
        given_text(text, "name")


def test_prose_has_lines() -> None:
    assert given_prose("first\n\tsecond\r\n", "description", maximum=20) == "first\n\tsecond\r\n"


@pytest.mark.parametrize("text", ["a\x00", "x" * 21])
def test_prose_is_neither_long_nor_holds_other_control_characters(text: str) -> None:
    with pytest.raises(InputInvalid, match="`description`"):
        given_prose(text, "description", maximum=20)


def test_an_address_is_compared_in_lower_case() -> None:
    assert email_address(" Jane.Doe@Example.COM ") == "jane.doe@example.com"


@pytest.mark.parametrize(
    "text", ["", "jane", "@", "jane@", "@example.com", "a b@example.com", "a@b@c", "a\x00@b.c", *UNSEEN]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InputInvalid, match="Invalid emailId"):
        email_address(text)
