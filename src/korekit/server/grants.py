"""Calls that were granted, remembered for their repetition; bounded in number.

What is saved is doing checks again whose outcome cannot be another one. A remembered grant still answers to the
token's times, to the end of its secret, to rates, and to every change that moves the epoch: an app, a scope, a bot. A
token with a `jti` is never remembered here, since it is good once.
"""

from dataclasses import dataclass
from typing import Final

from korekit.access.decision import Granted, Refused
from korekit.access.facts import App, Facts
from korekit.calls.call import NOBODY, Caller

__all__ = ["Grant", "Grants", "Verdict", "bounds_ms"]

_MAX_GRANTS: Final = 4096
_MAX_TOKEN_BYTES: Final = 2_048
_ALWAYS: Final = float("inf")

# The token as sent, the operation, the bot.
_Key = tuple[bytes, str, str | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision with the facts it was made from. `caller`: who calls, where it was granted."""

    decision: Granted | Refused
    facts: Facts
    caller: Caller = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A decision with what it rests on.

    `from_ms`, `until_ms`: when token and secret count, in milliseconds since the epoch.
    """

    verdict: Verdict
    app: App
    epoch: int
    from_ms: float
    until_ms: float

    def holds(self, epoch: int, now_ms: int) -> bool:
        """Whether the checks would pass again."""
        return self.epoch == epoch and self.from_ms <= now_ms < self.until_ms


class Grants:
    """The last grants; the oldest is forgotten first."""

    def __init__(self) -> None:
        self._grants: dict[_Key, Grant] = {}

    def get(self, key: _Key) -> Grant | None:
        """The grant of the same call, which may not hold any more."""
        return self._grants.get(key)

    def add(self, key: _Key, grant: Grant) -> None:
        """Remember a grant."""
        if len(key[0]) > _MAX_TOKEN_BYTES:
            return
        if len(self._grants) >= _MAX_GRANTS:
            del self._grants[next(iter(self._grants))]
        self._grants[key] = grant


def bounds_ms(facts: Facts, retires_at_ms: int | None) -> tuple[float, float]:
    """From when until when the times of a call's token and secret are good."""
    until = facts.claims.get("exp")
    since = facts.claims.get("nbf")
    return (
        -_ALWAYS if since is None else since * 1000,
        min(_ALWAYS if until is None else until * 1000, _ALWAYS if retires_at_ms is None else retires_at_ms),
    )
