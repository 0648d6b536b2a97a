"""JSON Schemas (2020-12) of what each operation takes and answers, each a document of its own."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final, Literal

from korekit.catalog.operation import Operation
from korekit.exporters.bodies import body_schema
from korekit.exporters.schemas import SCHEMA_PATH, Schemas

__all__ = ["DIALECT", "Part", "schemas_of"]

Part = Literal["body", "answer"]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_DEFINITIONS: Final = "#/$defs/"
_REFERENCE: Final = re.compile(r'"#/\$defs/([^"]+)"')


def schemas_of(operations: Iterable[Operation[Any, Any]]) -> dict[str, dict[Part, dict[str, Any]]]:
    """By operation id: the schema of its body, if it has one, and of its answer, unless that is a file.

    An unknown field is no offence in either: hosts add some, and the platform ignores them.
    """
    given = list(operations)
    schemas = Schemas(given)
    components = _moved(schemas.components)
    found: dict[str, dict[Part, dict[str, Any]]] = {}
    for operation in given:
        parts: dict[Part, dict[str, Any]] = {}
        if (body := body_schema(operation, schemas)) is not None:
            parts["body"] = _document(f"Body of {operation.id}", operation.summary, _moved(body), components)
        if not operation.facts.is_file:
            answer = _moved(schemas.of(operation.result))
            parts["answer"] = _document(f"Answer of {operation.id}", operation.summary, answer, components)
        found[operation.id] = parts
    return found


def _document(title: str, about: str, schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """A schema with the definitions that it leads to."""
    definitions: dict[str, Any] = {}
    waiting = _named(schema)
    while waiting:
        name = waiting.pop()
        if name not in definitions:
            definitions[name] = components[name]
            waiting += _named(components[name])
    # A bare reference may be the whole schema: in this dialect it may have neighbours.
    document = {"$schema": DIALECT, "title": title, "description": about, **schema}
    return {**document, "$defs": dict(sorted(definitions.items()))} if definitions else document


def _moved(schema: dict[str, Any]) -> dict[str, Any]:
    moved: dict[str, Any] = json.loads(json.dumps(schema).replace(SCHEMA_PATH, _DEFINITIONS))
    return moved


def _named(schema: dict[str, Any]) -> list[str]:
    return _REFERENCE.findall(json.dumps(schema))
