"""What is known of an operation, as Markdown for the documentation that requests carry."""

import json
from collections.abc import Iterator
from typing import Any, Final

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Parameter, Place
from korekit.catalog.planes import Caller
from korekit.exporters.collections.examples import full_example_of
from korekit.exporters.refusals import refusals_of

__all__ = ["about", "caller_lines", "documentation_of", "need_of"]

_AnyOperation = Operation[Any, Any]
_SECTIONS: Final = ("Args:", "Returns:", "Raises:", "Source:")
_NO_LIMIT: Final = 2**53


def documentation_of(operation: _AnyOperation) -> str:
    """Everything known of an operation, as Markdown."""
    return "\n".join(_lines(operation)).strip() + "\n"


def about(operation: _AnyOperation) -> str:
    """The docstring without what stands elsewhere."""
    text = operation.documentation
    for heading in _SECTIONS:
        text = text.partition(f"\n{heading}")[0]
    return text.strip()


def caller_lines(operation: _AnyOperation) -> Iterator[str]:
    """Who may call, with which scope on which plane or in which role."""
    facts = operation.facts
    if facts.caller is Caller.APP:
        for plane, scope in facts.scopes.items():
            yield f"{plane} plane: " + ("no scope needed" if scope is None else f"scope {scope.shown} (`{scope.id}`)")
    elif facts.caller is Caller.USER:
        yield f"a signed-in user, {facts.role} or higher"
    else:
        yield "anyone"
    if facts.limit is not None:
        yield f"at most {facts.limit.minute:,} a minute and {facts.limit.hour:,} an hour per {facts.limit.per}"


def need_of(parameter: Parameter) -> str:
    """Whether a parameter must be given, with its default and its bound."""
    parts = ["required" if parameter.is_required or parameter.is_always_sent else "optional"]
    if parameter.default not in (None, ""):
        parts.append(f"default {json.dumps(parameter.default, default=str)}")
    if parameter.maximum is not None and parameter.maximum < _NO_LIMIT:
        parts.append(f"at most {parameter.maximum}")
    return ", ".join(parts)


def _lines(operation: _AnyOperation) -> Iterator[str]:
    facts = operation.facts
    yield about(operation)
    yield ""
    yield from (f"- {line}" for line in caller_lines(operation))
    yield from (
        f"- also `{alias.method or operation.method} {alias.path}` ({alias.seen_in})" for alias in facts.aliases
    )
    if facts.job is not None:
        yield f"- starts a job, followed by {facts.job.status_operation}"
    if facts.is_ours:
        yield "- korekit's own; the vendor's hosts do not have it"
    for place in Place:
        if found := operation.parameters_in(place):
            yield ""
            yield f"**{place.value.capitalize()}**"
            yield ""
            yield from (f"- `{one.wire}` ({need_of(one)}): {one.note}".rstrip(": ") for one in found)
    if len(body := operation.parameters_in(Place.BODY)) and facts.body == "json":
        whole = operation.whole_body
        full = full_example_of(body)
        yield from ("", "Every field:", "", "```json")
        yield json.dumps(full if whole is None else full[whole.wire], indent=2, ensure_ascii=False)
        yield "```"
    if facts.quirks:
        yield from ("", "**Worth knowing**", "", *(f"- {quirk}" for quirk in facts.quirks))
    if refusals := refusals_of(operation):
        yield from ("", "**Refusals**", "")
        for errors in refusals.values():
            yield from (f"- {error.status}, code {error.code}: `{error.msg}`" for error in errors)
