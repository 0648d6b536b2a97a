"""Which answers fill which variables, so that the requests of a collection follow from each other.

Read off the catalogue's shapes: a job's handle, the path under which a thing is made, listed and addressed, the field
of a file's id, the address of a file.
"""

import typing
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from korekit.catalog.operation import DELETE, GET, POST, Operation
from korekit.catalog.parameters import Parameter, Place, camel
from korekit.catalog.planes import Caller
from korekit.exporters.collections.variables import bare, id_variable, is_secret, made_by_us

__all__ = ["Chain", "Filling", "Link", "variable_in_path"]

_AnyOperation = Operation[Any, Any]
_FILE_ID: Final = camel("file_id")
_ADDRESS: Final = "url"
_ID_FIELDS: Final = ("_id", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A variable that an answer fills. `field`: of the answer, or of its first element where it is a list."""

    variable: str
    field: str
    is_in_list: bool = False
    is_only_if_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address in an answer, whose parts fill variables.

    `before` and `after`: the text around the one part of the path; `in_query`: names of the query and their variables.
    """

    field: str
    before: str
    after: str
    in_path: str
    in_query: tuple[tuple[str, str], ...]


class Chain:
    """What the operations of a collection hand on to each other."""

    def __init__(self, operations: Sequence[_AnyOperation]) -> None:
        self._operations = operations
        self._made = {
            variable
            for one in operations
            if one.method == POST
            for variable in map(variable_in_path, self._items_below(one))
        }

    def variable_of(self, operation: _AnyOperation, parameter: Parameter) -> str | None:
        """The variable that a parameter's value comes from; `None` where an example stands.

        What changes or removes things by a user's session, or removes them at all, gets only what the collection made.
        """
        name = id_variable(parameter.kind, parameter.wire)
        if parameter.place is Place.PATH:
            name = variable_in_path(parameter)
            is_changing = operation.facts.caller is Caller.USER and not operation.facts.is_read
            is_removed = operation.method == DELETE and operation.path.endswith(f"{{{parameter.name}}}")
            if name in self._made and (is_changing or is_removed):
                return made_by_us(name)
            return name
        if name is None and operation.facts.is_file:
            return "file" + parameter.wire[0].upper() + parameter.wire[1:]
        if name is None and bare(parameter.kind) is str and parameter.is_required:
            given = self._given_above(operation, parameter)
            # Whoever calls without a token identifies himself by what he sends.
            is_own = operation.facts.caller is Caller.ANYONE or is_secret(parameter.wire)
            return given or (parameter.wire if is_own else None)
        return name

    def fillings_of(self, operation: _AnyOperation) -> tuple[Filling, ...]:
        """The variables that an operation's answer fills."""
        found = [*self._from_job(operation), *self._from_thing(operation), *self._for_operations_below(operation)]
        return tuple(dict.fromkeys(found))

    def file_filling(self, operation: _AnyOperation) -> str | None:
        """The field with the id of an uploaded file."""
        names = _field_names(operation.result)
        return _FILE_ID if operation.facts.body == "multipart" and _FILE_ID in names else None

    def links_of(self, operation: _AnyOperation) -> tuple[Link, ...]:
        """The addresses of files in the answer of a status."""
        jobs = [one.facts.job for one in self._operations if one.facts.job is not None]
        results = {job.result for job in jobs if job.status_operation == operation.id}
        fields = {one for one in results if one.lower().endswith(_ADDRESS)}
        return tuple(
            self._link(field, one)
            for field in sorted(fields)
            for one in self._operations
            if one.facts.is_file and one.facts.caller is Caller.ANYONE and len(one.parameters_in(Place.PATH)) == 1
        )

    def _link(self, field: str, operation: _AnyOperation) -> Link:
        (part,) = operation.parameters_in(Place.PATH)
        before, _, after = operation.path.partition(f"{{{part.name}}}")
        return Link(
            field=field,
            before=before,
            after=after,
            in_path=self.variable_of(operation, part) or part.wire,
            in_query=tuple(
                (one.wire, self.variable_of(operation, one) or one.wire) for one in operation.parameters_in(Place.QUERY)
            ),
        )

    def _from_job(self, operation: _AnyOperation) -> list[Filling]:
        job = operation.facts.job
        status = next((one for one in self._operations if job is not None and one.id == job.status_operation), None)
        if job is None or status is None or not job.handle:
            return []
        own = {one.name for one in operation.parameters_in(Place.PATH)}
        return [
            Filling(variable=variable_in_path(one), field=job.handle)
            for one in status.parameters_in(Place.PATH)
            if one.name not in own
        ]

    def _from_thing(self, operation: _AnyOperation) -> list[Filling]:
        """From what was made: the id under which others address it. From a list: its first element's."""
        is_list = typing.get_origin(operation.result) is list
        if operation.facts.job is not None:
            return []
        if operation.method != POST and not (operation.method == GET and is_list):
            return []
        names = _field_names(operation.result)
        found = []
        for item in self._items_below(operation):
            name = variable_in_path(item)
            field = next((one for one in (item.wire, name, *_ID_FIELDS) if one in names), None)
            if field is None:
                continue
            if not is_list:
                found.append(Filling(variable=made_by_us(name), field=field))
            found.append(Filling(variable=name, field=field, is_in_list=is_list, is_only_if_empty=True))
        return found

    def _items_below(self, operation: _AnyOperation) -> list[Parameter]:
        """The parameters that address one of what an operation makes or lists: `apps` and `…/apps/{client_id}`."""
        last = operation.path.rstrip("/").rpartition("/")[2]
        if last.startswith("{"):
            return []
        return [
            parameter
            for one in self._operations
            for parameter in one.parameters_in(Place.PATH)
            if f"/{last}/{{{parameter.name}}}" in one.path
        ]

    def _for_operations_below(self, operation: _AnyOperation) -> list[Filling]:
        if operation.method != POST:
            return []
        names = _field_names(operation.result)
        return [
            Filling(variable=_given_name(operation, parameter), field=parameter.wire)
            for one in self._operations
            if one.path.startswith(operation.path + "/")
            for parameter in one.parameters_in(Place.BODY)
            if parameter.is_required and bare(parameter.kind) is str and parameter.wire in names
        ]

    def _given_above(self, operation: _AnyOperation, parameter: Parameter) -> str | None:
        """The variable with what an operation above this one's path answers under the same name."""
        for one in self._operations:
            is_above = one.method == POST and operation.path.startswith(one.path + "/")
            if is_above and parameter.wire in _field_names(one.result):
                return _given_name(one, parameter)
        return None


def variable_in_path(parameter: Parameter) -> str:
    """The variable of a path's parameter."""
    return id_variable(parameter.kind, parameter.wire) or parameter.wire


def _given_name(operation: _AnyOperation, parameter: Parameter) -> str:
    """`invitationToken`: the answer's type with the field."""
    kind = bare(operation.result).__name__
    return str(kind[0].lower() + kind[1:] + parameter.wire[0].upper() + parameter.wire[1:])


def _field_names(result: Any) -> set[str]:
    """The wire names of an answer's fields, or of its elements' fields."""
    kind = bare(result)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {one.encode_name for one in msgspec.structs.fields(kind)}
    return set()
