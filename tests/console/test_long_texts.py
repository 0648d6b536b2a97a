"""What reads a pasted or sent text takes as long as the text is, whatever stands in it."""

from collections.abc import Callable
from typing import Final

import pytest

from korekit.catalog.operations import find_operation
from korekit.console.trying.fields import Field
from korekit.console.trying.redacting import kept_values
from korekit.doctor.redaction import safe_word
from korekit.scanning.uses.flattening import flattened
from korekit.tokens.claimed import claimed_client_ids
from tests.doctor.test_hostile_texts import AT_MOST_TIMES, growth, looked_at

SIZE: Final = 200_000
UNITS: Final = ("a", "a.", "eyJ", "ey", " ", "=", "a ", "aA", "a1", "\u00a0", "(", "$a", "xxxx", "x" * 43)


def claimed(text: str) -> None:
    claimed_client_ids([text.encode()] * 10)


def scanned(text: str) -> None:
    flattened(text)


def shown(text: str) -> None:
    safe_word(text)


def remembered(text: str) -> None:
    operation = find_operation("get-change-logs")
    assert operation is not None
    kept_values([Field(operation.parameters[0], "text", "", value=text)])


def in_a_header(text: str) -> None:
    """As the header of a pasted call, from which somebody cut the token's middle."""
    looked_at(f"curl https://h.example/api/public/bots -H 'auth: {text} ...'")


READERS: Final[dict[str, tuple[Callable[[str], None], int]]] = {
    # A header has at most as many bytes as are looked at.
    "claimed": (claimed, 16_384),
    "scanned": (scanned, SIZE),
    "remembered": (remembered, SIZE),
    "shown": (shown, SIZE),
    "in_a_header": (in_a_header, SIZE // 4),
}


@pytest.mark.parametrize("name", READERS)
def test_a_long_text_costs_what_its_length_costs(name: str) -> None:
    read, size = READERS[name]
    slow = []
    for unit in UNITS:
        text = (unit * (size // len(unit) + 1))[:size]
        if growth(text[: size // 4], text, read) >= AT_MOST_TIMES:
            slow.append(unit)
    assert slow == []
