"""`korekit.scopes.json`: the operations that a program calls, and the scopes that they need.

Written so that a change of it can be reviewed: sorted, one line a name, without dates or ids of apps. The operations
decide; the scopes are worked out from the catalogue again where the file is read, and say what people need to grant.
"""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from korekit.catalog.operation import Operation
from korekit.catalog.operations import find_operation
from korekit.errors.refusal import KorekitError
from korekit.scanning.uses.needs import needs_of

__all__ = ["LOCK_FILE", "LockBroken", "locked", "read_lock"]

LOCK_FILE: Final = "korekit.scopes.json"
_VERSION: Final = 1


class LockBroken(KorekitError):
    """The file is no lock of scopes, or names what the catalogue does not have."""


class _Scope(msgspec.Struct):
    id: str
    name: str
    used_by: list[str] = msgspec.field(name="usedBy")


class _Plane(msgspec.Struct, omit_defaults=True):
    scopes: list[_Scope]
    without_scope: list[str] = msgspec.field(name="withoutScope", default_factory=list)
    not_callable: list[str] = msgspec.field(name="notCallable", default_factory=list)


class _Document(msgspec.Struct):
    version: int
    operations: list[str]
    planes: dict[str, _Plane]


def locked(operations: Iterable[Operation[Any, Any]]) -> str:
    """The file's text."""
    called = list(operations)
    planes = {
        one.plane.value: _Plane(
            [_Scope(need.scope.id, need.scope.shown, list(need.operations)) for need in one.needs],
            list(one.without),
            list(one.impossible),
        )
        for one in needs_of(called)
    }
    document = _Document(_VERSION, sorted({one.id for one in called}), planes)
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def read_lock(data: bytes) -> list[Operation[Any, Any]]:
    """The operations that a file locks.

    Raises:
        LockBroken: it is none, or an operation is unknown here.
    """
    try:
        document = msgspec.json.decode(data, type=_Document)
    except (msgspec.MsgspecError, ValueError) as error:
        raise LockBroken(f"it is no lock of scopes: {error}") from None
    if document.version != _VERSION:
        raise LockBroken(f"it is a lock of version {document.version}, and this korekit reads {_VERSION}")
    found = {name: find_operation(name) for name in document.operations}
    missing = sorted(name for name, one in found.items() if one is None)
    if missing:
        raise LockBroken(f"the catalogue of this korekit has no operation {', '.join(missing)}")
    return [one for one in found.values() if one is not None]
