"""The secret of an app, shown once more to whoever gives his password again: the same on each page that offers it."""

from dataclasses import dataclass

from korekit.catalog.additions import Additions
from korekit.console.visit import Visit
from korekit.errors.console import SignInFailed, TooManyTries
from korekit.ids import ClientId

__all__ = ["Revealed", "reveal"]


@dataclass(frozen=True, slots=True)
class Revealed:
    """The secret, or in words why it is not shown. `status`: of the page that shows either."""

    status: int = 200
    secret: str = ""
    error: str = ""

    def __repr__(self) -> str:
        return f"Revealed(status={self.status!r}, error={self.error!r})"


async def reveal(visit: Visit, client_id: ClientId) -> Revealed:
    """What the form with the password is answered with."""
    try:
        found = await visit.call(Additions.reveal_app_secret, client_id, visit.request.form.text("password"))
    except SignInFailed:
        return Revealed(401, error="That is not your password.")
    except TooManyTries:
        return Revealed(429, error="Too many failed attempts. Try again in five minutes.")
    return Revealed(secret=found.client_secret)
