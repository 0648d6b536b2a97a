"""All flaws, by the name of their cause. Which causes there are, the error classes say."""

from dataclasses import dataclass
from enum import StrEnum

from korekit.errors import causes
from korekit.errors.refusal import KorekitError, Refusal
from korekit.flaws.header_flaws import HEADER_FLAWS
from korekit.flaws.signer import FlawedToken, FlawImpossible, Signer
from korekit.flaws.state_flaws import STATE_FLAWS
from korekit.flaws.token_flaws import TOKEN_FLAWS
from korekit.nearness import nearest

__all__ = ["Flaw", "FlawUnknown", "Place", "every_flaw", "find_flaw", "flawed_token"]


class FlawUnknown(KorekitError):
    """No cause has this name; the message names the nearest."""


class Place(StrEnum):
    """Where a flaw lies."""

    TOKEN = "token"
    HEADER = "header"
    REQUEST = "request"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One flaw. `needs`: what must be so at the host for the call to be refused for this cause; empty if nothing."""

    kind: type[Refusal]
    place: Place
    needs: str = ""

    @property
    def cause(self) -> str:
        """The cause's public name."""
        return self.kind.cause


def every_flaw() -> tuple[Flaw, ...]:
    """Every flaw, in the order of the checks."""
    return tuple(map(_flaw_of, causes().values()))


def find_flaw(cause: str) -> Flaw:
    """The flaw of a cause.

    Raises:
        FlawUnknown: no cause has this name.
    """
    kind = causes().get(cause)
    if kind is None:
        near = nearest(cause, list(causes()))
        raise FlawUnknown(f"There is no cause {cause!r}." + (f" Did you mean {near}?" if near else ""))
    return _flaw_of(kind)


def _flaw_of(kind: type[Refusal]) -> Flaw:
    if kind in TOKEN_FLAWS:
        return Flaw(kind, Place.TOKEN, TOKEN_FLAWS[kind].needs)
    if kind in HEADER_FLAWS:
        return Flaw(kind, Place.HEADER)
    if kind in STATE_FLAWS:
        return Flaw(kind, Place.STATE, STATE_FLAWS[kind])
    return Flaw(kind, Place.REQUEST)


def flawed_token(cause: str, signer: Signer) -> FlawedToken:
    """A token with this flaw and no other, and the header that carries it.

    Raises:
        FlawUnknown: no cause has this name.
        FlawImpossible: it does not lie in a token, or the signer lacks what it takes.
    """
    flaw = find_flaw(cause)
    if flaw.place is Place.TOKEN:
        return TOKEN_FLAWS[flaw.kind].make(signer)
    if flaw.place is Place.HEADER:
        return HEADER_FLAWS[flaw.kind](signer)
    what = "how things stand at the host" if flaw.place is Place.STATE else "the request around the token"
    raise FlawImpossible(f"{cause} does not lie in a token but in {what}.")
