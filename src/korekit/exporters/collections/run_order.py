"""The folders of a collection, ordered so that it can be run from top to bottom.

What fills variables stands before what reads them, a job's status after each request that starts the job, and what
removes things in a folder of its own at the end.
"""

import json
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from korekit.catalog.operation import DELETE, Operation
from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Caller
from korekit.exporters.collections.chaining import Chain
from korekit.exporters.collections.examples import example_of
from korekit.exporters.collections.groups import Group
from korekit.exporters.collections.requests import Request, Requests
from korekit.exporters.collections.variables import (
    ACCESS_TOKEN,
    BASE_URL,
    PASSWORD,
    POLL_MS,
    SESSION_VARIABLES,
    USER_NAME,
    Variable,
    names_in,
    plane_variables,
    token_variable,
)

__all__ = ["Folder", "collected", "variables_of"]

_AnyOperation = Operation[Any, Any]
_REMOVING: Final = ("Removing", "What ends something: it acts on what this collection made, and comes last in a run.")
_WAIT_MS: Final = "2000"


@dataclass(frozen=True, slots=True)
class Folder:
    """Requests of one area."""

    title: str
    about: str
    requests: tuple[Request, ...]


def collected(groups: Sequence[Group], *, served: Container[str] | None = None) -> tuple[Folder, ...]:
    """The folders with their requests.

    Args:
        groups: the operations by area.
        served: ids of the operations that the server serves; the others may answer 501. None marks nothing.
    """
    operations = [one for group in groups for one in group.operations]
    chain = Chain(operations)
    unserved = frozenset(one.id for one in operations if served is not None and one.id not in served)
    requests = Requests(chain, unserved=unserved)
    files = _file_variables(operations)
    followed = {one.facts.job.status_operation for one in operations if one.facts.job is not None}
    folders = []
    for group in sorted(groups, key=_rank):
        units = [
            (request, *(requests.following(request, status) for status in _status_of(one, operations)))
            for one in group.operations
            if not _is_removing(one) and one.id not in followed
            for request in requests.of(one, files=files)
        ]
        own = tuple(request for unit in _ordered(units) for request in unit)
        if own:
            folders.append(Folder(group.title, group.about, own))
    ordered = _ordered([folder.requests for folder in folders])
    in_order = sorted(folders, key=lambda folder: ordered.index(folder.requests))
    removing = [request for one in operations if _is_removing(one) for request in requests.of(one)]
    last = Folder(*_REMOVING, tuple(sorted(removing, key=lambda one: _age(one, in_order))))
    return (*in_order, last) if removing else tuple(in_order)


def variables_of(folders: Iterable[Folder], base_url: str) -> tuple[Variable, ...]:
    """The variables of the environment, none of the secret ones with a value.

    Args:
        folders: the collection.
        base_url: where it calls.
    """
    requests = [request for folder in folders for request in folder.requests]
    planes = dict.fromkeys(plane for one in requests for plane in one.operation.planes)
    callers = {one.operation.facts.caller for one in requests}
    found = [Variable(name=BASE_URL, note="The host.", value=base_url.rstrip("/"))]
    found += [variable for plane in planes for variable in plane_variables(plane)]
    if Caller.USER in callers or Caller.ANYONE in callers:
        found.append(Variable(name=USER_NAME, note="The address of a user, for the requests of a session."))
        found.append(Variable(name=PASSWORD, note="The user's password."))
    tokens = {token_variable(one.operation.planes) for one in requests if one.operation.planes}
    fillers: dict[str, list[str]] = {}
    for request in requests:
        for name in _filled([request]):
            fillers.setdefault(name, []).append(request.name)
    known = {one.name for one in found}
    names = dict.fromkeys(name for one in requests for name in (*_names(one), *sorted(_filled([one]))))
    for name in names:
        is_made_by_script = name == ACCESS_TOKEN or name in tokens
        if name in known or is_made_by_script:
            continue
        found.append(Variable(name=name, note=_note(name, fillers.get(name, []))))
    found.append(Variable(name=POLL_MS, note="Milliseconds between two questions how a job stands.", value=_WAIT_MS))
    return tuple(found)


def _note(name: str, fillers: Sequence[str]) -> str:
    if name in SESSION_VARIABLES:
        return "Filled by signing in."
    if name.endswith("Path"):
        return f"Path of the file that is uploaded as {name.removesuffix('Path')}."
    if not fillers:
        return "Yours to fill."
    return f"Filled by {', '.join(fillers[:3])}."


def _rank(group: Group) -> tuple[bool, bool]:
    """The vendor's public API first, then its console, then what is ours."""
    facts = [one.facts for one in group.operations]
    return all(one.is_ours for one in facts), any(one.caller is Caller.USER for one in facts)


def _is_removing(operation: _AnyOperation) -> bool:
    return operation.method == DELETE or operation is AllOperations.sign_out


def _age(removing: Request, folders: Iterable[Folder]) -> int:
    """How long before the end of a run that was made which a request removes; what was made last goes first."""
    made = [_filled([one]) for folder in folders for one in folder.requests]
    removed = names_in(removing.in_path[-1].value) if removing.in_path else set[str]()
    return next((age for age, names in enumerate(reversed(made)) if names & removed), len(made))


def _status_of(operation: _AnyOperation, operations: Iterable[_AnyOperation]) -> Iterator[_AnyOperation]:
    job = operation.facts.job
    return (one for one in operations if job is not None and one.id == job.status_operation)


def _file_variables(operations: Iterable[_AnyOperation]) -> tuple[str, ...]:
    """The variables with ids of files, in the order in which operations name them."""
    found: dict[str, None] = {}
    for operation in operations:
        for parameter in operation.parameters:
            for name in names_in(json.dumps(example_of(parameter))):
                if name.lower().endswith("fileid"):
                    found[name] = None
    return tuple(found)


_Unit = TypeVar("_Unit", bound=Sequence[Request])


def _ordered(units: Sequence[_Unit]) -> list[_Unit]:
    """The same, each after one that fills what it needs; as given where that leaves a choice or is not possible."""
    waiting, found, filled = list(units), list[_Unit](), set[str]()
    while waiting:
        coming = [_filled(unit) for unit in waiting]
        for number, unit in enumerate(waiting):
            others = set[str]().union(*coming[:number], *coming[number + 1 :])
            if not (_needed(unit) - filled - _filled(unit)) & others:
                break
        else:
            number = 0
        unit = waiting.pop(number)
        filled |= _filled(unit)
        found.append(unit)
    return found


def _filled(unit: Sequence[Request]) -> set[str]:
    return {one.variable for request in unit for one in request.fillings} | {
        name for request in unit for one in request.links for name in (one.in_path, *(each for _, each in one.in_query))
    }


def _needed(unit: Sequence[Request]) -> set[str]:
    return {name for request in unit for name in _names(request, is_all=False)}


def _names(request: Request, *, is_all: bool = True) -> list[str]:
    """The variables that a request reads; without those that it can do without, unless all are asked for."""
    pairs = [*request.in_path, *request.query, *request.headers]
    body = request.body
    optional = set[str]() if is_all or body is None else set(body.left_out_if_empty)
    texts = [one.value for one in pairs if is_all or one.is_enabled]
    if body is not None:
        texts += [one.value for one in body.pairs if one.name not in optional and (is_all or one.is_enabled)]
        given = body.value
        if isinstance(given, dict):
            given = {name: value for name, value in given.items() if name not in optional}
        texts.append(json.dumps(given))
    return [name for text in texts for name in sorted(names_in(text))]
