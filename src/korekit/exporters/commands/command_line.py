"""A call with `korekit call`."""

import shlex
from collections.abc import Iterator
from typing import Any

import msgspec

from korekit.catalog.parameters import Parameter, Upload
from korekit.catalog.shapes import option_of, shape_of
from korekit.exporters.commands.built import BuiltCall

__all__ = ["korekit_command"]


def korekit_command(call: BuiltCall) -> str:
    """The command, an option a line where there are several."""
    parts = [f"korekit call {call.operation.id} --host {shlex.quote(call.host)}"]
    for parameter in call.operation.parameters:
        value = call.arguments.get(parameter.name)
        if value is not None:
            parts += _options(parameter, value)
    if call.operation.facts.job is not None:
        parts.append("--wait")
    return " \\\n  ".join(parts)


def _options(parameter: Parameter, value: Any) -> Iterator[str]:
    option = option_of(parameter)
    match shape_of(parameter):
        case "flag":
            yield option if value else f"--no-{option[2:]}"
        case "texts":
            for one in value:
                yield f"{option} {_quoted(_literal(str(one)))}"
        case "file":
            yield f"{option} {_quoted('@' + value.name if isinstance(value, Upload) else str(value))}"
        case "json":
            yield f"{option} {_quoted(msgspec.json.encode(value).decode())}"
        case "text" | "number":
            yield f"{option} {_quoted(_literal(str(value)))}"


def _literal(text: str) -> str:
    # A text that begins with `@` names a file, unless it is doubled.
    return f"@{text}" if text.startswith("@") else text


def _quoted(text: str) -> str:
    return shlex.quote(text)
