"""The query against the catalogue: what must be there.

Unknown names are no fault: hosts ignore them. Source: observed-errors.md 1.4.
"""

from korekit.catalog.parameters import Place
from korekit.doctor.given import is_open
from korekit.doctor.outside.scene import Scene
from korekit.doctor.redaction import safe_name
from korekit.errors.refusal import Check
from korekit.errors.request_causes import BodyFieldMissing, BodyFieldMisspelled
from korekit.nearness import nearest

__all__ = ["look_at_query"]


def look_at_query(scene: Scene) -> None:
    """Judge the query of a call whose operation is known."""
    operation, address = scene.operation(), scene.address
    if operation is None or address is None or any(fault.check is Check.METHOD for fault in scene.faults):
        return
    if any(is_open(name) for name, _ in address.query):
        return
    given = [name for name, _ in address.query]
    documented = {parameter.wire for parameter in operation.parameters_in(Place.QUERY)}
    strange = [name for name in given if name not in documented]
    for parameter in operation.parameters_in(Place.QUERY):
        if not parameter.is_required or parameter.wire in given:
            continue
        close = next((name for name in strange if nearest(name, (parameter.wire,))), None)
        expected = f"`{parameter.wire}` in the address"
        if close is None:
            scene.fault(BodyFieldMissing(expected=expected, found="none"), is_certain=False)
        else:
            # How a host takes the absence is not documented for each.
            scene.fault(BodyFieldMisspelled(expected=expected, found=f"`{safe_name(close)}`"), is_certain=False)
