"""What a way of writing requests has to offer."""

from collections.abc import Callable
from dataclasses import dataclass

from korekit.doctor.given import GivenRequest

__all__ = ["Form"]


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a request.

    `rank`: forms are asked in this order, the most particular first. `fits`: whether a text is of this form.
    `read`: the request in it; raises `Unreadable` alone.
    """

    name: str
    rank: int
    fits: Callable[[str], bool]
    read: Callable[[str], GivenRequest]
