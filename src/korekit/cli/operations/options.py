"""Options of a command made from an operation's parameters, and arguments made from what was given."""

from collections.abc import Mapping
from typing import Any

import click

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Parameter, Place
from korekit.catalog.planes import Caller
from korekit.catalog.shapes import option_of, shape_of
from korekit.cli.operations.values import json_value, text_value, upload_value
from korekit.client.credentials import Session
from korekit.client.requests import Invocation, invoke

__all__ = ["example_of", "invocation_of", "options_of"]


def options_of(operation: Operation[Any, Any]) -> list[click.Parameter]:
    """An option for each parameter. None is required of click, because `--body` may bring it."""
    return [_option(parameter) for parameter in operation.parameters]


def example_of(operation: Operation[Any, Any]) -> str:
    """A call with what is required of a caller."""
    shown = {"file": "@FILE", "json": "@FILE", "number": "1"}
    asked = [one for one in operation.parameters if one.is_required and not _is_known_of_session(operation, one)]
    options = [f"{option_of(one)} {shown.get(shape_of(one), '…')}" for one in asked]
    waiting = ["--wait"] if operation.facts.job is not None else []
    return " ".join(["korekit call", operation.id, *options, *waiting])


def _option(parameter: Parameter) -> click.Option:
    shape = shape_of(parameter)
    flag = option_of(parameter)
    text = _help(parameter)
    match shape:
        case "flag":
            both = f"{flag}/--no-{flag[2:]}"
            return click.Option([parameter.name, both], default=None, help=text)
        case "number":
            return click.Option([parameter.name, flag], type=float if parameter.kind is float else int, help=text)
        case "texts":
            return click.Option([parameter.name, flag], multiple=True, metavar="TEXT", help=f"{text} Repeatable.")
        case "file":
            return click.Option([parameter.name, flag], metavar="@FILE", help=text)
        case "json":
            return click.Option([parameter.name, flag], metavar="JSON|@FILE", help=text)
        case "text":
            return click.Option([parameter.name, flag], metavar="TEXT|@FILE", help=text)


def _help(parameter: Parameter) -> str:
    note = parameter.note[:1].upper() + parameter.note[1:]
    if parameter.is_required:
        return f"{note}  [required]"
    if parameter.default is None or parameter.default is False:
        return note
    return f"{note}  [default: {parameter.default}]"


def invocation_of(
    operation: Operation[Any, Any],
    given: Mapping[str, Any],
    body: Mapping[str, Any],
    session: Session | None,
) -> Invocation:
    """What to call, from options, a body with wire names, and who is signed in.

    Args:
        operation: what is called.
        given: options by the parameters' names; `None` or empty where not given.
        body: the value of `--body`; options win over it, unknown fields are sent as they are.
        session: fills parameters of the path such as the user's id.

    Raises:
        click.UsageError: a required parameter is missing, or a value is of another form.
    """
    fields: Any = dict(body)
    arguments: dict[str, Any] = {}
    missing: list[str] = []
    for parameter in operation.parameters:
        if parameter.is_whole_body and fields:
            from_body, fields = fields, {}
        else:
            from_body = fields.pop(parameter.wire, None) if parameter.place is Place.BODY else None
        value = _value(parameter, given.get(parameter.name))
        if value is None:
            value = from_body
        if value is None and _is_known_of_session(operation, parameter):
            value = getattr(session, parameter.name, None)
        if value is not None:
            arguments[parameter.name] = value
        elif parameter.is_required:
            missing.append(option_of(parameter))
    if missing:
        raise click.UsageError(f"Missing {', '.join(missing)}.")
    return Invocation(operation, invoke(operation, **arguments).arguments, fields)


def _is_known_of_session(operation: Operation[Any, Any], parameter: Parameter) -> bool:
    """Whether signing in tells this parameter."""
    return (
        operation.facts.caller is Caller.USER
        and parameter.place is Place.PATH
        and parameter.name in Session.__dataclass_fields__
    )


def _value(parameter: Parameter, given: Any) -> Any:
    if given is None or given == ():
        return None
    match shape_of(parameter):
        case "flag" | "number":
            return given
        case "texts":
            return [text_value(one) for one in given]
        case "file":
            return upload_value(given)
        case "json":
            return json_value(given, option_of(parameter))
        case "text":
            return text_value(given)
