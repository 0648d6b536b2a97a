"""Pages of an operation that takes a page's number and its size. Pure: what to ask next, or that it was the last.

A page that is short, empty or said to be the last ends it.
"""

import typing
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from korekit.catalog.parameters import PageNumber, Parameter, Place
from korekit.client.answers import Answer
from korekit.client.errors import AnswerUnreadable, InvalidArgument
from korekit.client.requests import Invocation

__all__ = ["Page", "entries", "first_page", "is_paged"]

# A page number is recognised by the limit that its declaration gives it.
_GREATEST_NUMBER: Final = typing.get_args(PageNumber)[1].maximum
_SIZE: Final = "limit"
# How answers say that more is to come.
_MORE: Final = ("available_more", "more_available", "has_more")


@dataclass(frozen=True, slots=True)
class Page:
    """One page to ask for, and how many entries a full one has."""

    invocation: Invocation
    number_name: str
    size: int

    def after(self, answer: Answer[Any], before: Answer[Any] | None = None) -> "Page | None":
        """The page after this one, `None` after the last.

        Args:
            answer: what this page was answered.
            before: what the page before was answered.

        Raises:
            AnswerUnreadable: the host gave the same page again, so it would never end.
        """
        count = len(entries(answer.result))
        stated = [getattr(answer.result, name, None) for name in _MORE]
        more = next((flag for flag in stated if isinstance(flag, bool)), None)
        if count == 0 or more is False or (more is None and count < self.size):
            return None
        if before is not None and before.body == answer.body:
            raise AnswerUnreadable(
                f"{self.invocation.operation.id}: the host answered the same page twice.",
                status=answer.status,
                body=answer.body,
            )
        arguments = dict(self.invocation.arguments)
        arguments[self.number_name] += 1
        following = Invocation(self.invocation.operation, arguments, self.invocation.extra)
        return Page(following, self.number_name, self.size)


def is_paged(invocation: Invocation) -> bool:
    """Whether the operation takes a page's number and size."""
    return _parameters(invocation) is not None


def first_page(invocation: Invocation) -> Page:
    """The page that the arguments name, from which the following ones go on.

    Raises:
        InvalidArgument: the operation has no pages, or the size is no positive number.
    """
    parameters = _parameters(invocation)
    if parameters is None:
        raise InvalidArgument(f"{invocation.operation.id} has no pages.")
    number, size = parameters
    asked = invocation.arguments.get(size.name)
    if not isinstance(asked, int) or asked < 1:
        raise InvalidArgument(f"`{size.name}` is a positive number.")
    # A greater number counts as the greatest, so a full page has that many.
    return Page(invocation, number.name, min(asked, size.maximum or asked))


def entries(result: Any) -> list[Any]:
    """The entries of a page: the answer itself, or the list in it."""
    if isinstance(result, list):
        return result
    if isinstance(result, msgspec.Struct):
        for value in (getattr(result, name) for name in result.__struct_fields__):
            if isinstance(value, list):
                return value
    return []


def _parameters(invocation: Invocation) -> tuple[Parameter, Parameter] | None:
    in_query = invocation.operation.parameters_in(Place.QUERY)
    numbers = [parameter for parameter in in_query if parameter.maximum == _GREATEST_NUMBER]
    sizes = [parameter for parameter in in_query if parameter.wire == _SIZE]
    return (numbers[0], sizes[0]) if numbers and sizes else None
