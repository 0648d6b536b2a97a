"""A change of a bot as its log tells it. Apart from the table, for helper processes that have nothing to do with it."""

from dataclasses import dataclass

__all__ = ["Change"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a bot, in the words of the public API."""

    resource_type: str
    resource_id: str
    message: str
