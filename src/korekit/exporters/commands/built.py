"""A call with its values, ready to be written down for one tool or another."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from korekit.catalog.operation import Operation
from korekit.catalog.planes import Caller
from korekit.client.requests import Request, build, invoke

__all__ = ["ACCESS_TOKEN", "BuiltCall", "built_call"]

_MINT: Final = "korekit token mint"
# Where a user's session is read from.
ACCESS_TOKEN: Final = "KOREKIT_ACCESS_TOKEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltCall:
    """One call.

    `arguments`: what was given, by Python names. `request`: what they make, without who calls. `client_id`: of the app
    that calls; empty for whichever a profile names. `has_jti`: its tokens have to hold one.
    """

    operation: Operation[Any, Any]
    arguments: Mapping[str, Any]
    host: str
    request: Request
    client_id: str = ""
    has_jti: bool = False

    def __repr__(self) -> str:
        return f"BuiltCall({self.operation.id!r})"

    @property
    def caller(self) -> Caller:
        """What identifies who calls."""
        return self.operation.facts.caller

    @property
    def mint(self) -> str:
        """The command that prints a token of the app; where its secret is not at hand, it asks for it."""
        named = f"{_MINT} --client-id {shlex.quote(self.client_id)}" if self.client_id else _MINT
        return f"{named} --jti" if self.has_jti else named


def built_call(
    operation: Operation[Any, Any],
    arguments: Mapping[str, Any],
    host: str,
    *,
    client_id: str = "",
    has_jti: bool = False,
) -> BuiltCall:
    """A call of a host.

    Args:
        operation: what is called.
        arguments: by Python names; defaults need not be there.
        host: its address, without a slash at its end.
        client_id: of the app that calls, where it is known.
        has_jti: whether that app asks for a `jti`.

    Raises:
        TypeError: a required argument is missing.
        InvalidArgument: a value that cannot stand where it belongs.
    """
    request = build(invoke(operation, **arguments), host)
    return BuiltCall(
        operation=operation,
        arguments=dict(arguments),
        host=host,
        request=request,
        client_id=client_id,
        has_jti=has_jti,
    )
