"""Which operations a refused call means, also where its path or method fits none."""

from typing import Any, Final

from korekit.catalog.additions import Trace
from korekit.catalog.operation import Operation
from korekit.catalog.operations import find_operation
from korekit.catalog.parameters import Place
from korekit.doctor.given import GivenRequest
from korekit.doctor.outside.address import read_address
from korekit.doctor.outside.judge import look
from korekit.doctor.outside.routes import nearest_route

__all__ = ["Meant", "meant_by"]

_MOST: Final = 3
_NEAR: Final = 4

# An operation with values of its path, by parameter name.
Meant = tuple[Operation[Any, Any], dict[str, str]]


def meant_by(trace: Trace) -> list[Meant]:
    """The operation that was called, or those that were most likely meant; at most three."""
    called = find_operation(trace.operation) if trace.operation else None
    if not trace.path:
        return [(called, {})] if called is not None else []
    scene = look(GivenRequest(form="", method=trace.method, url=trace.path), now_s=0)
    found = [called] if called is not None else [*(scene.called or scene.operations)]
    if not found:
        near = nearest_route(read_address(trace.path).segments, trace.method)
        # A step into the wrong form is worse than none.
        found = [near.operation] if near is not None and near.cost <= _NEAR and not near.others else []
    return [(one, _of_path(one, scene.values)) for one in found[:_MOST]]


def _of_path(operation: Operation[Any, Any], values: dict[str, str]) -> dict[str, str]:
    names = {one.name for one in operation.parameters if one.place is Place.PATH}
    return {name: value for name, value in values.items() if name in names}
