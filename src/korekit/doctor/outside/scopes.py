"""Scopes that a body names: whether the catalogue has them, and which one was meant."""

from typing import Any, Final

from korekit.catalog.planes import Plane
from korekit.catalog.scopes import scopes_of
from korekit.doctor.given import is_open
from korekit.doctor.outside.scene import Scene
from korekit.doctor.redaction import safe_word
from korekit.errors.request_causes import BodyFieldInvalid
from korekit.nearness import folded, nearest

__all__ = ["look_at_scope_names"]

_FIELDS: Final = ("scopes", "scope")
_MAX_NAMES: Final = 200


def look_at_scope_names(scene: Scene, given: dict[str, Any]) -> None:
    """Judge the scopes in a body whose fields have been read."""
    documented = {parameter.wire for operation in scene.called for parameter in operation.parameters}
    if not documented & set(_FIELDS):
        return
    known: dict[str, str] = {}
    for plane in Plane:
        for scope in scopes_of(plane):
            known.update(dict.fromkeys((scope.id, scope.name, scope.shown, *scope.spellings), scope.id))
    folded_names = {folded(name) for name in known}
    for name in _names(given):
        if is_open(name) or folded(name) in folded_names:
            continue
        near = nearest(name, list(known))
        expected = f"`{near}`" if near else "a scope of the catalogue, which `korekit api list` names"
        scene.fault(BodyFieldInvalid(at="`scopes`", expected=expected, found=f"`{safe_word(name)}`"), is_certain=False)


def _names(given: dict[str, Any]) -> list[str]:
    """The scopes in `scopes`, or in the `scopes` of each entry of `scope`."""
    lists = [given.get("scopes")]
    entries = given.get("scope")
    lists += [one.get("scopes") for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    return [name for one in lists if isinstance(one, list) for name in one if isinstance(name, str)][:_MAX_NAMES]
