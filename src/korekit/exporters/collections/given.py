"""One request of a collection with values that somebody chose in place of examples and variables."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Parameter, Place, Upload
from korekit.exporters.collections.chaining import Chain
from korekit.exporters.collections.requests import Body, Pair, Requests
from korekit.exporters.collections.run_order import Folder

__all__ = ["given_folder"]


def given_folder(operation: Operation[Any, Any], arguments: Mapping[str, Any]) -> Folder:
    """A folder with the one request.

    Args:
        operation: what is called.
        arguments: by Python names; what is absent or `None` is left out.
    """
    (request, *_) = Requests(Chain([operation]), unserved=frozenset()).of(operation)
    given = {one.wire: value for one in operation.parameters if (value := arguments.get(one.name)) is not None}
    built = replace(
        request,
        in_path=_pairs(request.in_path, given),
        query=_pairs(request.query, given),
        body=None if request.body is None else _body(operation, request.body, given),
        fillings=(),
        links=(),
    )
    return Folder(operation.id, operation.summary, (built,))


def _pairs(pairs: tuple[Pair, ...], given: Mapping[str, Any]) -> tuple[Pair, ...]:
    return tuple(
        replace(one, value=_text(given[one.name]), is_enabled=True)
        if one.name in given
        else replace(one, is_enabled=False)
        for one in pairs
    )


def _body(operation: Operation[Any, Any], body: Body, given: Mapping[str, Any]) -> Body | None:
    if body.form != "json":
        return replace(body, pairs=_pairs(body.pairs, given), left_out_if_empty=())
    whole = operation.whole_body
    if whole is not None:
        return replace(body, value=_json(given.get(whole.wire)))
    fields: tuple[Parameter, ...] = operation.parameters_in(Place.BODY)
    value = {one.wire: _json(given[one.wire]) for one in fields if one.wire in given}
    return replace(body, value=value, left_out_if_empty=())


def _json(value: Any) -> Any:
    return msgspec.to_builtins(value)


def _text(value: Any) -> str:
    if isinstance(value, Upload):
        return value.name
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
