"""JSON Schemas of the types that operations take and answer."""

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Parameter, Upload, camel

__all__ = ["SCHEMA_PATH", "Schemas"]

SCHEMA_PATH: Final = "#/components/schemas/"
_PYTHON_NAME: Final = re.compile(r"`([a-z]+(?:_[a-z0-9]+)*)`")
_FILE: Final = {"type": "string", "format": "binary"}


class Schemas:
    """The schema of every type, with the components that they name.

    Attributes:
        components: by name, as they stand under `#/components/schemas/`.
    """

    def __init__(self, operations: Iterable[Operation[Any, Any]]) -> None:
        kinds: list[Any] = []
        for operation in operations:
            kinds += [parameter.kind for parameter in operation.parameters if parameter.kind is not Upload]
            kinds.append(operation.result)
        schemas, components = msgspec.json.schema_components(kinds, ref_template=f"{SCHEMA_PATH}{{name}}")
        # By text: of two equal types, such as `str | None`, each may be an object of its own.
        self._schemas = {str(kind): schema for kind, schema in zip(kinds, schemas, strict=True)}
        self.components = {name: _plain(component) for name, component in components.items()}

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of a result."""
        return dict(self._schemas[str(kind)])

    def of_parameter(self, parameter: Parameter) -> dict[str, Any]:
        """The schema of a parameter, with its bounds and its default."""
        if parameter.kind is Upload:
            return dict(_FILE)
        schema = self.of(parameter.kind)
        if parameter.maximum is not None:
            schema |= {"minimum": 0, "maximum": parameter.maximum}
        if parameter.default is not None:
            schema["default"] = parameter.default
        return schema


def _plain(component: dict[str, Any]) -> dict[str, Any]:
    """A component in the wire's words: an empty default says nothing, and names are those of its properties."""
    properties = {
        name: {key: value for key, value in schema.items() if key != "default" or value not in ("", None)}
        for name, schema in component.get("properties", {}).items()
    }
    plain = {**component, "properties": properties} if properties else dict(component)
    if not plain.get("required"):
        plain.pop("required", None)
    if "description" in plain:
        plain["description"] = _PYTHON_NAME.sub(lambda found: f"`{_wire(found[1], properties)}`", plain["description"])
    return plain


def _wire(name: str, properties: dict[str, Any]) -> str:
    """The property that a docstring means by a Python name."""
    return next((one for one in (camel(name), f"_{name}") if one in properties), name)
