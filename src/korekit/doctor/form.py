"""What a way of writing requests has to offer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from korekit.doctor.given import GivenRequest

__all__ = ["Form"]


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing requests.

    `rank`: forms are asked in this order, the most particular first. `fits`: whether a text is of this form.
    `read`: the requests in it, in order, at least one; raises `Unreadable` alone. `is_masked`: whether asterisks in it
    stand for what somebody hid; in code they are operators. `max_characters`: longer texts are not looked at.
    """

    name: str
    rank: int
    fits: Callable[[str], bool]
    read: Callable[[str], Sequence[GivenRequest]]
    is_masked: bool = True
    max_characters: int = 1_000_000
