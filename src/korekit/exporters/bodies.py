"""The schema of an operation's body, whatever form it is sent in."""

from typing import Any

from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Place
from korekit.exporters.schemas import Schemas

__all__ = ["body_schema"]


def body_schema(operation: Operation[Any, Any], schemas: Schemas) -> dict[str, Any] | None:
    """The schema of the body; `None` for an operation without one."""
    if operation.whole_body is not None:
        return schemas.of_parameter(operation.whole_body)
    parameters = operation.parameters_in(Place.BODY)
    if not parameters:
        return None
    properties = {}
    for parameter in parameters:
        note = {"description": parameter.note} if parameter.note else {}
        properties[parameter.wire] = {**schemas.of_parameter(parameter), **note}
    required = [parameter.wire for parameter in parameters if parameter.is_required or parameter.is_always_sent]
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}
