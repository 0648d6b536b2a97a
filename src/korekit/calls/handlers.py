"""Handlers: what gives an operation its behaviour, with the types of its declaration.

Found by walking the modules of `features`; there is no list of them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, Generic, NamedTuple, ParamSpec, TypeVar

from korekit.calls.call import Call, Services
from korekit.catalog.operation import Operation
from korekit.jobs.queue import Job
from korekit.jobs.runner import Outcome

__all__ = ["Encoded", "FileBody", "Handler", "JobHandler", "PlainText", "handles", "works"]

_P = ParamSpec("_P")
_R = TypeVar("_R")


# A tuple, since one is made for every call whose answer was stored; so is `server.answers.Answer`.
class Encoded(NamedTuple):
    """An answer that is encoded already, as it was stored."""

    body: bytes


@dataclass(frozen=True, slots=True)
class PlainText:
    """An answer in words, sent as `text/plain` where another answer would be JSON."""

    text: str


@dataclass(frozen=True, slots=True)
class FileBody:
    """A file as an answer. `name`: what a browser saves it as; `is_temporary`: it is deleted once it was sent."""

    path: Path
    name: str
    content_type: str = "application/zip"
    is_temporary: bool = False


@dataclass(frozen=True, slots=True)
class Handler(Generic[_P, _R]):
    """The function behind an operation."""

    operation: Operation[_P, _R]
    function: Callable[Concatenate[Call, _P], Awaitable[_R | Encoded | FileBody | PlainText]]


@dataclass(frozen=True, slots=True)
class JobHandler:
    """The function behind a kind of jobs."""

    kind: str
    function: Callable[[Services, Job], Awaitable[Outcome]]


def handles(
    operation: Operation[_P, _R],
) -> Callable[[Callable[Concatenate[Call, _P], Awaitable[_R | Encoded | FileBody | PlainText]]], Handler[_P, _R]]:
    """Bind a function to an operation; its parameters and its answer are the declared ones."""
    return lambda function: Handler(operation, function)


def works(kind: str) -> Callable[[Callable[[Services, Job], Awaitable[Outcome]]], JobHandler]:
    """Bind a function to a kind of jobs."""
    return lambda function: JobHandler(kind, function)
