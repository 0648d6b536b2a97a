"""What may be wrong with a call that shows no fault, likeliest first.

The order is experience, not knowledge: scopes and pairs of id and secret before what few apps enforce.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller, Plane
from korekit.catalog.scopes import Scope
from korekit.doctor.outside.ids import has_kind
from korekit.doctor.outside.scene import Scene
from korekit.errors import Refusal, causes
from korekit.errors.app_causes import (
    AppUnknown,
    BotNotOfApp,
    BotOfOtherAccount,
    BotUnknown,
    PlaneWrong,
    RateLimitedHour,
    RateLimitedMinute,
    ScopeMissing,
    ScopeNotPublished,
    ScopeNotSaved,
)
from korekit.errors.request_causes import (
    BodyFieldMissing,
    ContentTypeWrong,
    FileUnknown,
    MultipartBroken,
    PathUnknown,
    ResourceUnknown,
)
from korekit.errors.token_causes import (
    HeaderBearerPrefix,
    HeaderDecorated,
    JTILifetimeTooLong,
    JTIMissing,
    JTIReplayed,
    JWEInvalid,
    JWERequired,
    SignatureInvalid,
    SignatureSecretDecoded,
    SignatureSecretOfOtherApp,
    TokenExpired,
    TokenMalformed,
    TokenTruncated,
)
from korekit.ids import BotId, FileId, JobId
from korekit.tokens.jws import segment_count

__all__ = ["likely_causes"]

_LIKELIEST: Final[tuple[type[Refusal], ...]] = (
    TokenExpired,
    ScopeMissing,
    ScopeNotSaved,
    SignatureInvalid,
    AppUnknown,
    BotNotOfApp,
    BotUnknown,
    FileUnknown,
    ResourceUnknown,
    BodyFieldMissing,
    PlaneWrong,
    TokenMalformed,
    HeaderBearerPrefix,
    HeaderDecorated,
    TokenTruncated,
    BotOfOtherAccount,
    SignatureSecretDecoded,
    SignatureSecretOfOtherApp,
    ScopeNotPublished,
    PathUnknown,
    RateLimitedMinute,
    RateLimitedHour,
)


def likely_causes(scene: Scene) -> list[Refusal]:
    """Every cause that nothing excludes, likeliest first."""
    order = {kind.cause: index for index, kind in enumerate(_LIKELIEST)}
    possible = [kind for kind in causes().values() if _is_possible(kind, scene)]
    if scene.token is not None and segment_count(scene.token) == 5:
        # Encryption fails more often than anything inside of it.
        order[JWEInvalid.cause] = -1
    possible.sort(key=lambda kind: order.get(kind.cause, len(order)))
    return [_described(kind, scene) for kind in possible]


def _is_possible(kind: type[Refusal], scene: Scene) -> bool:
    if scene.states[kind.check] not in ("unknown", "failed") or kind.cause in scene.excluded:
        return False
    operation = scene.operation()
    if operation is not None:
        if operation.facts.caller is not Caller.APP and kind.check.value not in ("path", "method", "body"):
            return False
        condition = _CONDITIONS.get(kind)
        if condition is not None and not condition(operation):
            return False
    return _fits_token(kind, scene)


def _fits_token(kind: type[Refusal], scene: Scene) -> bool:
    if scene.reading is None:
        return True
    is_encrypted = scene.token is not None and segment_count(scene.token) == 5
    if kind in (JWERequired, JWEInvalid):
        return is_encrypted == (kind is JWEInvalid)
    claims = scene.reading.claims
    if claims is None or is_encrypted:
        return True
    has_jti = bool(claims.get("jti"))
    if kind in (JTIReplayed, JTILifetimeTooLong):
        return has_jti
    return not has_jti if kind is JTIMissing else True


def _needs_scope(operation: Operation[Any, Any]) -> bool:
    return any(scope is not None for scope in operation.facts.scopes.values())


def _takes_bot(operation: Operation[Any, Any], plane: Plane) -> bool:
    return plane in operation.planes and (has_kind(operation, BotId) or operation.facts.is_bot_in_body)


# Causes that only operations of some kind can have.
_CONDITIONS: Final[Mapping[type[Refusal], Callable[[Operation[Any, Any]], bool]]] = {
    BotNotOfApp: lambda operation: _takes_bot(operation, Plane.BOT),
    BotUnknown: lambda operation: _takes_bot(operation, Plane.ADMIN),
    BotOfOtherAccount: lambda operation: _takes_bot(operation, Plane.ADMIN),
    PlaneWrong: lambda operation: not {Plane.BOT, Plane.ADMIN} <= set(operation.planes),
    ScopeMissing: _needs_scope,
    ScopeNotSaved: _needs_scope,
    ScopeNotPublished: lambda operation: operation.facts.scopes.get(Plane.BOT) is not None,
    RateLimitedMinute: lambda operation: operation.facts.limit is not None,
    RateLimitedHour: lambda operation: operation.facts.limit is not None,
    FileUnknown: lambda operation: has_kind(operation, FileId),
    ResourceUnknown: lambda operation: has_kind(operation, JobId) or operation.id.endswith("-status"),
    MultipartBroken: lambda operation: operation.facts.body == "multipart",
    ContentTypeWrong: lambda operation: operation.facts.body != "none",
}


def _described(kind: type[Refusal], scene: Scene) -> Refusal:
    """The cause with what this operation expects."""
    operation = scene.operation()
    if operation is None:
        return kind()
    if kind in (ScopeMissing, ScopeNotSaved, ScopeNotPublished):
        plane = Plane.BOT if kind is ScopeNotPublished else None
        return kind(expected=" or ".join(_scopes(operation, plane)))
    if kind is PlaneWrong:
        return kind(expected="an app of the " + " or ".join(plane.value for plane in operation.planes) + " plane")
    return kind()


def _scopes(operation: Operation[Any, Any], only: Plane | None) -> list[str]:
    needed: list[Scope] = [
        scope
        for plane, scope in operation.facts.scopes.items()
        if scope is not None and (only is None or plane is only)
    ]
    return [f"`{scope.shown}` ({scope.id}) for an app of the {scope.plane.value} plane" for scope in needed]
