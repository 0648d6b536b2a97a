"""A secret with every place where it stands, and what it is worth to whoever finds it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from korekit.errors.refusal import Refusal
from korekit.errors.token_causes import AlgorithmNotAllowed
from korekit.scanning.leaks.sighting import Certainty, Kind, Sighting, masked
from korekit.tokens.jws import SignedToken, read_jws
from korekit.tokens.names import MILLISECONDS_FROM
from korekit.tokens.suspects import PLACEHOLDER_SECRETS
from korekit.tokens.verify import is_signed_with

__all__ = ["Finding", "Held", "Life", "Place", "Severity", "finding_of", "signed_token"]


class Severity(StrEnum):
    """How much harm a secret does, the least first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Its place among all, 0 for the least."""
        return list(Severity).index(self)


class Life(StrEnum):
    """How long a secret is good."""

    ENDLESS = "endless"
    UNTIL = "until"
    OVER = "over"
    USELESS = "useless"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a secret stands. `commit`: the one that brought it, empty for a file as it is now."""

    path: str
    line: int
    column: int
    commit: str = ""


@dataclass(slots=True)
class Held:
    """A secret with the places where it was seen so far.

    `past`: the oldest place in the history; `past_count`: how many texts of the history have it.
    """

    sighting: Sighting
    current: list[Place] = field(default_factory=list)
    past: Place | None = None
    past_count: int = 0
    is_allowed_now: bool = True
    was_allowed: bool = False

    @property
    def is_allowed(self) -> bool:
        """Whether each place of now says that it may stand there; where there is none, one of the past is enough."""
        return self.is_allowed_now if self.current else self.was_allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A secret that somebody left.

    `shown`: what may be shown of it. `is_guessable`: its form does not make it random. `client_id`: the app it belongs
    to, empty where nothing tells. `life`: how long it is good, with `expires_at` where that ends. `why`: what makes it
    useless, in words. `is_single_use`: it names a `jti`. `proved_by`: the place of the token that this client secret
    signed, or of the secret that signed this token.
    """

    kind: Kind
    severity: Severity
    certainty: Certainty
    shown: str
    secret: str = field(repr=False)
    is_guessable: bool
    client_id: str
    life: Life
    expires_at: datetime | None
    why: str
    is_single_use: bool
    proved_by: Place | None
    current: tuple[Place, ...]
    past: Place | None
    past_count: int

    @property
    def first(self) -> Place:
        """The place to look at."""
        return self.current[0] if self.current else self.past or Place("", 0, 0)


def signed_token(sighting: Sighting) -> SignedToken | None:
    """The token as the platform would read it; `None` for what it would not."""
    if sighting.kind is not Kind.TOKEN:
        return None
    try:
        return read_jws(sighting.secret.encode())
    except Refusal:
        return None


def finding_of(held: Held, now_s: float, proved_by: Place | None) -> Finding:
    """What a secret is worth now.

    Args:
        held: the secret.
        now_s: seconds since the epoch.
        proved_by: the place of what proves whose it is.
    """
    sighting = held.sighting
    life, expires_at, why = _life(sighting, now_s)
    return Finding(
        kind=sighting.kind,
        severity=_severity(sighting, life, is_proved=proved_by is not None),
        certainty=Certainty.CERTAIN if proved_by else sighting.certainty,
        shown=masked(sighting),
        secret=sighting.secret,
        is_guessable=sighting.certainty is Certainty.POSSIBLE,
        client_id=sighting.client_id,
        life=life,
        expires_at=expires_at,
        why=why,
        is_single_use=bool((sighting.claims or {}).get("jti")),
        proved_by=proved_by,
        current=tuple(held.current),
        past=held.past,
        past_count=held.past_count,
    )


def _life(sighting: Sighting, now_s: float) -> tuple[Life, datetime | None, str]:
    if sighting.kind is Kind.CLIENT_SECRET:
        return Life.ENDLESS, None, ""
    if sighting.claims is None:
        return Life.UNKNOWN, None, ""
    useless = _useless(sighting)
    if useless:
        return Life.USELESS, None, useless
    expires = sighting.claims.get("exp")
    if not isinstance(expires, int | float) or isinstance(expires, bool) or not math.isfinite(expires):
        return Life.ENDLESS, None, ""
    if expires <= now_s:
        return Life.OVER, _moment(expires), ""
    # Milliseconds count as seconds: such a token ends after thousands of years.
    return (Life.ENDLESS if expires >= MILLISECONDS_FROM else Life.UNTIL), _moment(expires), ""


def _useless(sighting: Sighting) -> str:
    """Why no platform takes a token, whenever it is sent."""
    try:
        token = read_jws(sighting.secret.encode())
    except AlgorithmNotAllowed:
        # Not for these calls; but an app may use it elsewhere.
        return ""
    except Refusal as refusal:
        return refusal.meaning()
    if _is_signed_with_any(token, PLACEHOLDER_SECRETS):
        return "It is signed with a secret that everybody knows, as samples are."
    return ""


def _is_signed_with_any(token: SignedToken, secrets: Sequence[bytes]) -> bool:
    return any(is_signed_with(token, secret) for secret in secrets)


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _severity(sighting: Sighting, life: Life, *, is_proved: bool) -> Severity:
    if sighting.kind is Kind.CLIENT_SECRET:
        if is_proved or sighting.certainty is Certainty.CERTAIN:
            return Severity.CRITICAL
        return Severity.HIGH if sighting.certainty is Certainty.LIKELY else Severity.MEDIUM
    match life:
        case Life.ENDLESS:
            return Severity.CRITICAL
        case Life.UNTIL:
            return Severity.HIGH
        case Life.UNKNOWN:
            return Severity.MEDIUM
        case Life.OVER | Life.USELESS:
            return Severity.LOW
