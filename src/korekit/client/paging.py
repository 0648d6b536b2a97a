"""A walk through everything that an operation has: what to ask next, and that it was the last. Pure.

How pages are counted, and how an answer says that more is to come, are facts of the catalogue. A page that is empty,
said to be the last or, where nothing is said, not full ends the walk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.paging import Paging
from korekit.catalog.parameters import Parameter
from korekit.client.answers import Answer
from korekit.client.errors import AnswerUnreadable, InvalidArgument
from korekit.client.requests import Invocation
from korekit.client.windows import in_windows

__all__ = ["Walk", "entries", "is_paged"]

_IDS: Final = ("id", "_id")
_TOTALS: Final = ("total", "totalCount")
_NOTHING: Final = Paging(counts="nothing")


class Walk:
    """One walk, from the page that the arguments name: ask `next()`, give `take()` the answer, until there is none.

    Raises:
        InvalidArgument: a size that is no positive number, a position that is none, dates that are none.
    """

    def __init__(self, invocation: Invocation, now_ms: int) -> None:
        self._ranges = list(in_windows(invocation, now_ms))
        self._page: _Page | None = _first_page(self._ranges.pop(0))
        self._digests: set[bytes] = set()
        self._rows = 0
        self._before: frozenset[str] = frozenset()
        self._trouble: AnswerUnreadable | None = None

    def next(self) -> Invocation | None:
        """What to ask next; `None` when everything was answered.

        Raises:
            AnswerUnreadable: the host gives the same page for ever, or has more than can be asked for.
        """
        if self._trouble is not None:
            raise self._trouble
        return self._page.invocation if self._page is not None else None

    def take(self, answer: Answer[Any]) -> list[Any]:
        """The entries of the answer to what `next()` named, without those that the page before had.

        A row that is added meanwhile moves others on to the next page, where they would come again.
        """
        if self._page is None:
            raise InvalidArgument("The walk is over.")
        found = entries(answer.result, self._page.paging)
        ids = [_id_of(entry) for entry in found]
        try:
            following = self._following(answer, found, has_ids=any(ids))
        except AnswerUnreadable as error:
            self._trouble, following = error, None
        new = [entry for entry, known in zip(found, ids, strict=True) if not known or known not in self._before]
        self._before = frozenset(known for known in ids if known)
        self._page = following
        return new

    def _following(self, answer: Answer[Any], found: list[Any], *, has_ids: bool) -> "_Page | None":
        page = self._page.after(answer, len(found)) if self._page is not None else None
        if page is None and self._ranges:
            self._rows = 0
            self._digests.clear()
            return _first_page(self._ranges.pop(0))
        if page is None:
            return None
        self._rows += len(found)
        digest = sha256(msgspec.json.encode(found)).digest()
        # Pages of rows without an id may be alike, and end by the total.
        if digest in self._digests and (has_ids or self._rows >= _total(answer.result)):
            raise _unreadable(answer, "the host answered the same page twice")
        self._digests.add(digest)
        return page


@dataclass(frozen=True, slots=True)
class _Page:
    """One page to ask for. `size`: entries of a full one, 0 where only the host knows."""

    invocation: Invocation
    paging: Paging
    size: int

    def after(self, answer: Answer[Any], count: int) -> "_Page | None":
        """The page after this one, `None` after the last."""
        more = _member(answer.result, (self.paging.more,))
        if count == 0 or more is False:
            return None
        if self.paging.counts == "nothing":
            if more is True:
                how = f"there is more than one answer holds; ask with a greater `{self.paging.size}`"
                raise _unreadable(answer, how)
            return None
        if more is not True and count < self.size:
            return None
        arguments = dict(self.invocation.arguments)
        step = 1 if self.paging.counts == "pages" else count
        arguments[self.paging.position] = (arguments.get(self.paging.position) or 0) + step
        following = Invocation(self.invocation.operation, arguments, self.invocation.extra)
        return _Page(following, self.paging, self.size)


def is_paged(operation: Operation[Any, Any]) -> bool:
    """Whether the operation's answer may be one page of several."""
    return operation.facts.paging is not None and operation.facts.paging.counts != "nothing"


def entries(result: Any, paging: Paging | None = None) -> list[Any]:
    """The entries of an answer: the answer itself, the list that the catalogue names, or the first list in it."""
    if isinstance(result, list):
        return result
    if paging is not None and paging.rows:
        named = _member(result, (paging.rows,))
        return named if isinstance(named, list) else []
    values: Iterable[Any] = ()
    if isinstance(result, msgspec.Struct):
        values = (getattr(result, name) for name in result.__struct_fields__)
    elif isinstance(result, dict):
        values = result.values()
    return next((value for value in values if isinstance(value, list)), [])


def _first_page(invocation: Invocation) -> _Page:
    operation = invocation.operation
    paging = operation.facts.paging or _NOTHING
    if paging.counts == "nothing":
        return _Page(invocation, paging, 0)
    _number(invocation, _parameter(operation, paging.position), least=0)
    size = _parameter(operation, paging.size)
    asked = _number(invocation, size, least=1)
    # A greater number counts as the greatest, so a full page has that many.
    return _Page(invocation, paging, min(asked, size.maximum or asked))


def _parameter(operation: Operation[Any, Any], name: str) -> Parameter:
    return next(parameter for parameter in operation.parameters if parameter.name == name)


def _number(invocation: Invocation, parameter: Parameter, *, least: int) -> int:
    """An argument that is a number, or 0 where it is left to the host."""
    value = invocation.arguments.get(parameter.name)
    if value is None:
        return 0
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise InvalidArgument(f"`{parameter.name}` is a number from {least}.")
    return value


def _member(result: Any, names: tuple[str, ...]) -> Any:
    """The first field with one of these names on the wire that has a value."""
    if isinstance(result, msgspec.Struct):
        members = {one.encode_name: getattr(result, one.name) for one in msgspec.structs.fields(type(result))}
    else:
        members = result if isinstance(result, dict) else {}
    return next((members[name] for name in names if members.get(name) is not None), None)


def _total(result: Any) -> int:
    stated = _member(result, _TOTALS)
    return stated if isinstance(stated, int) else 0


def _id_of(entry: Any) -> str:
    names = _IDS if isinstance(entry, msgspec.Struct | dict) else ()
    found = _member(entry, names)
    return found if isinstance(found, str) else ""


def _unreadable(answer: Answer[Any], what: str) -> AnswerUnreadable:
    return AnswerUnreadable(f"{answer.invocation.operation.id}: {what}.", status=answer.status, body=answer.body)
