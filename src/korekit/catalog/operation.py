"""What an operation is, and how one is declared.

An operation is a method of an `Area` with a docstring and no body. The decorator reads everything off it. Looked up on
the class it is the `Operation`; looked up on a client (an area with a `bind`) it is the call, with the same parameters
and result: awaitable where the client is asynchronous. So one declaration types the handler, both clients and every
surface.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Concatenate, Final, Generic, Literal, ParamSpec, TypeVar, get_type_hints, overload

from korekit.catalog.limits import Limit
from korekit.catalog.paging import Paging, Window
from korekit.catalog.parameters import Parameter, Place, parameters_of
from korekit.catalog.planes import Caller, Plane, Role
from korekit.catalog.scopes import Scope
from korekit.errors.wire import VALIDATION, WireError

__all__ = [
    "DELETE",
    "GET",
    "POST",
    "PUT",
    "Alias",
    "Area",
    "Async",
    "Body",
    "Facts",
    "Job",
    "M",
    "Method",
    "Operation",
    "Sync",
    "operation",
    "operations_of",
]

_P = ParamSpec("_P")
_R = TypeVar("_R", covariant=True)
M = TypeVar("M", covariant=True)

Method = Literal["GET", "POST", "PUT", "DELETE"]
GET: Final = "GET"
POST: Final = "POST"
PUT: Final = "PUT"
DELETE: Final = "DELETE"

Body = Literal["json", "multipart", "none"]


class Sync:
    """Marks a client whose calls return."""


class Async:
    """Marks a client whose calls are awaited."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Another documented spelling of an operation: its path, where it was seen, its method if that differs."""

    path: str
    seen_in: str
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """How an operation's work is followed: by which operation, over which states, to which field.

    `status_operation` is an id; `handle` names the field of the answer that the status operation is asked with.
    `is_download`: the result is the address of a file.
    """

    status_operation: str
    running: tuple[str, ...]
    done: tuple[str, ...]
    failed: tuple[str, ...]
    handle: str = ""
    result: str = ""
    is_download: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a declaration says beside its signature.

    `served_by`: id of the operation with the same method and path, which serves this one as well. `is_read`: changes
    nothing, so that it may be repeated. `is_list_unwrapped`: an array that holds the one object counts as the object.
    `is_case_folded`: keys of the body count in any case. `missing`: what is answered where a required field is absent.
    `paging`, `window`: how more is asked for than one answer holds.
    """

    method: Method
    path: str
    caller: Caller
    scopes: Mapping[Plane, Scope | None]
    role: Role | None
    limit: Limit | None
    job: Job | None
    aliases: tuple[Alias, ...]
    body: Body
    is_form_accepted: bool
    is_ours: bool
    is_file: bool
    is_bot_in_body: bool
    is_read: bool
    is_list_unwrapped: bool
    is_case_folded: bool
    served_by: str
    missing: WireError
    paging: Paging | None
    window: Window | None
    quirks: tuple[str, ...]


class Area(Generic[M]):
    """Operations that belong together; a client is an area that can `bind`."""

    def bind(self, operation: "Operation[Any, Any]") -> Callable[..., Any]:
        """The call of an operation, on whatever carries it out."""
        raise NotImplementedError


class Operation(Generic[_P, _R]):
    """One method and path with everything that is known of it."""

    def __init__(self, declared: Callable[..., Any], facts: Facts) -> None:
        self._declared = declared
        self.facts = facts
        self.name: str = declared.__name__
        self.id: str = declared.__name__.replace("_", "-")

    def __repr__(self) -> str:
        return f"<operation {self.id}>"

    @overload
    def __get__(self, instance: None, owner: type) -> "Operation[_P, _R]": ...
    @overload
    def __get__(self, instance: Area[Sync], owner: type) -> Callable[_P, _R]: ...
    @overload
    def __get__(self, instance: Area[Async], owner: type) -> Callable[_P, Awaitable[_R]]: ...
    def __get__(self, instance: Area[Any] | None, owner: type) -> Any:
        return self if instance is None else instance.bind(self)

    @property
    def method(self) -> Method:
        """The documented HTTP method."""
        return self.facts.method

    @property
    def path(self) -> str:
        """The path's template with Python names in braces."""
        return self.facts.path

    @property
    def planes(self) -> tuple[Plane, ...]:
        """The planes whose apps may call it."""
        return tuple(self.facts.scopes)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter, in the order of the signature."""
        return parameters_of(self._declared, self.method, self.path)

    @cached_property
    def result(self) -> Any:
        """The type of the answer."""
        return get_type_hints(self._declared, include_extras=True).get("return", type(None))

    @cached_property
    def signature(self) -> inspect.Signature:
        """The signature that a caller sees."""
        given = inspect.signature(self._declared)
        return given.replace(parameters=list(given.parameters.values())[1:])

    @cached_property
    def summary(self) -> str:
        """What the caller gets, in one sentence."""
        return inspect.cleandoc(self._declared.__doc__ or "").split("\n", 1)[0]

    @cached_property
    def documentation(self) -> str:
        """The whole docstring."""
        return inspect.cleandoc(self._declared.__doc__ or "")

    def parameters_in(self, place: Place) -> tuple[Parameter, ...]:
        """The parameters that travel in one place."""
        return tuple(parameter for parameter in self.parameters if parameter.place is place)

    def spellings(self) -> tuple[tuple[Method, str], ...]:
        """Every method and path that reaches it, the documented one first."""
        others = ((alias.method or self.method, alias.path) for alias in self.facts.aliases)
        return ((self.method, self.path), *others)

    def methods(self) -> tuple[Method, ...]:
        """The methods that reach it, the documented one first."""
        return tuple(dict.fromkeys(method for method, _ in self.spellings()))

    @cached_property
    def whole_body(self) -> Parameter | None:
        """The parameter that is the body itself, if there is one."""
        return next((one for one in self.parameters if one.is_whole_body), None)


def operation(
    method: Method,
    path: str,
    *,
    caller: Caller = Caller.APP,
    scopes: Mapping[Plane, Scope | None] | None = None,
    role: Role | None = None,
    limit: Limit | None = None,
    job: Job | None = None,
    **more: Any,
) -> Callable[[Callable[Concatenate[Any, _P], _R]], Operation[_P, _R]]:
    """Declare an operation.

    Args:
        method: the documented method.
        path: the documented path, Python names of parameters in braces.
        caller: what identifies the caller.
        scopes: for apps, the scope needed by plane; `None` where the plane may call without one.
        role: for users, the least role; an operation of apps that has one is open to users from inside the process.
        limit: the rate limit.
        job: how the work is followed, if it goes on after the answer.
        more: the remaining fields of `Facts`; an unknown one is refused.
    """
    fields: dict[str, Any] = {
        "aliases": (),
        "body": "none" if method == GET else "json",
        "is_form_accepted": False,
        "is_ours": False,
        "is_file": False,
        "is_bot_in_body": False,
        "is_read": method == GET,
        "is_list_unwrapped": False,
        "is_case_folded": False,
        "served_by": "",
        "missing": VALIDATION,
        "paging": None,
        "window": None,
        "quirks": (),
    }
    unknown = set(more) - set(fields)
    if unknown:
        raise TypeError(f"{path}: nothing reads {sorted(unknown)}")
    facts = Facts(
        method=method,
        path=path,
        caller=caller,
        scopes=dict(scopes or {}),
        role=role,
        limit=limit,
        job=job,
        **{**fields, **more},
    )
    return lambda declared: Operation(declared, facts)


def operations_of(area: type[Area[Any]]) -> Iterator[Operation[Any, Any]]:
    """Every operation of an area with those it inherits, in the order of declaration."""
    for owner in reversed(area.__mro__):
        for member in vars(owner).values():
            if isinstance(member, Operation):
                yield member
