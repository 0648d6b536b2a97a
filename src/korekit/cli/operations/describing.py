"""What is known about an operation, as rows, as JSON and for reading."""

import typing
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Parameter, Place
from korekit.catalog.planes import Caller
from korekit.catalog.scopes import Scope
from korekit.catalog.shapes import shape_of

__all__ = ["document_of", "lines_of", "row_of", "served_operations"]

_LABEL_WIDTH: Final = 11


def served_operations() -> frozenset[str] | None:
    """Ids of the operations that the platform of this version serves; `None` where it is not installed."""
    try:
        from korekit.server.discovery import find_handlers

        return frozenset(operation.id for operation in find_handlers())
    except ImportError:
        return None


def row_of(operation: Operation[Any, Any], served: frozenset[str] | None) -> dict[str, str]:
    """An operation in one line."""
    state = "" if served is None else "served" if operation.id in served else "declared"
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "caller": _caller(operation),
        "state": state,
        "summary": operation.summary,
    }


def _caller(operation: Operation[Any, Any]) -> str:
    if operation.facts.caller is Caller.APP:
        return "app: " + ", ".join(operation.planes)
    if operation.facts.caller is Caller.USER:
        return f"user: {operation.facts.role}"
    return "anyone"


def document_of(operation: Operation[Any, Any]) -> dict[str, Any]:
    """Everything known about an operation, as JSON."""
    facts = operation.facts
    return {
        "id": operation.id,
        "summary": operation.summary,
        "method": operation.method,
        "path": operation.path,
        "aliases": [{"path": alias.path, "seenIn": alias.seen_in} for alias in facts.aliases],
        "caller": facts.caller,
        "role": facts.role,
        "scopes": {plane: _scope_document(scope) for plane, scope in facts.scopes.items()},
        "parameters": [_parameter_document(parameter) for parameter in operation.parameters],
        "answer": _kind(operation.result),
        "limit": msgspec.to_builtins(facts.limit),
        "job": msgspec.to_builtins(facts.job),
        "isOurs": facts.is_ours,
        "quirks": list(facts.quirks),
    }


def _scope_document(scope: Scope | None) -> dict[str, Any] | None:
    if scope is None:
        return None
    return {"id": scope.id, "name": scope.name, "shown": scope.shown, "isIdKnown": scope.is_id_known}


def _parameter_document(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "wire": parameter.wire,
        "in": parameter.place,
        "shape": shape_of(parameter),
        "isRequired": parameter.is_required,
        "default": parameter.default,
        "maximum": parameter.maximum,
        "note": parameter.note,
    }


def lines_of(operation: Operation[Any, Any]) -> Iterator[str]:
    """Everything known about an operation, for reading."""
    facts = operation.facts
    yield f"{operation.id}: {operation.summary}"
    yield ""
    yield _line("call", f"{operation.method} {operation.path}")
    for alias in facts.aliases:
        yield _line("also", f"{alias.method or operation.method} {alias.path}   ({alias.seen_in})")
    yield from _caller_lines(operation)
    if facts.limit is not None:
        per = f"per {facts.limit.per}"
        yield _line("limit", f"{facts.limit.minute:,} a minute and {facts.limit.hour:,} an hour, {per}")
    yield from _parameter_lines(operation)
    yield _line("answer", _kind(operation.result))
    if facts.job is not None:
        states = "; ".join(
            f"{name}: {', '.join(words)}"
            for name, words in (
                ("running", facts.job.running),
                ("done", facts.job.done),
                ("failed", facts.job.failed),
            )
        )
        yield _line("job", f"followed by {facts.job.status_operation} ({states})")
    for quirk in facts.quirks:
        yield _line("quirk", quirk)
    if facts.is_ours:
        yield _line("note", "korekit's own; the vendor's hosts do not have it")
    yield ""
    yield f"Call it: korekit call {operation.id} --help"


def _caller_lines(operation: Operation[Any, Any]) -> Iterator[str]:
    if operation.facts.caller is not Caller.APP:
        yield _line("caller", _caller(operation))
    for plane, scope in operation.facts.scopes.items():
        if scope is None:
            yield _line(f"{plane} plane", "no scope needed")
        else:
            guessed = "" if scope.is_id_known else "; the id is ours, the vendor's is not known"
            yield _line(f"{plane} plane", f"{scope.shown}   ({scope.id}{guessed})")


def _parameter_lines(operation: Operation[Any, Any]) -> Iterator[str]:
    for place in Place:
        for parameter in operation.parameters_in(place):
            wire = "" if parameter.wire == parameter.name or place is Place.PATH else f" → {parameter.wire}"
            need = "required" if parameter.is_required else "optional"
            default = "" if parameter.default is None else f", default {parameter.default}"
            maximum = f", at most {parameter.maximum}" if parameter.maximum and parameter.maximum < 2**53 else ""
            yield _line(place, f"{parameter.name}{wire}   {shape_of(parameter)}, {need}{default}{maximum}")
            if parameter.note:
                yield _line("", f"    {parameter.note}")


def _line(label: str, text: str) -> str:
    return f"  {label:<{_LABEL_WIDTH}} {text}".rstrip()


def _kind(kind: Any) -> str:
    if typing.get_origin(kind) is list:
        return f"list of {_kind(typing.get_args(kind)[0])}"
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        names = ", ".join(member.encode_name for member in msgspec.structs.fields(kind))
        return f"{kind.__name__} ({names})"
    if kind is bytes:
        return "a file"
    return "an object" if typing.get_origin(kind) is dict else getattr(kind, "__name__", str(kind))
