"""One operation as a request: what is sent where, from which variables, and what its answer fills."""

import json
from dataclasses import dataclass
from typing import Any, Final, Literal

from korekit.catalog.operation import Job, Operation
from korekit.catalog.operations import AllOperations
from korekit.catalog.parameters import Parameter, Place, Upload
from korekit.catalog.planes import Caller
from korekit.exporters.collections.chaining import Chain, Filling, Link
from korekit.exporters.collections.documentation import documentation_of
from korekit.exporters.collections.examples import example_of
from korekit.exporters.collections.variables import (
    ACCESS_TOKEN,
    PASSWORD,
    USER_NAME,
    file_variable,
    reference,
    token_variable,
)
from korekit.exporters.refusals import refusals_of

__all__ = ["Body", "Pair", "Request", "Requests"]

_AnyOperation = Operation[Any, Any]
_NOT_SERVED: Final = 501


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A header, a part of the path, of the query or of a form. `is_file`: the value is the path of a file."""

    name: str
    value: str
    note: str = ""
    is_enabled: bool = True
    is_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a request carries: a JSON value, or the pairs of a form."""

    form: Literal["json", "urlencoded", "multipart"]
    value: Any = None
    pairs: tuple[Pair, ...] = ()
    left_out_if_empty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request of a collection.

    Attributes:
        path: the template, the wire's names of its parameters in braces.
        documented: statuses other than 2xx that the operation may answer.
        follows: the job whose states the answer tells; it is asked again while they say that it runs.
        ends_session: the user has to sign in again after it.
    """

    name: str
    operation: _AnyOperation
    path: str
    in_path: tuple[Pair, ...]
    query: tuple[Pair, ...]
    headers: tuple[Pair, ...]
    body: Body | None
    documented: tuple[int, ...]
    fillings: tuple[Filling, ...] = ()
    links: tuple[Link, ...] = ()
    follows: Job | None = None
    ends_session: bool = False

    @property
    def documentation(self) -> str:
        """Everything known of the operation, as Markdown."""
        return documentation_of(self.operation)


class Requests:
    """Makes the requests of operations that belong together."""

    def __init__(self, chain: Chain, *, unserved: frozenset[str]) -> None:
        self._chain = chain
        self._unserved = unserved

    def of(self, operation: _AnyOperation, *, files: tuple[str, ...] = ()) -> list[Request]:
        """The requests of an operation: one for each form of its body and, if it takes a file, for each use of one.

        Args:
            operation: what is called.
            files: variables for the ids of uploaded files.
        """
        field = self._chain.file_filling(operation)
        if field is not None and files:
            return [
                self._request(
                    operation,
                    name=f"{operation.id}: {file_variable(one).removesuffix('FilePath').removesuffix('Path')}",
                    body=self._form(operation, "multipart", file=reference(file_variable(one))),
                    fillings=(Filling(variable=one, field=field),),
                )
                for one in files
            ]
        requests = [self._request(operation, name=operation.id, body=self._body(operation))]
        if operation.facts.is_form_accepted:
            name = f"{operation.id}, as a form"
            requests.append(self._request(operation, name=name, body=self._form(operation, "urlencoded")))
        return requests

    def following(self, started: Request, status: _AnyOperation) -> Request:
        """The request that follows the job of another one."""
        return self._request(
            status, name=f"{status.id}, after {started.name}", body=self._body(status), job=started.operation.facts.job
        )

    def _request(
        self,
        operation: _AnyOperation,
        *,
        name: str,
        body: Body | None,
        fillings: tuple[Filling, ...] | None = None,
        job: Job | None = None,
    ) -> Request:
        path = operation.path
        for parameter in operation.parameters_in(Place.PATH):
            path = path.replace(f"{{{parameter.name}}}", f"{{{parameter.wire}}}")
        documented = set(refusals_of(operation))
        return Request(
            name=name,
            operation=operation,
            path=path,
            in_path=tuple(self._pair(operation, one) for one in operation.parameters_in(Place.PATH)),
            query=tuple(self._pair(operation, one) for one in operation.parameters_in(Place.QUERY)),
            headers=_headers(operation),
            body=body,
            documented=tuple(sorted(documented | ({_NOT_SERVED} if operation.id in self._unserved else set()))),
            fillings=self._chain.fillings_of(operation) if fillings is None else fillings,
            links=self._chain.links_of(operation),
            follows=job,
            ends_session=operation is AllOperations.sign_out,
        )

    def _value(self, operation: _AnyOperation, parameter: Parameter) -> Any:
        if operation is AllOperations.sign_in and parameter.wire in (USER_NAME, PASSWORD):
            return reference(parameter.wire)
        variable = self._chain.variable_of(operation, parameter)
        example = example_of(parameter)
        if variable is None or isinstance(example, list):
            return example
        return reference(variable)

    def _pair(self, operation: _AnyOperation, parameter: Parameter) -> Pair:
        value = self._value(operation, parameter)
        if isinstance(value, list) and len(value) == 1:
            # One text may stand for a list of one where there is no JSON.
            value = value[0]
        is_given = isinstance(value, str) and value.startswith("{{")
        return Pair(
            name=parameter.wire,
            value=value if isinstance(value, str) else _json(value),
            note=parameter.note,
            is_enabled=is_given or parameter.is_required or parameter.is_always_sent,
        )

    def _body(self, operation: _AnyOperation) -> Body | None:
        if operation.facts.body == "multipart":
            return self._form(operation, "multipart")
        parameters = operation.parameters_in(Place.BODY)
        if operation.whole_body is not None:
            return Body(form="json", value=example_of(operation.whole_body))
        if not parameters:
            return None
        shown = [one for one in parameters if one.is_required or self._is_worth_showing(operation, one)]
        return Body(
            form="json",
            value={one.wire: self._value(operation, one) for one in shown},
            left_out_if_empty=self._optional_variables(operation),
        )

    def _form(self, operation: _AnyOperation, form: Literal["urlencoded", "multipart"], *, file: str = "") -> Body:
        pairs = []
        for one in operation.parameters_in(Place.BODY):
            if one.kind is Upload:
                path = file or reference("filePath")
                pairs.append(Pair(name=one.wire, value=path, note=one.note, is_file=True))
            else:
                pairs.append(self._pair(operation, one))
        left_out = self._optional_variables(operation) if form == "urlencoded" else ()
        return Body(form=form, pairs=tuple(pairs), left_out_if_empty=left_out)

    def _is_worth_showing(self, operation: _AnyOperation, parameter: Parameter) -> bool:
        is_given = self._chain.variable_of(operation, parameter) is not None
        return is_given or parameter.is_always_sent or parameter.default not in (None, "")

    def _optional_variables(self, operation: _AnyOperation) -> tuple[str, ...]:
        return tuple(
            one.wire
            for one in operation.parameters_in(Place.BODY)
            if not one.is_required and self._chain.variable_of(operation, one) is not None
        )


def _headers(operation: _AnyOperation) -> tuple[Pair, ...]:
    if operation.facts.caller is Caller.APP:
        planes = " or ".join(operation.planes)
        token = reference(token_variable(operation.planes))
        return (Pair(name="auth", value=token, note=f"A fresh token of an app of the {planes} plane."),)
    if operation.facts.caller is Caller.USER:
        token = f"bearer {reference(ACCESS_TOKEN)}"
        account = Pair(
            name="AccountId",
            value=reference("accountId"),
            note="The account to act in; the user's first one by default.",
            is_enabled=False,
        )
        return (Pair(name="Authorization", value=token, note="The session of the user of the environment."), account)
    return ()


def _json(value: Any) -> str:
    return json.dumps(value)
