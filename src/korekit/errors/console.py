"""What a signed-in user's call is refused for. The vendor's private answers are unknown; the envelope is the same."""

from korekit.errors.refusal import KorekitError
from korekit.errors.wire import VALIDATION, WireError

__all__ = [
    "ChangedMeanwhile",
    "ConsoleRefusal",
    "InputInvalid",
    "NotFound",
    "NotServed",
    "RoleTooLow",
    "SessionInvalid",
    "SignInFailed",
    "TooManyTries",
]


class ConsoleRefusal(KorekitError):
    """A call of a signed-in user does not proceed; `wire` says why, to the user himself."""

    wire = VALIDATION

    def __init__(self, msg: str = "", *, retry_after_s: int | None = None) -> None:
        super().__init__(msg or self.wire.msg)
        self.retry_after_s = retry_after_s
        if msg:
            self.wire = WireError(self.wire.status, self.wire.code, msg)


class SessionInvalid(ConsoleRefusal):
    """Nobody is signed in by this access token."""

    wire = WireError(401, 401, "Invalid access token. Sign in again.")


class SignInFailed(ConsoleRefusal):
    """The address and the password do not fit together; which of them is wrong is not told."""

    wire = WireError(401, 401, "Invalid credentials")


class TooManyTries(ConsoleRefusal):
    """Too many failed sign-ins in a short time."""

    wire = WireError(429, 429, "Too many failed sign-ins. Wait before trying again.")


class RoleTooLow(ConsoleRefusal):
    """The user's role in the account does not allow this."""

    wire = WireError(403, 403, "Your role in this account does not allow this.")


class NotFound(ConsoleRefusal):
    """The account has nothing with this id, whether another account has or not."""

    wire = WireError(404, 404, "Not Found")


class InputInvalid(ConsoleRefusal):
    """The body is not what the call takes."""

    wire = VALIDATION


class ChangedMeanwhile(ConsoleRefusal):
    """What the user looked at was changed by somebody else before he saved."""

    wire = WireError(409, 409, "Somebody else changed this meanwhile. Look at it again before you save.")


class NotServed(ConsoleRefusal):
    """The operation is declared, and this platform does not serve it yet."""

    wire = WireError(501, 501, "Not served yet")
