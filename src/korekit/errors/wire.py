"""What the public API answers when it refuses: status, code and message, in one envelope.

Source: contract, observed-errors.md 1.1 and platform.md 6.
"""

import json
from typing import Final, NamedTuple

__all__ = [
    "INVALID_CREDENTIALS",
    "INVALID_TOKEN",
    "SCOPE_INCORRECT",
    "TRACE_HEADER",
    "VALIDATION",
    "FlatWireError",
    "WireError",
    "wire_body",
]


# Names a refused call; the account's owner can ask why by it.
TRACE_HEADER: Final = "x-korekit-trace"


class WireError(NamedTuple):
    """An answer's HTTP status with the one element of its `errors`."""

    status: int
    code: int | str
    msg: str


class FlatWireError(WireError):
    """One of the few answers that are documented as `{"status": "Error", "message": …}`; the code is not sent."""


INVALID_CREDENTIALS = WireError(401, 4002, "Invalid SDK credentials")
INVALID_TOKEN = WireError(401, 4002, "Invalid JWT token")
SCOPE_INCORRECT = WireError(401, 4002, "Permission denied. Scope is incorrect!")
VALIDATION = WireError(412, 412, "Validation errors/ Invalid arguments")


def wire_body(error: WireError) -> bytes:
    """The body of a refused call: `{"errors":[{"msg":…,"code":…}]}` unless it is flat, UTF-8."""
    document: object = {"errors": [{"msg": error.msg, "code": error.code}]}
    if isinstance(error, FlatWireError):
        document = {"status": "Error", "message": error.msg}
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
